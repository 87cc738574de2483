import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProofCommand, ProofEvent } from '../proof/proof-protocol.ts';
import type { Verdict } from '../proof/verdict.ts';
import { ProverPool, type Task } from './prover-pool.ts';
import type { Outcome } from './verdicts.ts';

interface FakeProver {
  readonly commands: ProofCommand[];
  readonly send: (event: ProofEvent) => void;
  isEnded: boolean;
}

const certified: Verdict = { verdict: 'certified', boxes: 7, certificate: '{}\n' };
const undecided: Verdict = {
  verdict: 'undecided',
  rightUpTo: 10,
  testedTo: 0,
  reason: 'time',
  limitMs: 1000,
};

let provers: FakeProver[] = [];
let found: [Task['key'], Outcome['verdict']][] = [];
let rooms = 0;

beforeEach(() => {
  vi.useFakeTimers();
  [provers, found, rooms] = [[], [], 0];
});
afterEach(() => void vi.useRealTimers());

const poolOf = (cores: number): ProverPool<Task> =>
  new ProverPool<Task>({
    provers: {
      cores: () => cores,
      connect(send) {
        const prover: FakeProver = { commands: [], send, isEnded: false };
        provers.push(prover);
        return {
          post: (command) => void prover.commands.push(command),
          dispose: () => void (prover.isEnded = true),
        };
      },
    },
    onOutcome: ({ key }, { verdict }) => void found.push([key, verdict]),
    onRoom: () => void (rooms += 1),
  });

const taskOf = (key: number, hidden = 2): Task => ({
  key,
  subject: {
    slot: key,
    runId: 1,
    update: 1,
    spec: { hidden, activation: 'sigmoid', head: 'softmax' },
    params: new Float32Array(4).fill(key),
  },
});

function answer(prover: number, verdict: Verdict, ms = 20): void {
  const { requestId } = provers[prover]!.commands.findLast(({ type }) => type === 'decide')!;
  provers[prover]!.send({ type: 'decided', requestId, verdict, ms });
}

const newest = (prover: number): ProofCommand => provers[prover]!.commands.at(-1)!;

describe('how many at a time', () => {
  test('one for each core, four at most, each started with its first network', () => {
    for (const [cores, seats] of [
      [0, 1],
      [1, 1],
      [3, 3],
      [16, 4],
    ] as const) {
      provers = [];
      const pool = poolOf(cores);
      let key = 0;
      expect(provers).toEqual([]);
      while (pool.roomAfter(0, false) === 0) pool.start(taskOf((key += 1)), 'first');
      expect(provers.map(({ commands }) => commands.length)).toEqual(Array.from({ length: seats }, () => 1));
      expect(pool.tasks.map((task) => task.key)).toEqual(Array.from({ length: seats }, (_, k) => k + 1));
    }
  });

  test('what is spared is left alone, but for one, and no other takes over from a worker that rests', () => {
    const pool = poolOf(3);
    expect(pool.roomAfter(7, true)).toBe(0);
    pool.start(taskOf(1), 'first', 2);
    expect(pool.roomAfter(2, true)).toBe(Infinity);
    answer(0, certified, 20);
    expect(pool.roomAfter(2, true)).toBe(200);
    expect(pool.roomAfter(1, true)).toBe(0);
    expect(pool.roomAfter(2, false)).toBe(0);
  });

  test('workers without work end, one stays for the next', () => {
    const pool = poolOf(3);
    for (const key of [1, 2, 3]) pool.start(taskOf(key), 'first');
    for (const k of [0, 1, 2]) answer(k, certified);
    vi.advanceTimersByTime(9000);
    pool.start(taskOf(4), 'first');
    vi.advanceTimersByTime(60_000);
    expect(provers.map(({ isEnded }) => isEnded)).toEqual([false, false, false]);
    answer(0, certified);
    vi.advanceTimersByTime(10_000);
    expect(provers.map(({ isEnded }) => isEnded)).toEqual([false, true, true]);
  });
});

describe('how long', () => {
  test('of more units each is tried for a second, and put off unless that decides it', () => {
    const pool = poolOf(1);
    pool.start(taskOf(1), 'first');
    expect(newest(0)).toMatchObject({ limitMs: 5000, tryMs: 1000 });
    answer(0, undecided);
    expect([found, rooms]).toEqual([[], 1]);
    expect([pool.isPutOff(taskOf(1)), pool.isPutOff(taskOf(2))]).toEqual([true, false]);
    pool.start(taskOf(1), 'whole');
    expect(newest(0)).not.toHaveProperty('tryMs');
    answer(0, { ...undecided, limitMs: 5000 });
    expect(found).toEqual([[1, 'undecided']]);
    expect(pool.isPutOff(taskOf(1))).toBe(false);
  });

  test('other weights in the same place have not been tried', () => {
    const pool = poolOf(1);
    pool.start(taskOf(1), 'first');
    answer(0, undecided);
    const { subject } = taskOf(1);
    const changed = { ...subject, params: new Float32Array(4).fill(9) };
    expect(pool.isPutOff({ key: 1, subject: changed })).toBe(false);
  });

  test('one unit, a kept certificate and what the visitor asks for are not put off', () => {
    const pool = poolOf(1);
    pool.start(taskOf(1, 1), 'first');
    expect(newest(0)).toMatchObject({ limitMs: 2000 });
    expect(newest(0)).not.toHaveProperty('tryMs');
    answer(0, undecided);
    expect(found).toEqual([[1, 'undecided']]);
    pool.start({ ...taskOf(2, 8), claim: 'a file' }, 'first');
    expect(newest(0)).toMatchObject({ limitMs: 30_000, claim: 'a file' });
    expect(newest(0)).not.toHaveProperty('tryMs');
    answer(0, certified);
    pool.start(taskOf(3, 4), 'asked');
    expect(newest(0)).toMatchObject({ limitMs: 20_000 });
  });
});

describe('one in place of another', () => {
  test('what is only tried makes way first, and what the visitor asked for only for that', () => {
    const pool = poolOf(2);
    pool.start(taskOf(1), 'whole');
    pool.start(taskOf(2), 'first');
    expect(pool.start(taskOf(3), 'asked')).toMatchObject({ task: { key: 2 }, effort: 'first' });
    expect(pool.start(taskOf(4), 'asked')).toMatchObject({ task: { key: 1 }, effort: 'whole' });
    expect(pool.start(taskOf(5), 'whole')).toMatchObject({ task: { key: 5 }, effort: 'whole' });
    expect(pool.tasks.map(({ key }) => key)).toEqual([4, 3]);
    expect(pool.start(taskOf(6), 'asked')).toMatchObject({ task: { key: 4 }, effort: 'asked' });
  });

  test('the same place keeps its worker, and of the network before nothing more is heard', () => {
    const pool = poolOf(2);
    pool.start(taskOf(1), 'first');
    const { requestId } = newest(0);
    expect(pool.start(taskOf(1), 'asked')).toBeNull();
    expect(provers).toHaveLength(1);
    provers[0]!.send({ type: 'decided', requestId, verdict: certified, ms: 1 });
    expect([found, pool.isAt(1)]).toEqual([[], true]);
    answer(0, certified);
    expect([found, pool.isAt(1)]).toEqual([[[1, 'certified']], false]);
  });

  test('what is no longer wanted ends, and the others go on', () => {
    const pool = poolOf(2);
    pool.start(taskOf(1), 'first');
    pool.start(taskOf(2), 'first');
    pool.stop(({ key }) => key === 1);
    expect(newest(0)).toMatchObject({ type: 'stop' });
    answer(0, certified);
    answer(1, certified);
    expect(found).toEqual([[2, 'certified']]);
  });

  test('a worker that breaks down ends what it was at, and nothing else', () => {
    const pool = poolOf(2);
    pool.start(taskOf(1), 'first');
    pool.start(taskOf(2), 'first');
    provers[0]!.send({ type: 'failed', requestId: newest(0).requestId, message: 'out of memory' });
    expect(found).toEqual([[1, 'failed']]);
    answer(1, certified);
    expect(found).toHaveLength(2);
    expect(pool.roomAfter(0, true)).toBe(200);
  });
});
