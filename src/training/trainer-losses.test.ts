/** A run whose GPU or worker has gone goes on by itself in another worker, as often as that helps. */
import { beforeEach, expect, test } from 'vitest';
import {
  checkpointOf,
  ClientBench,
  config,
  progressAt,
  start,
  typesOf,
  weights,
} from './trainer-client.fixture.ts';
import type { Checkpoint } from './protocol.ts';

let bench: ClientBench;

const checkpointAt = (update: number, params = weights.params): Checkpoint =>
  checkpointOf(update, params, config.replicas);

const report = { name: 'webgl', renderer: 'a GPU', kernel: 'string-8', reason: null, cpuTimesAsFast: null };
const begin = (runId = 1, engine: object = report): void => {
  bench.newest.send({ type: 'engine', runId, report: engine, kernels: {} });
  bench.newest.send({ type: 'started', runId, weights });
  bench.newest.send({ type: 'resumed', runId });
};
const progress = (update: number, checkpoint: Checkpoint | null = checkpointAt(update)): void =>
  bench.newest.send(progressAt(update, checkpoint));
const loseGpu = (): void =>
  bench.newest.send({ type: 'failed', runId: 1, message: 'The GPU has gone.', isLoss: true });
const lastStart = (): object => bench.newest.commands.find(({ type }) => type === 'start')!;
beforeEach(() => {
  bench = new ClientBench();
  bench.client.post(start(1));
  begin();
});

test.each<[string, string, () => void]>([
  ['its GPU', 'The GPU has gone.', loseGpu],
  ['its worker', 'The training worker stopped: no memory.', () => bench.newest.crash('no memory')],
  [
    'what answers',
    'The training worker has not answered for 10 seconds.',
    () => {
      bench.newest.answersPings = false;
      bench.clock.run(12_000);
    },
  ],
])('with %s goes on in a new worker from its last checkpoint', (_, message, lose) => {
  progress(20);
  progress(25, null);
  lose();
  expect(bench.workers.map(({ isEnded }) => isEnded)).toEqual([true, false]);
  expect(bench.events.at(-1)).toEqual({ type: 'lost', runId: 1, message, update: 20, isMoved: false });
  expect(lastStart()).toEqual({
    ...start(1),
    engine: 'webgl',
    kernel: 'string-8',
    checkpoint: checkpointAt(20),
  });
  expect(typesOf(bench.newest)).toEqual(['kernels', 'start']);
  // the new worker was told which engine to take, and has measured nothing
  begin(1, { ...report, cpuTimesAsFast: null });
  expect(bench.events.findLast(({ type }) => type === 'engine')).toMatchObject({ report });
  progress(30);
  expect(bench.told.slice(-4)).toEqual(['engine', 'started', 'resumed', 'progress']);
});

test('a run that is lost before there is a checkpoint begins anew', () => {
  loseGpu();
  expect(bench.events.at(-1)).toMatchObject({ type: 'lost', update: 0 });
  expect(lastStart()).toEqual({ ...start(1), engine: 'webgl', kernel: 'string-8' });
});

test('a run that is lost does again what it was asked for since: the speed, the learning rate, the step', () => {
  progress(20);
  bench.client.post({ type: 'speed', runId: 1, speed: 'full' });
  bench.client.post({ type: 'learning-rate', runId: 1, learningRate: 0.5 });
  bench.client.post({ type: 'step', runId: 1, to: 'epoch' });
  loseGpu();
  expect(lastStart()).toMatchObject({ speed: 'full', paused: true, checkpoint: { learningRate: 0.01 } });
  expect(bench.newest.commands.slice(2)).toEqual([
    { type: 'learning-rate', runId: 1, learningRate: 0.5 },
    { type: 'step', runId: 1, to: 'epoch' },
  ]);
});

test.each<[string, () => void]>([
  ['paused', () => bench.newest.send({ type: 'paused', runId: 1 })],
  ['about to pause', () => undefined],
])('while it is %s does not train on', (_, act) => {
  progress(20);
  bench.client.post({ type: 'pause', runId: 1 });
  act();
  loseGpu();
  expect(lastStart()).toMatchObject({ paused: true });
  expect(typesOf(bench.newest)).toEqual(['kernels', 'start']);
});

test('a run that is lost three times within a minute goes on on the processor, which says why', () => {
  const lose = (): void => {
    loseGpu();
    begin();
    progress(20);
  };
  lose();
  bench.clock.run(30_000);
  lose();
  bench.clock.run(31_000);
  // the first is more than a minute ago
  lose();
  expect(lastStart()).toMatchObject({ engine: 'webgl', kernel: 'string-8' });
  bench.clock.run(1000);
  loseGpu();
  expect(bench.events.at(-1)).toMatchObject({ type: 'lost', update: 20, isMoved: true });
  expect(lastStart()).toMatchObject({ engine: 'cpu', kernel: null, checkpoint: { update: 20 } });
  begin(1, { ...report, name: 'cpu', cpuTimesAsFast: null });
  expect(bench.events.findLast(({ type }) => type === 'engine')).toMatchObject({
    report: {
      reason: 'The GPU was lost three times in a row, so this processor trains on.',
      cpuTimesAsFast: null,
    },
  });
});

test('a run that is lost three times without a checkpoint in between, however slowly, is not sent there a fourth time', () => {
  progress(20);
  for (let k = 0; k < 2; k++) {
    loseGpu();
    begin();
    bench.clock.run(61_000);
  }
  loseGpu();
  expect(bench.events.at(-1)).toMatchObject({ type: 'lost', isMoved: true });
});

test('a run that is lost three times from the processor has failed, in words', () => {
  bench.client.post(start(2));
  const crash = (): void => {
    begin(2, { ...report, name: 'cpu', kernel: 'cpu-simd' });
    bench.newest.crash('no memory');
  };
  crash();
  crash();
  expect(bench.told.filter((type) => type === 'lost')).toHaveLength(2);
  crash();
  expect(bench.events.at(-1)).toEqual({
    type: 'failed',
    runId: 2,
    message: 'The training worker stopped: no memory.',
  });
});

test.each<[string, () => void]>([
  ['it has ended', () => bench.newest.send({ type: 'ended', runId: 1, ending: 'solved' })],
  ['it was put away', () => bench.client.post({ type: 'reset', runId: 1 })],
])('after %s stays where it is', (_, end) => {
  progress(20);
  end();
  bench.newest.crash('no memory');
  expect(bench.told.at(-1)).toBe('failed');
  expect(bench.workers).toHaveLength(1);
});

test('a run that is lost because its weights went out of range has failed', () => {
  progress(20);
  bench.newest.send({ type: 'failed', runId: 1, message: 'The loss is no longer a number.' });
  expect(bench.told.at(-1)).toBe('failed');
  expect(bench.workers).toHaveLength(1);
});

test('a checkpoint of another size breaks the worker, in words', () => {
  progress(20, checkpointAt(20, weights.params.slice(1)));
  expect(bench.events.at(-1)).toMatchObject({
    type: 'failed',
    message: 'The training worker sent a message that could not be read.',
  });
});
