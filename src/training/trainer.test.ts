/** The run on the CPU engine: when it reports and judges, what pausing changes (nothing), and how it ends. */
import { describe, expect, test, vi } from 'vitest';
import { DeviceLostError, type EngineRun } from '../engine/engine.ts';
import { freshState } from '../engine/state.ts';
import type { RunConfig } from './config.ts';
import type { HistoryPoint } from './history.ts';
import type { TrainerEvent } from './protocol.ts';
import { planOf, scheduleOf } from './schedule.ts';
import { engine, pointsOf, progressOf, small, trainerOf, trainToEnd } from './trainer-bench.fixture.ts';
import { Trainer } from './trainer.ts';

describe('a run to its end', () => {
  test('solves parity of 4 bits and ends when every replica has', async () => {
    const events = await trainToEnd(small);
    expect(events.at(-1)).toMatchObject({ type: 'ended', ending: 'solved' });
    const { solvedAt, update } = progressOf(events).at(-1)!;
    expect(solvedAt.every((at) => at !== null && at <= update)).toBe(true);
    for (const replica of [0, 1]) {
      const last = pointsOf(events, replica).at(-1)!;
      expect(last.update).toBe(solvedAt[replica]);
      expect(last.heldOut).toMatchObject({ bitAccuracy: 1, lastBitAccuracy: 1, stringAccuracy: 1 });
    }
  });

  test('has points at most 200 updates apart, every epoch judged, counts exact', async () => {
    const config: RunConfig = {
      ...small,
      stop: 'budget',
      epochs: 2,
      strings: 4030,
      lengths: 'fixed',
      replicas: 1,
    };
    const points = pointsOf(await trainToEnd(config), 0);
    const { perEpoch } = scheduleOf(config);
    expect(perEpoch).toBe(202);
    expect(points.filter(({ heldOut }) => heldOut).map(({ update }) => update)).toEqual([202, 404]);
    const gaps = points.map(({ update }, k) => update - (points[k - 1]?.update ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(200);
    expect(points.at(-1)).toMatchObject({ update: 404, epoch: 2, strings: 8060, bits: 8060 * 4 });
  });

  test('evaluates every so many training strings', async () => {
    const config: RunConfig = { ...small, stop: 'budget', epochs: 1, evaluate: 500, repeats: 3, replicas: 1 };
    const judged = pointsOf(await trainToEnd(config), 0).filter(({ heldOut }) => heldOut);
    expect(judged.map(({ strings }) => strings)).toEqual([500, 1000, 1500, 2000]);
    expect(judged.map(({ update }) => update)).toEqual([75, 150, 225, 300]);
  });
});

test.each([130, 300, 333, 1990])(
  'evaluations every %i strings, off the stride of the points, count no bit twice',
  async (evaluate) => {
    const config: RunConfig = {
      ...small,
      stop: 'budget',
      epochs: 2,
      lengths: 'fixed',
      evaluate,
      replicas: 1,
    };
    const points = pointsOf(await trainToEnd(config), 0);
    expect(points.at(-1)).toMatchObject({ strings: 4000, bits: 4000 * 4 });
  },
);

test('pauses and steps change neither weights nor what the points add up to', async () => {
  const config: RunConfig = { ...small, stop: 'budget', epochs: 1 };
  const whole = progressOf(await trainToEnd(config)).at(-1)!;

  const { trainer, events, until } = await trainerOf(config);
  for (const steps of [1, 1, 5, 30]) {
    const paused = until('paused');
    trainer.resume(steps);
    await paused;
  }
  expect(progressOf(events).map(({ update }) => update)).toContain(37);
  const ended = until('ended');
  trainer.resume();
  await ended;
  const last = progressOf(events).at(-1)!;
  expect(last.weights.params).toEqual(whole.weights.params);
  expect(pointsOf(events, 0).at(-1)).toMatchObject({ update: 100, bits: pointsOf([whole], 0).at(-1)!.bits });
});

test('the speed changes nothing but the time: weights and points are the same bit for bit', async () => {
  const config: RunConfig = { ...small, stop: 'budget', epochs: 1 };
  const whole = await trainToEnd(config);
  for (const speed of ['10', '100', 'shared', 'full'] as const) {
    const { trainer, events, until } = await trainerOf(config);
    trainer.setSpeed(speed);
    trainer.takeFrames(100);
    const ended = until('ended');
    trainer.resume();
    await ended;
    const last = progressOf(events).at(-1)!;
    expect(last.weights.params).toEqual(progressOf(whole).at(-1)!.weights.params);
    const places = (points: readonly HistoryPoint[]): object[] =>
      points.map((point) => ({ ...point, seconds: 0 }));
    expect(places(pointsOf(events, 1))).toEqual(places(pointsOf(whole, 1)));
    await trainer.dispose();
  }
});

test('a slow run waits between updates; a pause, a step and another speed end the wait', async () => {
  const run = await engine.start(planOf(small), freshState(planOf(small), small.init));
  const events: TrainerEvent[] = [];
  const sleeps: number[] = [];
  const trainer = new Trainer(1, small, run, {
    now: () => 0,
    yield: () => Promise.resolve(),
    // nobody but the trainer itself ends this sleep
    sleep: (ms) => new Promise(() => sleeps.push(ms)),
    emit: (event) => void events.push(event),
  });
  const come = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000 });
  trainer.setSpeed('1');
  trainer.resume();
  await come(() => expect(sleeps).toEqual([1000]));
  trainer.pause();
  await come(() => expect(events.at(-1)).toMatchObject({ type: 'paused' }));
  expect(progressOf(events).at(-1)).toMatchObject({ update: 0 });
  trainer.resume(1);
  await come(() => expect(progressOf(events).at(-1)).toMatchObject({ update: 1 }));
  await come(() => expect(events.at(-1)).toMatchObject({ type: 'paused' }));
  expect(sleeps).toHaveLength(1);
  trainer.resume();
  await come(() => expect(sleeps).toHaveLength(2));
  trainer.setSpeed('full');
  await come(() => expect(events.at(-1)).toMatchObject({ type: 'ended' }));
  expect(sleeps).toHaveLength(2);
  await trainer.dispose();
});

describe('longer steps', () => {
  /** One of its replicas is solved by its first epoch, the others by the second. */
  const config: RunConfig = { ...small, replicas: 4, seed: 5 };
  const { perEpoch } = scheduleOf(config);
  const solvedOf = (events: readonly TrainerEvent[]): number =>
    progressOf(events)
      .at(-1)!
      .solvedAt.filter((at) => at !== null).length;

  test('end with the epoch, from wherever in it', async () => {
    const { trainer, events, until } = await trainerOf({ ...config, stop: 'budget' });
    const pausedAfter = async (go: () => void): Promise<number> => {
      const paused = until('paused');
      go();
      await paused;
      return progressOf(events).at(-1)!.update;
    };
    expect(await pausedAfter(() => trainer.resume(1))).toBe(1);
    expect(await pausedAfter(() => trainer.resumeTo('epoch'))).toBe(perEpoch);
    expect(await pausedAfter(() => trainer.resumeTo('epoch'))).toBe(2 * perEpoch);
    await trainer.dispose();
  });

  test('end when another replica is solved, or the run itself', async () => {
    const { trainer, events, until } = await trainerOf(config);
    const paused = until('paused');
    trainer.resumeTo('solved');
    await paused;
    expect(progressOf(events).at(-1)!.update).toBe(perEpoch);
    expect(solvedOf(events)).toBe(1);
    const ended = until('ended');
    trainer.resumeTo('solved');
    await ended;
    expect(solvedOf(events)).toBe(4);
    await trainer.dispose();
  });
});

test('a step trains exactly one update', async () => {
  const { trainer, events, until } = await trainerOf(small);
  const paused = until('paused');
  trainer.resume(1);
  await paused;
  expect(progressOf(events).at(-1)).toMatchObject({ update: 1 });
  expect(pointsOf(events, 0)).toHaveLength(1);
});

test('a new learning rate takes effect with the next chunk, and is told', async () => {
  const { trainer, events, until } = await trainerOf(small);
  trainer.setLearningRate(0.000001);
  expect(events.at(-1)).toEqual({ type: 'learning-rate', runId: 1, update: 0, learningRate: 0.000001 });
  const paused = until('paused');
  trainer.resume(1);
  await paused;
  const fresh = freshState(planOf(small), small.init).params;
  const moved = progressOf(events)
    .at(-1)!
    .weights.params.map((weight, k) => Math.abs(weight - fresh[k]));
  // the first step of Adam moves every weight by the learning rate, or not at all
  expect(Math.max(...moved)).toBeLessThan(0.0000012);
});

test('a failure from outside ends a paused run, once', async () => {
  const { trainer, events } = await trainerOf(small);
  trainer.fail(new DeviceLostError('the GPU is gone'));
  trainer.fail('again');
  trainer.resume();
  expect(events).toEqual([{ type: 'failed', runId: 1, message: 'the GPU is gone', isLoss: true }]);
});

describe('failures', () => {
  const failing = (train: EngineRun['train']) => trainerOf(small, (run) => ({ ...run, train }));

  test('an engine error ends the run with its message', async () => {
    const { trainer, until } = await failing(() => Promise.reject(new Error('the GPU is gone')));
    const failed = until('failed');
    trainer.resume();
    expect(await failed).toEqual({ type: 'failed', runId: 1, message: 'the GPU is gone' });
  });

  test('a loss that is no number ends the run', async () => {
    const nothing = { answers: 1, strings: 1, bits: 1, wrongBits: 0, wrongLastBits: 0, wrongStrings: 0 };
    const { trainer, events, until } = await failing(() =>
      Promise.resolve([0, 1].map(() => ({ ...nothing, lossSum: Number.NaN }))),
    );
    const failed = until('failed');
    trainer.resume();
    await failed;
    expect(progressOf(events)).toHaveLength(0);
  });
});
