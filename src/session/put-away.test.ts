/** Reset can be taken back; and of many earlier runs none goes without a word. */
import { describe, expect, test } from 'vitest';
import { MAX_GHOSTS, withGhosts, ghostOf } from './ghosts.ts';
import { createRun } from './run-record.ts';
import { bench, checkpointed, progress, started, trained, type Bench } from './session-bench.fixture.ts';
import { initialState, type Ghost } from './state.ts';

const report = {
  name: 'cpu',
  renderer: 'here',
  kernel: 'cpu-simd',
  reason: null,
  cpuTimesAsFast: null,
} as const;

/** Training, with a checkpoint at update 66. */
function training(): Bench {
  const b = trained();
  b.send({ type: 'engine', runId: b.runId(), report, kernels: {} });
  b.send(checkpointed(b.runId(), 66));
  b.send(progress(b.runId(), 99));
  return b;
}

const isOffered = (b: Bench): boolean => b.state().notices.some(({ kind }) => kind === 'reset');

describe('a reset', () => {
  test('of a run that has ended is undone whole', () => {
    const b = training();
    const id = b.runId();
    b.session.selectReplica(3);
    b.send({ type: 'ended', runId: id, ending: 'budget' });
    b.session.lookBy(-1);
    const before = b.state();
    b.session.reset();
    expect(b.state()).toMatchObject({ run: null, status: 'idle', moment: null });
    expect(isOffered(b)).toBe(true);
    b.session.undoReset();
    const { run, status, replica, moment } = b.state();
    expect({ ...run, id }).toEqual(before.run);
    expect({ status, replica }).toEqual({ status: 'stopped', replica: 3 });
    expect(moment).toEqual({ ...before.moment, runId: run!.id });
    expect(isOffered(b)).toBe(false);
  });

  test('of a run that goes on has it stand at its checkpoint, and Resume goes on from there', () => {
    const b = training();
    b.session.reset();
    expect(b.posted.at(-1)).toMatchObject({ type: 'reset' });
    b.session.undoReset();
    expect(b.state()).toMatchObject({ status: 'paused', run: { update: 66, weights: { update: 66 } } });
    expect(b.state().run!.replicas[0]!.history.map(({ update }) => update)).toEqual([33, 66]);
    // what the worker still had to say of it is not about this one
    b.send(progress(b.runId(), 132));
    expect(b.state().run!.update).toBe(66);
    b.session.resume();
    expect(b.posted.at(-1)).toMatchObject({ type: 'start', paused: false, checkpoint: { update: 66 } });
    b.send(started(b.runId()));
    b.send(progress(b.runId(), 99));
    expect(b.state().run!.update).toBe(99);
  });

  test('brings the options back that the run had', () => {
    const b = training();
    b.session.reset();
    b.session.setField('seed', '9');
    b.session.undoReset();
    expect(b.state().config.seed).toBe(b.state().run!.config.seed);
  });

  test.each<[string, (b: Bench) => void]>([
    ['another run begins', (b) => b.session.train()],
    [
      'its notice is dismissed',
      (b) => b.session.dismiss(b.state().notices.find(({ kind }) => kind === 'reset')!.id),
    ],
  ])('cannot be undone once %s', (_, act) => {
    const b = training();
    b.session.reset();
    act(b);
    expect(isOffered(b)).toBe(false);
    const before = b.state();
    b.session.undoReset();
    expect(b.state()).toEqual(before);
  });

  test('of nothing, or of what has only begun, offers nothing', () => {
    const b = bench();
    b.session.reset();
    b.session.train();
    b.session.reset();
    expect(isOffered(b)).toBe(false);
  });

  test('of nothing leaves what was put away before', () => {
    const b = training();
    b.session.reset();
    b.session.reset();
    b.session.undoReset();
    expect(b.state().run?.update).toBe(66);
  });

  test('keeps the verdicts of the run', () => {
    const b = training();
    b.send({ type: 'ended', runId: b.runId(), ending: 'budget' });
    const { run, verdicts } = b.state();
    const decided = {
      slot: 0,
      runId: run!.id,
      update: 99,
      spec: { hidden: 1, activation: 'sigmoid', head: 'softmax' },
      params: run!.weights!.params.slice(0, 20),
      outcome: { verdict: 'wrong', bits: '1', isShortest: true, rightUpTo: 0 },
    } as const;
    b.session.layDown({ verdicts: new Map([...verdicts, [0, decided]]) });
    b.session.reset();
    b.session.layDown({ verdicts: new Map() });
    b.session.undoReset();
    expect(b.state().verdicts.get(0)).toEqual({ ...decided, runId: b.state().run!.id });
  });
});

describe('of earlier runs', () => {
  const ghost = (id: number, points = 1): Ghost => ({
    ...ghostOf({ ...createRun(id, { ...initialState.config, replicas: 1 }, 'auto'), update: 10 * id }),
    replicas: [{ seed: id, history: Array.from<never>({ length: points }), wrongByLength: null }],
  });
  const many = (count: number, points = 1): Ghost[] =>
    Array.from({ length: count }, (_, k) => ghost(k + 1, points));
  const none: Pick<typeof initialState, 'ghosts' | 'notices'> = { ghosts: [], notices: [] };

  test('twenty are kept, the newest few drawn, and the oldest makes room with a word', () => {
    const full = withGhosts(none, many(MAX_GHOSTS));
    expect(full.notices).toEqual([]);
    expect(full.ghosts.map(({ isHidden }) => isHidden).indexOf(true)).toBe(5);
    const next = withGhosts(full, [ghost(99)]);
    expect(next.ghosts.map(({ id }) => id)).toEqual([99, ...many(MAX_GHOSTS - 1).map(({ id }) => id)]);
    expect(next.notices).toMatchObject([
      { kind: 'info', details: [expect.stringMatching(/of 200 updates, is not kept/u)] },
    ]);
  });

  test('that hold very many points fewer are kept, with a word, but never fewer than five', () => {
    const { ghosts, notices } = withGhosts(none, many(8, 300_000));
    expect(ghosts).toHaveLength(5);
    expect(notices[0]!.details).toHaveLength(3);
  });
});
