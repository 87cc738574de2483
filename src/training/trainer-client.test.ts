/** The page's end of the training worker, with a worker and a clock in the test's hands. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ClientBench, config, progressAt, start, typesOf, weights } from './trainer-client.fixture.ts';
import type { TrainerCommand, TrainerEvent } from './protocol.ts';

let bench: ClientBench;
beforeEach(() => {
  bench = new ClientBench();
});

function train(runId = 1): void {
  bench.client.post(start(runId));
  bench.newest.send({ type: 'started', runId, weights });
  bench.newest.send({ type: 'resumed', runId });
}

test('a worker comes with a run, and nothing else starts one', () => {
  bench.client.post({ type: 'reset', runId: 1 });
  bench.client.post({ type: 'speed', runId: 1, speed: 'full' });
  bench.client.post({
    type: 'replay',
    runId: 1,
    replayId: 1,
    spec: config,
    params: weights.params,
    bits: new Uint8Array(),
  });
  expect(bench.workers).toHaveLength(0);
  bench.client.post(start(1));
  expect(typesOf(bench.newest)).toEqual(['kernels', 'start']);
});

describe('a message', () => {
  const progress = progressAt(1, null);
  test('with all its parts is passed on', () => {
    train();
    bench.newest.send(progress);
    expect(bench.told).toEqual(['started', 'resumed', 'progress']);
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
    bench.newest.send(data);
    expect(bench.events.at(-1)).toEqual({
      type: 'failed',
      runId: 1,
      message: 'The training worker sent a message that could not be read.',
    });
    expect(bench.newest.isEnded).toBe(true);
  });
});

describe('a lost message', () => {
  const rest = (standing: TrainerEvent): void => {
    bench.newest.standing = standing;
    for (let k = 0; k < 5; k++) {
      // what the page tells all the time is no reason to wait
      bench.client.post({ type: 'frames', runId: 1, ms: 17 });
      bench.clock.run(1000);
    }
  };
  test.each<TrainerEvent>([
    { type: 'paused', runId: 1 },
    { type: 'ended', runId: 1, ending: 'solved' },
    { type: 'failed', runId: 1, message: 'no GPU' },
  ])('is told by the worker when it is asked: $type', (event) => {
    train();
    rest(event);
    expect(bench.events.at(-1)).toEqual(event);
    expect(bench.told.filter((type) => type === event.type)).toHaveLength(1);
    // and then there is nothing to ask for
    bench.clock.run(60_000);
    expect(bench.told).toHaveLength(3);
  });

  test('is none while the worker is on its way from one to the other', () => {
    train();
    bench.newest.standing = { type: 'paused', runId: 1 };
    bench.clock.run(1500);
    bench.client.post({ type: 'resume', runId: 1 });
    bench.clock.run(1000);
    bench.newest.standing = null;
    bench.clock.run(60_000);
    expect(bench.told).toEqual(['started', 'resumed']);
  });

  test('of another run is not told', () => {
    train();
    rest({ type: 'ended', runId: 0, ending: 'budget' });
    expect(bench.told).toEqual(['started', 'resumed']);
  });
});

describe('a worker that does not answer', () => {
  test('while the run is busy is told, and a reset and a new start get another at once', () => {
    train();
    bench.newest.answersPings = false;
    bench.clock.run(12_000);
    expect(bench.events.at(-1)).toMatchObject({ type: 'silence', runId: 1 });
    bench.client.post({ type: 'reset', runId: 1 });
    bench.client.post(start(2));
    expect(bench.workers.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    expect(typesOf(bench.newest)).toEqual(['kernels', 'start']);
    bench.newest.send({ type: 'started', runId: 2, weights });
    expect(bench.events.at(-1)).toMatchObject({ type: 'started', runId: 2 });
  });

  test('at its first start is told as a file that has not come', () => {
    bench.client.post(start(1));
    bench.newest.answersPings = false;
    bench.clock.run(12_000);
    expect(bench.events).toHaveLength(1);
    expect(JSON.stringify(bench.events)).toContain('has not come within 10 seconds');
  });

  test('because of one long update is replaced by a reset within two seconds, with all that came after it', () => {
    train();
    bench.newest.answersPings = false;
    bench.newest.send({ life: 'busy', work: 'update' });
    bench.clock.run(3000);
    bench.client.post({ type: 'reset', runId: 1 });
    bench.client.post(start(2));
    bench.client.post({ type: 'speed', runId: 2, speed: 'full' });
    bench.clock.run(2000);
    expect(bench.workers).toHaveLength(2);
    expect(typesOf(bench.newest)).toEqual(['kernels', 'start', 'speed']);
    expect(bench.told).toEqual(['started', 'resumed']);
  });

  test.each(['update', 'evaluation', 'starting'] as const)(
    'is replaced by a reset within two seconds during %s',
    (work) => {
      train();
      bench.newest.answersPings = false;
      bench.newest.send({ life: 'busy', work });
      bench.client.post({ type: 'reset', runId: 1 });
      bench.clock.run(2000);
      expect(bench.newest.isEnded).toBe(true);
    },
  );

  test('while a driver compiles keeps its time through what it tells of that', () => {
    bench.client.post(start(1));
    bench.newest.send({ life: 'busy', work: 'compiling' });
    bench.newest.send({ type: 'compiling', runId: 1, done: 1, of: 3 });
    bench.newest.send({ life: 'busy', work: 'compiling' });
    bench.clock.run(3000);
    bench.newest.answersPings = false;
    bench.clock.run(28_000);
    expect(bench.told).toEqual(['compiling']);
    bench.clock.run(5000);
    expect(bench.events.at(-1)).toMatchObject({ type: 'silence', isHopeless: false });
    bench.clock.run(300_000);
    expect(bench.events.at(-1)).toMatchObject({ type: 'silence', isHopeless: true });
    expect(bench.told).toEqual(['compiling', 'silence', 'silence']);
  });

  test('while nothing is due is left alone', () => {
    train();
    bench.newest.send({ type: 'paused', runId: 1 });
    bench.newest.answersPings = false;
    bench.clock.run(3_600_000);
    expect(bench.told).toEqual(['started', 'resumed', 'paused']);
    bench.client.post({ type: 'step', runId: 1 });
    bench.clock.run(12_000);
    expect(bench.told.at(-1)).toBe('silence');
  });
});

describe('an earlier run’s failure', () => {
  const lateFailure = (): void => bench.newest.send({ type: 'failed', runId: 1, message: 'context lost' });
  beforeEach(() => {
    train();
    bench.client.post({ type: 'reset', runId: 1 });
  });

  test('does not take the start with it that was waiting behind it, nor what was posted after that', () => {
    bench.client.post({ ...start(2), paused: true } as TrainerCommand);
    bench.client.post({ type: 'learning-rate', runId: 2, learningRate: 0.1 });
    bench.client.post({ type: 'frames', runId: 2, ms: 17 });
    bench.client.post({ type: 'step', runId: 2 });
    const posted = bench.newest.commands.filter((command) => 'runId' in command && command.runId === 2);
    lateFailure();
    expect(bench.workers).toHaveLength(2);
    expect(bench.newest.commands.slice(1)).toEqual(posted.filter(({ type }) => type !== 'frames'));
    expect(typesOf(bench.newest)).toEqual(['kernels', 'start', 'learning-rate', 'step']);
    expect(bench.told).toEqual(['started', 'resumed']);
  });

  test('does so as often as it comes, and no more of it than is due', () => {
    bench.client.post(start(2));
    bench.client.post({ type: 'pause', runId: 2 });
    lateFailure();
    lateFailure();
    expect(bench.workers).toHaveLength(3);
    expect(typesOf(bench.newest)).toEqual(['kernels', 'start', 'pause']);
  });

  test('does not take guesses with it', () => {
    bench.client.post({ type: 'guess', runId: 2, config, engine: 'auto', range: { first: 0, count: 10 } });
    lateFailure();
    expect(typesOf(bench.newest)).toEqual(['kernels', 'guess']);
    expect(bench.told).toEqual(['started', 'resumed']);
  });

  test('does not bring back a start that was taken back', () => {
    bench.client.post(start(2));
    bench.client.post({ type: 'reset', runId: 2 });
    lateFailure();
    expect(bench.workers).toHaveLength(1);
  });
});

test('a part that is gone after a deploy is told as such, wherever it was missed', () => {
  train();
  bench.newest.send({
    type: 'failed',
    runId: 1,
    message: 'Failed to fetch dynamically imported module: https://a.host/layers.js',
  });
  expect(JSON.stringify(bench.events.at(-1))).toContain('it has been renewed. Reload the page');
});
