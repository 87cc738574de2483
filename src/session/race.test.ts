import { describe, expect, test } from 'vitest';
import { replicaSeeds } from '../training/config.ts';
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import type { ContestantConnection } from '../training/race-client.ts';
import type { RaceCall, RaceCalls } from '../training/race-protocol.ts';
import { createRace, type Race, type RaceState } from './race.ts';
import { createSession, type Session } from './session.ts';

type Asked = RaceCalls[RaceCall]['ask'];

/** A contestant who takes `msPerUpdate`, as a worker would answer. */
class FakeContestant implements ContestantConnection {
  readonly asked: { readonly call: RaceCall; readonly ask: Asked }[] = [];
  isDisposed = false;
  msPerUpdate = 1;
  updates = 0;
  failure: string | null = null;
  #reject: (error: Error) => void = () => undefined;

  call<Call extends RaceCall>(call: Call, ask: RaceCalls[Call]['ask']): Promise<RaceCalls[Call]['answer']> {
    this.asked.push({ call, ask });
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      if (this.isDisposed) reject(new Error('ended'));
      else if (this.failure !== null) reject(new Error(this.failure));
      else setImmediate(() => resolve(this.#answer(call, ask) as RaceCalls[Call]['answer']));
    });
  }

  #answer(call: RaceCall, ask: Asked): RaceCalls[RaceCall]['answer'] {
    if (call === 'prepare') {
      const { contestant } = ask as RaceCalls['prepare']['ask'];
      if (contestant === 'layers') this.msPerUpdate = 250;
      const engine = {
        name: 'webgl',
        renderer: 'a GPU',
        kernel: 'string',
        reason: null,
        cpuTimesAsFast: null,
      } as const;
      return { engine, warmUpMs: 100, total: 400 };
    }
    if (call === 'check') {
      const { update } = ask as RaceCalls['check']['ask'];
      return { params: Float32Array.of(update, this.msPerUpdate / 1e6), loss: 0.5 };
    }
    const { count } = ask as RaceCalls['train']['ask'];
    this.updates += count;
    return { ms: Math.floor(count * this.msPerUpdate) };
  }

  dispose(): void {
    this.isDisposed = true;
    this.#reject(new Error('ended'));
  }
}

interface Bench {
  readonly session: Session;
  readonly race: Race;
  readonly contestants: FakeContestant[];
  readonly posted: TrainerCommand[];
  readonly send: (event: TrainerEvent) => void;
}

function bench(): Bench {
  const posted: TrainerCommand[] = [];
  let send: (event: TrainerEvent) => void = () => undefined;
  const session = createSession((onEvent) => {
    send = onEvent;
    return { post: (command) => void posted.push(command) };
  });
  const contestants: FakeContestant[] = [];
  const race = createRace(session, () => {
    contestants.push(new FakeContestant());
    return contestants.at(-1)!;
  });
  return { session, race, contestants, posted, send: (event) => send(event) };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** The updates of each turn. */
const trainedIn = ({ asked }: FakeContestant): number[] =>
  asked.flatMap(({ ask }) => ('count' in ask ? [ask.count] : []));

const phaseOf = (race: Race): string => race.store.get().phase;

async function until(race: Race, phase: string): Promise<void> {
  for (let k = 0; phaseOf(race) !== phase; k++) {
    if (k > 400) throw new Error(`still ${phaseOf(race)}`);
    await settle();
  }
}

/** At once when it is so: these contestants need no time, so that a timer may come after the end of the race. */
const reaches = (race: Race, isSo: (state: RaceState) => boolean): Promise<void> =>
  new Promise((resolve) => race.store.watch(isSo, (is) => is && resolve()));

const isUnderWay = ({ phase }: RaceState): boolean => phase === 'racing';

const startTraining = ({ session, send }: Bench): void => {
  session.train();
  const runId = session.store.get().run!.id;
  send({ type: 'started', runId, weights: { update: 0, params: new Float32Array(160) } });
};

describe('a race', () => {
  test('takes the shown seed alone, in turns, to the end of the run', async () => {
    const { session, race, contestants } = bench();
    session.selectReplica(3);
    race.start();
    await until(race, 'finished');
    const { config } = session.store.get();
    const expected = { ...config, replicas: 1, seed: replicaSeeds(config)[3] };
    expect(contestants.map(({ asked }) => asked[0])).toEqual([
      { call: 'prepare', ask: { contestant: 'latch', config: expected, kernels: {} } },
      { call: 'prepare', ask: { contestant: 'layers', config: expected, kernels: {} } },
    ]);
    const state = race.store.get();
    expect(state.contestants.latch).toMatchObject({ updates: 400, ms: 400, warmUpMs: 100 });
    expect(state.contestants.layers).toMatchObject({ updates: 400, ms: 100_000 });
    expect(contestants.every(({ isDisposed }) => isDisposed)).toBe(true);
    // one update is longer than a turn for the rival, and 60 of ours are one
    expect(new Set(trainedIn(contestants[1]!))).toEqual(new Set([1]));
    expect(trainedIn(contestants[0]!).slice(0, 4)).toEqual([1, 8, 60, 60]);
  });

  test('a clock that has seen nothing does not make a turn of the whole run', async () => {
    const { race, contestants } = bench();
    race.start();
    await reaches(race, isUnderWay);
    contestants[0]!.msPerUpdate = 0.4;
    await until(race, 'finished');
    expect(trainedIn(contestants[0]!)).toEqual([1, 8, 64, 154, 151, 22]);
  });

  test('compares weights and losses after the same update', async () => {
    const { race } = bench();
    race.start();
    await until(race, 'finished');
    const { agreement } = race.store.get();
    expect(agreement?.update).toBe(400);
    expect(agreement?.weight).toBeCloseTo(249e-6, 8);
    expect(agreement?.loss).toEqual({ latch: 0.5, layers: 0.5 });
  });

  test('ends at once when it is stopped, and keeps what it measured', async () => {
    const { race, contestants } = bench();
    race.start();
    await reaches(race, (state) => state.contestants.latch.updates > 0);
    race.stop();
    expect(phaseOf(race)).toBe('stopped');
    expect(contestants.every(({ isDisposed }) => isDisposed)).toBe(true);
    const { updates } = race.store.get().contestants.latch;
    await settle();
    expect(race.store.get().contestants.latch.updates).toBe(updates);
    expect(phaseOf(race)).toBe('stopped');
  });

  test('says why it failed', async () => {
    const b = bench();
    b.race.start();
    await Promise.resolve();
    await Promise.resolve();
    b.contestants[1]!.failure = 'no memory';
    await until(b.race, 'failed');
    expect(b.race.store.get().message).toBe('no memory');
    expect(b.contestants.every(({ isDisposed }) => isDisposed)).toBe(true);
  });
});

describe('beside the laboratory', () => {
  test('a run that trains is paused first, and goes on afterwards', async () => {
    const b = bench();
    startTraining(b);
    b.race.start();
    await settle();
    expect(b.posted.at(-1)).toMatchObject({ type: 'pause' });
    expect(b.contestants).toHaveLength(0);
    const underWay = reaches(b.race, isUnderWay);
    b.send({ type: 'paused', runId: b.session.store.get().run!.id });
    await underWay;
    expect(b.contestants).toHaveLength(2);
    expect(b.session.store.get().isRacing).toBe(true);
    b.race.stop();
    expect(b.session.store.get().isRacing).toBe(false);
    expect(b.posted.at(-1)).toMatchObject({ type: 'resume' });
    expect(b.session.store.get().status).toBe('training');
  });

  test('a run that was paused stays so', async () => {
    const b = bench();
    startTraining(b);
    b.send({ type: 'paused', runId: b.session.store.get().run!.id });
    b.race.start();
    await until(b.race, 'finished');
    expect(b.session.store.get().status).toBe('paused');
  });

  test('training again ends the race', async () => {
    const b = bench();
    const racing = reaches(b.race, isUnderWay);
    b.race.start();
    await racing;
    b.session.train();
    expect(phaseOf(b.race)).toBe('stopped');
    expect(b.contestants.every(({ isDisposed }) => isDisposed)).toBe(true);
  });

  test('a race stopped before the run has paused never starts, and the run goes on', async () => {
    const b = bench();
    startTraining(b);
    b.race.start();
    b.race.stop();
    b.send({ type: 'paused', runId: b.session.store.get().run!.id });
    await settle();
    expect(b.contestants).toHaveLength(0);
    expect(phaseOf(b.race)).toBe('stopped');
    expect(b.session.store.get().status).toBe('training');
  });
});
