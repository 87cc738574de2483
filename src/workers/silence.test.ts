/** What counts as a worker's silence, and what does not. */
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

const begin = (changes: Partial<LifeOptions<Command, Event>> = {}): WorkerLife<Command, Event> => {
  const life = lifeOf(changes);
  life.post(ask());
  life.expect(true);
  return life;
};

describe('silence', () => {
  test('of ten seconds while an answer is due is said once, and so is its end', () => {
    begin();
    newest().answersPings = false;
    newest().send({ life: 'here' });
    clock.run(9900);
    expect(told).toEqual([]);
    clock.run(2000);
    expect(told).toEqual(['silent: The test worker has not answered for 10 seconds.']);
    clock.run(60_000);
    expect(told).toHaveLength(1);
    newest().send({ type: 'answer' });
    expect(told.slice(1)).toEqual(['heard', 'answer']);
  });

  test('ends the worker where nobody wants to wait for it', () => {
    const life = new WorkerLife<Command, Event>({
      kind: 'test',
      clock,
      create() {
        workers.push(new FakeWorker());
        newest().answersPings = false;
        return newest();
      },
      read: () => null,
      onEvent: () => undefined,
      onBroken: (message) => told.push(`broken: ${message}`),
    });
    life.post(ask());
    life.expect(true);
    clock.run(11_000);
    expect(told).toEqual([
      'broken: The test worker has not come within 10 seconds: the network is slow, or the site has been renewed. Reload the page: the link keeps the experiment.',
    ]);
    expect(newest().isEnded).toBe(true);
    expect(clock.timers).toBe(0);
  });

  test('is no silence while the loop answers pings, of which there are few', () => {
    begin();
    clock.run(600_000);
    expect(told).toEqual([]);
    expect(newest().posted.length).toBeLessThan(601);
  });

  test('is not asked for at all while the worker talks, nor when nothing is due', () => {
    const life = begin();
    for (let k = 0; k < 100; k++) {
      newest().send({ type: 'answer' });
      clock.run(200);
    }
    expect(newest().posted).toEqual([ask()]);
    life.expect(false);
    newest().answersPings = false;
    clock.run(600_000);
    expect(told.every((word) => word === 'answer')).toBe(true);
    expect(newest().posted).toEqual([ask()]);
  });

  test.each([
    ['a machine that sleeps', (): void => clock.stall(8 * 3_600_000)],
    ['a page that is busy for long', (): void => clock.stall(30_000)],
    ['a clock that is set back', (): void => clock.stall(-60_000)],
    [
      'a hidden page',
      (): void => {
        clock.isSeen = false;
        clock.run(3_600_000);
        clock.isSeen = true;
      },
    ],
    [
      'timers that come once a minute',
      (): void => {
        for (let k = 0; k < 3; k++) {
          clock.stall(60_000);
          clock.run(0);
        }
      },
    ],
  ])('of the page is not the worker’s: %s', (_, stop) => {
    begin();
    newest().answersPings = false;
    newest().send({ life: 'here' });
    clock.run(3000);
    stop();
    clock.run(3000);
    expect(told).toEqual([]);
    newest().send({ type: 'answer' });
    clock.run(3000);
    expect(told).toEqual(['answer']);
  });
});

describe('silence at work', () => {
  test.each([
    ['compiling', 29_000, 'Making the engine ready has taken more than 30 seconds'],
    ['starting', 29_000, 'Making the engine ready has taken more than 30 seconds'],
    ['loading', 19_000, 'A part of the test worker has not come within 20 seconds'],
    ['computing', 29_000, 'has not answered for 30 seconds'],
    ['update', 9000, 'One update has taken more than 10 seconds; nothing can interrupt it'],
    ['evaluation', 9000, 'Judging the held-out strings has taken more than 10 seconds'],
  ])('that was announced as %s is borne for longer, or said as what it is', (work, ms, words) => {
    begin();
    newest().answersPings = false;
    newest().send({ life: 'busy', work });
    clock.run(ms);
    expect(told).toEqual([]);
    clock.run(2500);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(words);
  });

  test.each(['compiling', 'starting'])(
    'during %s is measured so after an answer between two pieces',
    (work) => {
      begin();
      newest().send({ life: 'busy', work });
      clock.run(5000);
      newest().answersPings = false;
      clock.run(28_000);
      expect(told).toEqual([]);
      clock.run(5000);
      expect(told).toHaveLength(1);
    },
  );

  test('is hopeless at once where nothing was announced, else after five minutes, and then is said again', () => {
    const degrees: boolean[] = [];
    begin({ onSilence: (message, isHopeless) => message !== null && degrees.push(isHopeless) });
    newest().answersPings = false;
    newest().send({ life: 'busy', work: 'update' });
    clock.run(200_000);
    expect(degrees).toEqual([false]);
    clock.run(200_000);
    expect(degrees).toEqual([false, true]);
    newest().send({ type: 'answer' });
    clock.run(12_000);
    expect(degrees).toEqual([false, true, true]);
  });

  test('counts anew when the work is over', () => {
    begin();
    newest().send({ life: 'busy', work: 'compiling' });
    newest().send({ type: 'answer' });
    newest().answersPings = false;
    clock.run(12_000);
    expect(told.at(-1)).toContain('has not answered for 10 seconds');
  });
});
