/** A worker's life on a bench: a fake worker, and a clock that a test moves. */
import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, FakeWorker } from './worker-bench.ts';
import { WorkerLife, type LifeOptions } from './worker-life.ts';

interface Command {
  readonly type: 'ask';
  readonly number: number;
}
interface Event {
  readonly type: 'answer' | 'rest';
}

let clock: FakeClock;
let workers: FakeWorker[];
let told: string[];

const ask = (number = 1): Command => ({ type: 'ask', number });
const newest = (): FakeWorker => workers.at(-1)!;

function lifeOf(changes: Partial<LifeOptions<Command, Event>> = {}): WorkerLife<Command, Event> {
  return new WorkerLife<Command, Event>({
    kind: 'test',
    clock,
    create() {
      workers.push(new FakeWorker());
      return newest();
    },
    read: (data) => {
      const type = (data as { type?: unknown } | null)?.type;
      return type === 'answer' || type === 'rest' ? { type } : null;
    },
    onEvent: ({ type }) => told.push(type),
    onBroken: (message) => told.push(`broken: ${message}`),
    onSilence: (message) => told.push(message === null ? 'heard' : `silent: ${message}`),
    ...changes,
  });
}

beforeEach(() => {
  clock = new FakeClock();
  workers = [];
  told = [];
});

describe('a worker', () => {
  test('starts with the first command, and hears it after its welcome', () => {
    const life = lifeOf({ welcome: () => ask(0) });
    expect(workers).toHaveLength(0);
    life.post(ask(7));
    expect(newest().posted).toEqual([ask(0), ask(7)]);
    newest().send({ type: 'answer' });
    expect(told).toEqual(['answer']);
    expect(clock.timers).toBe(0);
  });

  test.each([
    ['a crash with words', (worker: FakeWorker) => worker.crash('boom'), 'The test worker stopped: boom.'],
    ['a file that does not come', (worker: FakeWorker) => worker.crash(''), 'could not be loaded: the site'],
    ['what cannot be read', (worker: FakeWorker) => worker.garble(), 'sent a message that could not be read'],
    ['null', (worker: FakeWorker) => worker.send(null), 'sent a message that could not be read'],
    ['an unknown type', (worker: FakeWorker) => worker.send({ type: 'x' }), 'could not be read'],
    ['an unknown sign of life', (worker: FakeWorker) => worker.send({ life: 'x' }), 'could not be read'],
    [
      'a part that is gone after a deploy',
      (worker: FakeWorker) =>
        worker.send({
          life: 'partless',
          message: 'Failed to fetch dynamically imported module: http://x/y.js',
        }),
      'A part of the test worker could not be loaded: the site was not reached, or it has been renewed. Reload',
    ],
    [
      'a part that throws',
      (worker: FakeWorker) => worker.send({ life: 'partless', message: 'x is not defined' }),
      'The test worker stopped: x is not defined.',
    ],
  ])('is broken by %s, which is told once; the next command starts another', (_, act, words) => {
    const life = lifeOf();
    life.post(ask());
    life.expect(true);
    const first = newest();
    act(first);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(words);
    expect(first.isEnded).toBe(true);
    // nothing that it sends, and no silence of it, counts any more
    first.send({ type: 'answer' });
    first.crash('again');
    clock.run(60_000);
    expect(told).toHaveLength(1);
    life.post(ask(2));
    expect(workers).toHaveLength(2);
    expect(newest().commands).toEqual([ask(2)]);
  });

  test.each([
    [false, 'this browser refuses it'],
    [true, 'a frame that forbids it'],
  ])('that cannot be made is told as late as a crash (in a frame: %s)', (isFramed, words) => {
    clock.isFramed = isFramed;
    const life = lifeOf({
      create: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
    life.post(ask());
    life.expect(true);
    expect(told).toEqual([]);
    clock.run(0);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(words);
    expect(clock.timers).toBe(0);
  });
});

describe('a worker that is put away', () => {
  test('stays if it answers, and hears what comes after', () => {
    const life = lifeOf();
    life.post(ask());
    life.putAway();
    life.post(ask(2));
    clock.run(60_000);
    expect(workers).toHaveLength(1);
    expect(newest().commands).toEqual([ask(), ask(2)]);
    expect(clock.timers).toBe(0);
  });

  test('is replaced within a second and a half if it does not, and the next hears what was posted since', () => {
    const life = lifeOf();
    life.post(ask());
    newest().answersPings = false;
    newest().send({ life: 'here' });
    life.putAway();
    life.post(ask(2));
    life.expect(true);
    clock.run(1500);
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    expect(newest().commands).toEqual([ask(2)]);
    // and the new one is watched as the old one would have been
    newest().answersPings = false;
    clock.run(11_000);
    expect(told).toHaveLength(1);
  });

  test('is not saved by the answer to an earlier question', () => {
    const life = lifeOf();
    life.post(ask());
    life.expect(true);
    newest().answersPings = false;
    newest().send({ life: 'here' });
    clock.run(3000);
    const { number } = newest().posted.at(-1) as { number: number };
    life.putAway();
    newest().send({ life: 'pong', number, standing: null });
    clock.run(1500);
    expect(newest().isEnded).toBe(true);
  });

  test('is replaced at once if its silence has been said', () => {
    const life = lifeOf();
    life.post(ask());
    life.expect(true);
    newest().answersPings = false;
    clock.run(12_000);
    life.putAway();
    expect(newest().isEnded).toBe(true);
    life.post(ask(2));
    expect(newest().commands).toEqual([ask(2)]);
  });

  test('gets more time while a driver compiles or its parts are on their way, however often it is put away', () => {
    const life = lifeOf();
    life.post(ask());
    newest().answersPings = false;
    newest().send({ life: 'busy', work: 'compiling' });
    for (let k = 0; k < 4; k++) {
      life.putAway();
      clock.run(2000);
      expect(newest().isEnded).toBe(false);
    }
    life.putAway();
    clock.run(3000);
    expect(newest().isEnded).toBe(true);
  });

  test('is not replaced by a page that is asleep', () => {
    const life = lifeOf();
    life.post(ask());
    newest().answersPings = false;
    newest().send({ life: 'here' });
    clock.isSeen = false;
    life.putAway();
    clock.run(60_000);
    expect(newest().isEnded).toBe(false);
    clock.isSeen = true;
    clock.run(1500);
    expect(newest().isEnded).toBe(true);
  });
});
