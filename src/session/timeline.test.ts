import { describe, expect, test } from 'vitest';
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import { momentsOf } from './moment.ts';
import { withSnapshot } from './run-record.ts';
import { createSession } from './session.ts';
import { selectNetwork } from './state.ts';

const REPLICAS = 8;
const params = (value: number): Float32Array => new Float32Array(REPLICAS * 20).fill(value);

/** A session whose run has told its weights at these updates. */
function trained(updates: readonly number[], solved: readonly (number | null)[] = []) {
  let send: (event: TrainerEvent) => void = () => undefined;
  const posted: TrainerCommand[] = [];
  const session = createSession((onEvent) => {
    send = onEvent;
    return { post: (command) => void posted.push(command) };
  });
  session.applyPreset('openai-variable');
  session.train();
  const runId = posted.findLast(({ type }) => type === 'start')!.runId;
  const progress = (update: number): void =>
    send({
      type: 'progress',
      runId,
      update,
      epoch: update / 782,
      seconds: update / 1000,
      updatesPerSecond: 1000,
      stringsPerSecond: 1e6,
      points: [],
      solvedAt: Array.from({ length: REPLICAS }, (_, k) => solved[k] ?? null),
      weights: { update, params: params(update) },
      checkpoint: null,
    });
  send({ type: 'started', runId, weights: { update: 0, params: params(0) } });
  updates.forEach(progress);
  const shown = (): { origin: string; update: number; weight: number } => {
    const { origin, update, params: all } = selectNetwork(session.store.get());
    return { origin, update, weight: all[0]! };
  };
  return { session, progress, shown, state: session.store.get };
}

describe('looking back', () => {
  test('shows the nearest moment, and stays there while training goes on', () => {
    const { session, progress, shown } = trained([100, 200, 300]);
    expect(shown()).toEqual({ origin: 'run', update: 300, weight: 300 });
    session.lookAt(120);
    expect(shown()).toEqual({ origin: 'past', update: 100, weight: 100 });
    const network = selectNetwork(session.store.get());
    progress(400);
    expect(selectNetwork(session.store.get())).toBe(network);
    session.lookAt(null);
    expect(shown()).toEqual({ origin: 'run', update: 400, weight: 400 });
  });

  test('goes a moment at a time, from the newest to the start and back', () => {
    const { session, shown } = trained([100, 200]);
    session.lookBy(-1);
    expect(shown().update).toBe(100);
    session.lookBy(-5);
    expect(shown()).toEqual({ origin: 'past', update: 0, weight: 0 });
    session.lookBy(1);
    session.lookBy(1);
    expect(shown().origin).toBe('run');
    session.lookBy(1);
    expect(shown().origin).toBe('run');
  });

  test('a moment at or beyond the newest weights is the newest', () => {
    const { session, state } = trained([100]);
    session.lookAt(5000);
    expect(state().moment).toBeNull();
  });

  test('a replica that stopped when it was solved has no moments after that', () => {
    const { session, shown, state } = trained([100, 200, 300], [150]);
    expect(momentsOf(state().run!, 0).map(({ update }) => update)).toEqual([0, 100]);
    session.selectReplica(1);
    session.lookAt(200);
    expect(shown()).toEqual({ origin: 'past', update: 200, weight: 200 });
    session.selectReplica(0);
    expect(shown()).toMatchObject({ origin: 'run', update: 150 });
  });

  test('a fresh run and a reset look at the newest', () => {
    const { session, state } = trained([100, 200]);
    session.lookAt(100);
    session.reset();
    expect(state().moment).toBeNull();
    const again = trained([100, 200]);
    again.session.lookAt(100);
    again.session.setField('seed', '7');
    expect(again.state().moment).toBeNull();
  });

  test('what is not there cannot be looked at', () => {
    const session = createSession(() => ({ post: () => undefined }));
    session.lookAt(10);
    session.lookBy(-1);
    expect(session.store.get().moment).toBeNull();
  });
});

describe('moments are thinned out', () => {
  const grow = (count: number, size: number) => {
    let kept: ReturnType<typeof withSnapshot> = [];
    for (let k = 0; k < count; k++)
      kept = withSnapshot(kept, { update: 10 * k, params: new Float32Array(size) });
    return kept.map(({ update }) => update);
  };

  test('evenly, with the first and the newest', () => {
    const updates = grow(5000, 20);
    expect(updates).toHaveLength(200);
    expect([updates[0], updates.at(-1)]).toEqual([0, 49_990]);
    const gaps = updates.slice(1).map((update, k) => update - updates[k]!);
    // even would be 251
    expect(Math.max(...gaps)).toBeLessThan(600);
  });

  test('by their size: 256 networks of 64 units keep three', () => {
    expect(grow(6, 256 * 17_282)).toEqual([0, expect.any(Number), 50]);
  });

  test('a pause tells the same update twice', () => {
    const twice = withSnapshot(withSnapshot([], { update: 5, params: params(1) }), {
      update: 5,
      params: params(2),
    });
    expect(twice).toEqual([{ update: 5, params: params(2) }]);
  });
});
