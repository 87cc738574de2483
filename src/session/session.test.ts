import { describe, expect, test } from 'vitest';
import { untrainedParams } from './network.ts';
import { selectNetwork } from './state.ts';
import { parseLink } from './url.ts';
import { type Bench, bench, started, progress, trained } from './session-bench.fixture.ts';

test('the untrained network answers before training, and each seed has its own', () => {
  const { session, state } = bench();
  const { config } = state();
  expect(selectNetwork(state()).params).toEqual(untrainedParams(config, 1));
  session.selectReplica(3);
  expect(selectNetwork(state())).toMatchObject({ origin: 'untrained', seed: 4 });
  expect(selectNetwork(state()).params).toEqual(untrainedParams(config, 4));
});

test('a run goes from starting over training to its end', () => {
  const b = bench();
  b.session.train();
  expect(b.state().status).toBe('starting');
  b.send(started(b.runId()));
  expect(b.state().status).toBe('training');
  b.send(progress(b.runId(), 33));
  expect(b.state().run?.replicas[0]?.history).toHaveLength(1);
  expect(selectNetwork(b.state()).params[0]).toBe(33);
  b.send({ type: 'ended', runId: b.runId(), ending: 'budget' });
  expect(b.state().status).toBe('stopped');
});

test('an end with every seed solved is `solved`, whichever rule ended it', () => {
  const b = trained();
  b.send(progress(b.runId(), 66, [66, 66, 66, 66, 66, 66, 66, 66]));
  b.send({ type: 'ended', runId: b.runId(), ending: 'budget' });
  expect(b.state().status).toBe('solved');
});

test('the seed solved first is shown until the visitor picks one', () => {
  const b = trained();
  b.send(progress(b.runId(), 66, [null, null, 66]));
  expect(b.state().replica).toBe(2);
  b.session.selectReplica(0);
  b.send(progress(b.runId(), 99, [null, null, 66, 99]));
  expect(b.state().replica).toBe(0);
});

describe('events of other runs', () => {
  test('are dropped', () => {
    const b = trained();
    const before = b.state();
    b.send(progress(b.runId() + 1, 66));
    b.send({ type: 'ended', runId: b.runId() - 1, ending: 'solved' });
    expect(b.state()).toBe(before);
  });

  test('are dropped after a reset', () => {
    const b = trained();
    const id = b.runId();
    b.session.reset();
    b.send(progress(id, 66));
    expect(b.state()).toMatchObject({ run: null, status: 'idle' });
    expect(b.posted.at(-1)).toEqual({ type: 'reset', runId: id });
  });
});

describe('a change of an option', () => {
  test('keeps the run as a ghost and starts a fresh one when one was training', () => {
    const b = trained();
    const first = b.runId();
    expect(b.session.setField('lengths', 'variable')).toBeNull();
    expect(b.posted.slice(-2).map(({ type }) => type)).toEqual(['reset', 'start']);
    expect(b.runId()).not.toBe(first);
    expect(b.state().status).toBe('starting');
    expect(b.state().ghosts.map(({ id }) => id)).toEqual([first]);
  });

  test('waits when the run was paused, with the untrained network', () => {
    const b = trained();
    b.send({ type: 'paused', runId: b.runId() });
    b.session.setField('seed', '5');
    expect(b.state()).toMatchObject({ status: 'idle', run: null });
    expect(selectNetwork(b.state())).toMatchObject({ origin: 'untrained', seed: 5 });
    expect(b.state().ghosts).toHaveLength(1);
  });

  test('to the same value does nothing', () => {
    const b = trained();
    b.session.setField('hidden', '1');
    expect(b.state().ghosts).toEqual([]);
    expect(b.posted).toHaveLength(1);
  });

  test('out of range is refused in words and changes nothing', () => {
    const b = trained();
    const before = b.state();
    expect(b.session.setField('hidden', '65')).toBe('Hidden units is a whole number from 1 to 64.');
    expect(b.session.setField('lr', 'fast')).toContain('Learning rate');
    expect(b.state()).toBe(before);
  });

  test('keeps the newest few ghosts only, and they can be removed', () => {
    const b = bench();
    for (let seed = 1; seed <= 8; seed++) {
      b.session.setField('seed', String(seed));
      b.session.train();
      b.send(started(b.runId()));
      b.send(progress(b.runId(), 33));
    }
    const seeds = b.state().ghosts.map(({ config }) => config.seed);
    expect(seeds).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(
      b
        .state()
        .ghosts.map(({ isHidden }) => isHidden)
        .indexOf(true),
    ).toBe(5);
    b.session.removeGhost(b.state().ghosts[1]!.id);
    expect(b.state().ghosts.map(({ config }) => config.seed)).toEqual([7, 5, 4, 3, 2, 1]);
    const { id } = b.state().ghosts[2]!;
    b.session.nameGhost(id, 'x'.repeat(99));
    b.session.hideGhost(id, true);
    expect(b.state().ghosts.map(({ name }) => name.length)).toEqual([0, 0, 60, 0, 0, 0]);
    expect(b.state().ghosts.map(({ isHidden }) => isHidden)).toEqual([false, false, true, false, true, true]);
  });

  test('without a curve so far leaves no ghost', () => {
    const b = bench();
    b.session.train();
    b.session.applyPreset('openai-variable');
    expect(b.state().ghosts).toEqual([]);
    expect(b.state().config.supervision).toBe('last');
  });
});

describe('a new learning rate', () => {
  test('reaches a live run at once and is part of its record', () => {
    const b = trained();
    const id = b.runId();
    b.session.setField('lr', '0.02');
    expect(b.posted.at(-1)).toEqual({ type: 'learning-rate', runId: id, learningRate: 0.02 });
    b.send({ type: 'learning-rate', runId: id, update: 40, learningRate: 0.02 });
    expect(b.state().run?.learningRates).toEqual([{ update: 40, learningRate: 0.02 }]);
    expect(b.state()).toMatchObject({ status: 'training', ghosts: [] });
  });

  test('after the end keeps the run as a ghost like any change', () => {
    const b = trained();
    b.send({ type: 'ended', runId: b.runId(), ending: 'budget' });
    b.session.setField('lr', '0.02');
    expect(b.state()).toMatchObject({ status: 'idle', run: null });
    expect(b.state().ghosts).toHaveLength(1);
  });
});

describe('a failure', () => {
  test('freezes the run, keeps curves and weights, and says what happened', () => {
    const b = trained();
    b.send({ type: 'failed', runId: b.runId(), message: 'The graphics context was lost.' });
    const after = b.state();
    expect(after.status).toBe('failed');
    expect(after.notices.at(-1)?.details).toContain('The graphics context was lost.');
    b.send(progress(b.runId(), 66));
    b.send({ type: 'ended', runId: b.runId(), ending: 'solved' });
    expect(b.state()).toBe(after);
    expect(after.run?.replicas[0]?.history).toHaveLength(1);
    expect(selectNetwork(after).params[0]).toBe(33);
  });

  test('is over with the next start', () => {
    const b = trained();
    b.send({ type: 'failed', runId: b.runId(), message: 'x' });
    b.session.train();
    expect(b.state()).toMatchObject({ status: 'starting', notices: [] });
    b.send(started(b.runId()));
    expect(b.state().status).toBe('training');
  });
});

test('a step before any run starts one that waits', () => {
  const b = bench();
  b.session.step();
  expect(b.posted.map(({ type }) => type)).toEqual(['start', 'step']);
  expect(b.posted[0]).toMatchObject({ paused: true });
});

test('typed strings keep zeros and ones, and a flip changes one', () => {
  const { session, state } = bench();
  session.setBits('10 2x1');
  expect(state().bits).toBe('101');
  session.flipBit(1);
  session.flipBit(7);
  expect(state().bits).toBe('111');
});

describe('a link', () => {
  const open = (b: Bench, hash: string): void => {
    const { state, problems } = parseLink(hash);
    b.session.applyLink(state, problems);
  };

  test('sets the experiment, and starts it when it says so', () => {
    const b = bench();
    open(b, '#v=1&preset=openai-variable&hidden=2&bits=101&start=1&engine=cpu');
    expect(b.posted).toEqual([expect.objectContaining({ type: 'start', engine: 'cpu', paused: false })]);
    expect(b.state().config).toMatchObject({ lengths: 'variable', hidden: 2 });
    expect(b.state().bits).toBe('101');
  });

  test('with a bad value names it and goes on with the default', () => {
    const b = bench();
    open(b, '#v=1&hidden=1e999&lr=0.5');
    expect(b.state().config).toMatchObject({ hidden: 1, lr: 0.5 });
    expect(b.state().notices).toEqual([
      expect.objectContaining({ kind: 'link', details: [expect.stringContaining('Hidden units')] }),
    ]);
  });

  test('with weights answers with them until training starts', () => {
    const b = bench();
    open(b, `#v=1&weights=${Array.from({ length: 20 }, (_, k) => k / 8).join(',')}`);
    expect(selectNetwork(b.state())).toMatchObject({ origin: 'opened', seed: null });
    expect(selectNetwork(b.state()).params[19]).toBe(19 / 8);
    b.session.train();
    expect(selectNetwork(b.state()).origin).toBe('untrained');
  });
});

test('training on another engine begins at once, whether a run goes on or has been put away', () => {
  const { session, posted, state } = trained();
  session.trainOn('webgl');
  expect(posted.at(-1)).toMatchObject({ type: 'start', engine: 'webgl', paused: false });
  expect(state()).toMatchObject({ engine: 'webgl', status: 'starting' });
  session.reset();
  session.trainOn('auto');
  expect(posted.at(-1)).toMatchObject({ type: 'start', engine: 'auto', paused: false });
});

test('the speed reaches the run that goes on and every later one, and makes no ghost', () => {
  const { session, posted, state, runId } = trained();
  session.setSpeed('10');
  expect(posted.at(-1)).toEqual({ type: 'speed', runId: runId(), speed: '10' });
  expect(state()).toMatchObject({ speed: '10', status: 'training', ghosts: [] });
  session.reset();
  session.setSpeed('full');
  session.train();
  expect(posted.at(-1)).toMatchObject({ type: 'start', speed: 'full' });
  session.reportFrames(40);
  expect(posted.at(-1)).toEqual({ type: 'frames', runId: runId(), ms: 40 });
});
