/** The page's end of the training worker, with a worker and a clock in the test's hands. */
import { beforeEach, describe, expect, test } from 'vitest';
import { paramCount } from '../lstm/params.ts';
import { FakeClock, FakeWorker } from '../workers/worker-bench.ts';
import { PRESETS } from './presets.ts';
import type { TrainerCommand, TrainerEvent } from './protocol.ts';
import { createTrainerClient, type TrainerClient } from './trainer-client.ts';

const { config } = PRESETS['openai-variable'];

let clock: FakeClock;
let workers: FakeWorker[];
let events: TrainerEvent[];
let client: TrainerClient;

beforeEach(() => {
  clock = new FakeClock();
  workers = [];
  events = [];
  client = createTrainerClient((event) => events.push(event), {
    clock,
    create() {
      workers.push(new FakeWorker());
      return newest();
    },
  });
});

const newest = (): FakeWorker => workers.at(-1)!;
const start = (runId: number): TrainerCommand => ({
  type: 'start',
  runId,
  config,
  engine: 'auto',
  kernel: null,
  speed: 'shared',
  paused: false,
});
const weights = { update: 0, params: new Float32Array(config.replicas * paramCount(config.hidden)) };
const typesOf = (worker: FakeWorker): string[] => worker.commands.map(({ type }) => type);
const told = (): string[] => events.map(({ type }) => type);

function train(runId = 1): void {
  client.post(start(runId));
  newest().send({ type: 'started', runId, weights });
  newest().send({ type: 'resumed', runId });
}

test('a worker comes with a run, and nothing else starts one', () => {
  client.post({ type: 'reset', runId: 1 });
  client.post({ type: 'speed', runId: 1, speed: 'full' });
  client.post({
    type: 'replay',
    runId: 1,
    replayId: 1,
    spec: config,
    params: weights.params,
    bits: new Uint8Array(),
  });
  expect(workers).toHaveLength(0);
  client.post(start(1));
  expect(typesOf(newest())).toEqual(['kernels', 'start']);
});

describe('a message', () => {
  const progress = {
    type: 'progress',
    runId: 1,
    update: 1,
    epoch: 0,
    seconds: 1,
    updatesPerSecond: 1,
    stringsPerSecond: 1,
    points: [],
    solvedAt: [null],
    weights,
    checkpoint: null,
  };
  test('with all its parts is passed on', () => {
    train();
    newest().send(progress);
    expect(told()).toEqual(['started', 'resumed', 'progress']);
  });
  test.each<[string, unknown]>([
    ['null', null],
    ['a text', 'progress'],
    ['an unknown type', { type: 'applause', runId: 1 }],
    ['the name of a method for a type', { type: 'constructor', runId: 1 }],
    ['a start without weights', { type: 'started', runId: 1 }],
    ['weights of another size', { ...progress, weights: { update: 1, params: new Float32Array(3) } }],
    ['a checkpoint of nothing', { ...progress, checkpoint: {} }],
    ['weights that are a list', { ...progress, weights: { update: 1, params: [1, 2, 3] } }],
    ['progress without points', { ...progress, points: undefined }],
    ['a point of nothing', { ...progress, points: [{ replica: 0, point: null }] }],
    ['an end of no kind', { type: 'ended', runId: 1, ending: 'applause' }],
    ['a failure without words', { type: 'failed', runId: 1 }],
    ['an engine without a report', { type: 'engine', runId: 1, kernels: {} }],
  ])('that is %s breaks the worker, in words', (_, data) => {
    train();
    newest().send(data);
    expect(events.at(-1)).toEqual({
      type: 'failed',
      runId: 1,
      message: 'The training worker sent a message that could not be read.',
    });
    expect(newest().isEnded).toBe(true);
  });
});

describe('a lost message', () => {
  const rest = (standing: TrainerEvent): void => {
    newest().standing = standing;
    for (let k = 0; k < 5; k++) {
      // what the page tells all the time is no reason to wait
      client.post({ type: 'frames', runId: 1, ms: 17 });
      clock.run(1000);
    }
  };
  test.each<TrainerEvent>([
    { type: 'paused', runId: 1 },
    { type: 'ended', runId: 1, ending: 'solved' },
    { type: 'failed', runId: 1, message: 'no GPU' },
  ])('is told by the worker when it is asked: $type', (event) => {
    train();
    rest(event);
    expect(events.at(-1)).toEqual(event);
    expect(told().filter((type) => type === event.type)).toHaveLength(1);
    // and then there is nothing to ask for
    clock.run(60_000);
    expect(told()).toHaveLength(3);
  });

  test('is none while the worker is on its way from one to the other', () => {
    train();
    newest().standing = { type: 'paused', runId: 1 };
    clock.run(1500);
    client.post({ type: 'resume', runId: 1 });
    clock.run(1000);
    newest().standing = null;
    clock.run(60_000);
    expect(told()).toEqual(['started', 'resumed']);
  });

  test('of another run is not told', () => {
    train();
    rest({ type: 'ended', runId: 0, ending: 'budget' });
    expect(told()).toEqual(['started', 'resumed']);
  });
});

describe('a worker that does not answer', () => {
  test('while the run is busy is told, and a reset and a new start get another at once', () => {
    train();
    newest().answersPings = false;
    clock.run(12_000);
    expect(events.at(-1)).toMatchObject({ type: 'silence', runId: 1 });
    client.post({ type: 'reset', runId: 1 });
    client.post(start(2));
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    expect(typesOf(newest())).toEqual(['kernels', 'start']);
    newest().send({ type: 'started', runId: 2, weights });
    expect(events.at(-1)).toMatchObject({ type: 'started', runId: 2 });
  });

  test('at its first start is told as a file that has not come', () => {
    client.post(start(1));
    newest().answersPings = false;
    clock.run(12_000);
    expect(events).toHaveLength(1);
    expect(JSON.stringify(events)).toContain('has not come within 10 seconds');
  });

  test('because of one long update is replaced by a reset within two seconds, with all that came after it', () => {
    train();
    newest().answersPings = false;
    newest().send({ life: 'busy', work: 'update' });
    clock.run(3000);
    client.post({ type: 'reset', runId: 1 });
    client.post(start(2));
    client.post({ type: 'speed', runId: 2, speed: 'full' });
    clock.run(2000);
    expect(workers).toHaveLength(2);
    expect(typesOf(newest())).toEqual(['kernels', 'start', 'speed']);
    expect(told()).toEqual(['started', 'resumed']);
  });

  test.each(['update', 'evaluation', 'starting'] as const)(
    'is replaced by a reset within two seconds during %s',
    (work) => {
      train();
      newest().answersPings = false;
      newest().send({ life: 'busy', work });
      client.post({ type: 'reset', runId: 1 });
      clock.run(2000);
      expect(newest().isEnded).toBe(true);
    },
  );

  test('while a driver compiles keeps its time through what it tells of that', () => {
    client.post(start(1));
    newest().send({ life: 'busy', work: 'compiling' });
    newest().send({ type: 'compiling', runId: 1, done: 1, of: 3 });
    newest().send({ life: 'busy', work: 'compiling' });
    clock.run(3000);
    newest().answersPings = false;
    clock.run(28_000);
    expect(told()).toEqual(['compiling']);
    clock.run(5000);
    expect(events.at(-1)).toMatchObject({ type: 'silence', isHopeless: false });
    clock.run(300_000);
    expect(events.at(-1)).toMatchObject({ type: 'silence', isHopeless: true });
    expect(told()).toEqual(['compiling', 'silence', 'silence']);
  });

  test('while nothing is due is left alone', () => {
    train();
    newest().send({ type: 'paused', runId: 1 });
    newest().answersPings = false;
    clock.run(3_600_000);
    expect(told()).toEqual(['started', 'resumed', 'paused']);
    client.post({ type: 'step', runId: 1 });
    clock.run(12_000);
    expect(told().at(-1)).toBe('silence');
  });
});

describe('an earlier run’s failure', () => {
  const lateFailure = (): void => newest().send({ type: 'failed', runId: 1, message: 'context lost' });
  beforeEach(() => {
    train();
    client.post({ type: 'reset', runId: 1 });
  });

  test('does not take the start with it that was waiting behind it, nor what was posted after that', () => {
    client.post({ ...start(2), paused: true } as TrainerCommand);
    client.post({ type: 'learning-rate', runId: 2, learningRate: 0.1 });
    client.post({ type: 'frames', runId: 2, ms: 17 });
    client.post({ type: 'step', runId: 2 });
    const posted = newest().commands.filter((command) => 'runId' in command && command.runId === 2);
    lateFailure();
    expect(workers).toHaveLength(2);
    expect(newest().commands.slice(1)).toEqual(posted.filter(({ type }) => type !== 'frames'));
    expect(typesOf(newest())).toEqual(['kernels', 'start', 'learning-rate', 'step']);
    expect(told()).toEqual(['started', 'resumed']);
  });

  test('does so as often as it comes, and no more of it than is due', () => {
    client.post(start(2));
    client.post({ type: 'pause', runId: 2 });
    lateFailure();
    lateFailure();
    expect(workers).toHaveLength(3);
    expect(typesOf(newest())).toEqual(['kernels', 'start', 'pause']);
  });

  test('does not take guesses with it', () => {
    client.post({ type: 'guess', runId: 2, config, engine: 'auto', range: { first: 0, count: 10 } });
    lateFailure();
    expect(typesOf(newest())).toEqual(['kernels', 'guess']);
    expect(told()).toEqual(['started', 'resumed']);
  });

  test('does not bring back a start that was taken back', () => {
    client.post(start(2));
    client.post({ type: 'reset', runId: 2 });
    lateFailure();
    expect(workers).toHaveLength(1);
  });
});

test('a part that is gone after a deploy is told as such, wherever it was missed', () => {
  train();
  newest().send({
    type: 'failed',
    runId: 1,
    message: 'Failed to fetch dynamically imported module: https://a.host/layers.js',
  });
  expect(JSON.stringify(events.at(-1))).toContain('it has been renewed. Reload the page');
});
