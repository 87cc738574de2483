import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProofCommand, ProofEvent } from '../proof/proof-protocol.ts';
import { paramCount } from '../lstm/params.ts';
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import type { SignalCommand, SignalEvent } from '../training/signal-protocol.ts';
import { fourConfig, fourLink, SETTINGS } from './four-state.ts';
import { createFour, type Four } from './four.ts';
import { createSession, type Session } from './session.ts';
import { formatLink, parseLink } from './url.ts';
import { oneProver, proofsBy } from './one-prover.fixture.ts';

interface FakeTrainer {
  readonly commands: TrainerCommand[];
  readonly send: (event: TrainerEvent) => void;
  isDisposed: boolean;
}

let trainers: FakeTrainer[] = [];
let laboratory: Session;
let laboratoryEvent: (event: TrainerEvent) => void;
let laboratoryCommands: TrainerCommand[] = [];
let proofs: { commands: ProofCommand[]; send: (event: ProofEvent) => void };
let signals: { commands: SignalCommand[]; send: (event: SignalEvent) => void; disposals: number };
let four: Four;

beforeEach(() => {
  vi.useFakeTimers();
  trainers = [];
  laboratoryCommands = [];
  proofs = { commands: [], send: () => {} };
  laboratory = createSession(
    (onEvent) => {
      laboratoryEvent = onEvent;
      return { post: (command) => void laboratoryCommands.push(command) };
    },
    proofsBy(oneProver(() => ({ post: () => undefined }))),
  );
  four = createFour(laboratory, {
    connectTrainer(onEvent) {
      const trainer: FakeTrainer = { commands: [], send: onEvent, isDisposed: false };
      trainers.push(trainer);
      return {
        post: (command) => void trainer.commands.push(command),
        dispose: () => void (trainer.isDisposed = true),
      };
    },
    provers: oneProver((onEvent) => {
      proofs.send = onEvent;
      return { post: (command) => void proofs.commands.push(command) };
    }),
    connectSignal(onEvent) {
      signals = { commands: [], send: onEvent, disposals: 0 };
      return {
        post: (command) => void signals.commands.push(command),
        dispose: () => void (signals.disposals += 1),
      };
    },
  });
});
afterEach(() => void vi.useRealTimers());

const runIdOf = (k: number): number => trainers[k].commands[0].runId;
const typesOf = (k: number): string[] => trainers[k].commands.map(({ type }) => type);

function begin(k: number): void {
  const runId = runIdOf(k);
  const replicas = four.store.get().options.seeds;
  const params = new Float32Array(replicas * paramCount(1));
  trainers[k].send({ type: 'started', runId, weights: { update: 0, params } });
  trainers[k].send({ type: 'resumed', runId });
}

/** A progress event with the first `solved` seeds solved. */
function progress(k: number, solved: number): void {
  const replicas = four.store.get().options.seeds;
  const size = paramCount(1);
  // weights that differ from seed to seed
  const params = Float32Array.from({ length: replicas * size }, (_, p) => 1 + Math.floor(p / size));
  trainers[k].send({
    type: 'progress',
    runId: runIdOf(k),
    update: 782,
    epoch: 1,
    seconds: 1,
    updatesPerSecond: 1,
    stringsPerSecond: 1,
    points: [],
    solvedAt: Array.from({ length: replicas }, (_, seed) => (seed < solved ? 782 : null)),
    weights: { update: 782, params },
    checkpoint: null,
  });
}

const end = (k: number): void => trainers[k].send({ type: 'ended', runId: runIdOf(k), ending: 'budget' });
const statusesOf = (): string[] => four.store.get().cells.map(({ status }) => status);

describe('the four run', () => {
  test('past a worker that says nothing: its setting has failed, and the next has its turn', () => {
    four.run();
    const silence = {
      type: 'silence',
      runId: runIdOf(0),
      message: 'It has not answered for 10 seconds.',
    } as const;
    // what it has announced may still come
    trainers[0].send({ ...silence, isHopeless: false });
    expect(statusesOf()[0]).toBe('training');
    expect(trainers).toHaveLength(1);
    trainers[0].send({ ...silence, isHopeless: true });
    expect(trainers[0].isDisposed).toBe(true);
    expect(four.store.get().cells[0]).toMatchObject({
      status: 'failed',
      problem: 'It has not answered for 10 seconds.',
    });
    expect(trainers).toHaveLength(2);
    trainers[1].send({ type: 'silence', runId: runIdOf(1), message: null, isHopeless: false });
    expect(statusesOf()[1]).toBe('training');
  });

  test('in turns: one trains at a time, and each gets its worker with its first turn', () => {
    four.run();
    expect(trainers).toHaveLength(1);
    expect(typesOf(0)).toEqual(['start']);
    begin(0);
    vi.advanceTimersByTime(1000);
    expect(typesOf(0)).toEqual(['start', 'pause']);
    expect(trainers).toHaveLength(1);
    for (let k = 0; k < 4; k++) {
      trainers[k].send({ type: 'paused', runId: runIdOf(k) });
      if (k === 3) break;
      begin(k + 1);
      vi.advanceTimersByTime(1000);
    }
    expect(trainers).toHaveLength(4);
    expect(typesOf(0)).toEqual(['start', 'pause', 'resume']);
    const configs = trainers.map(({ commands: [first] }) => first.type === 'start' && first.config);
    expect(configs).toEqual(SETTINGS.map((setting) => fourConfig(setting, four.store.get().options)));
  });

  test('the last one left is not interrupted, and a worker ends with its run', () => {
    four.run();
    for (let k = 0; k < 3; k++) {
      begin(k);
      end(k);
    }
    expect(trainers.map(({ isDisposed }) => isDisposed)).toEqual([true, true, true, false]);
    begin(3);
    vi.advanceTimersByTime(10_000);
    expect(typesOf(3)).toEqual(['start']);
    end(3);
    expect(statusesOf()).toEqual(['ended', 'ended', 'ended', 'ended']);
    expect(four.store.get().status).toBe('ended');
    expect(trainers[3].isDisposed).toBe(true);
  });

  test('one that fails does not take the others with it', () => {
    four.run();
    trainers[0].send({ type: 'failed', runId: runIdOf(0), message: 'The GPU is gone.' });
    expect(trainers).toHaveLength(2);
    expect(four.store.get().cells[0]).toMatchObject({ status: 'failed', problem: 'The GPU is gone.' });
    for (let k = 1; k < 4; k++) {
      begin(k);
      end(k);
    }
    expect(four.store.get().status).toBe('ended');
  });

  test('stops at any time, and starts afresh', () => {
    four.run();
    begin(0);
    four.stop();
    expect(four.store.get().status).toBe('stopped');
    expect(statusesOf()).toEqual(['stopped', 'stopped', 'stopped', 'stopped']);
    expect(trainers[0].isDisposed).toBe(true);
    const old = runIdOf(0);
    end(0);
    vi.advanceTimersByTime(5000);
    expect(trainers).toHaveLength(1);
    four.run();
    expect(runIdOf(1)).toBeGreaterThan(old);
    expect(four.store.get().status).toBe('training');
  });

  test('decides every solved network once, and ends with the last verdict', () => {
    four.setOption('seeds', '3');
    four.run();
    begin(0);
    progress(0, 2);
    progress(0, 2);
    expect(proofs.commands).toHaveLength(1);
    const answer = (verdict: 'wrong' | 'certified'): void => {
      const { requestId } = proofs.commands.at(-1)!;
      const wrong = { verdict: 'wrong', bits: '100', isShortest: true, rightUpTo: 2 } as const;
      const certified = { verdict: 'certified', boxes: 9, certificate: '{}' } as const;
      proofs.send({ type: 'decided', requestId, ms: 5, verdict: verdict === 'wrong' ? wrong : certified });
    };
    answer('wrong');
    expect(proofs.commands).toHaveLength(2);
    end(0);
    for (let k = 1; k < 4; k++) {
      begin(k);
      end(k);
    }
    expect(four.store.get().status).toBe('proving');
    answer('certified');
    expect(four.store.get().status).toBe('ended');
    const verdicts = [...four.store.get().cells[0].verdicts.values()];
    expect(verdicts.map(({ slot, outcome }) => [slot, outcome.verdict])).toEqual([
      [0, 'wrong'],
      [1, 'certified'],
    ]);
  });
});

describe('beside the laboratory', () => {
  const trainLaboratory = (): number => {
    laboratory.train();
    const { runId } = laboratoryCommands.at(-1)!;
    laboratoryEvent({ type: 'started', runId, weights: { update: 0, params: new Float32Array(160) } });
    return runId;
  };

  test('its run pauses before the first turn and goes on after the last', () => {
    const runId = trainLaboratory();
    four.run();
    expect(laboratoryCommands.at(-1)).toEqual({ type: 'pause', runId });
    expect(four.store.get().status).toBe('waiting');
    expect(trainers).toHaveLength(0);
    laboratoryEvent({ type: 'paused', runId });
    expect(four.store.get().status).toBe('training');
    expect(trainers).toHaveLength(1);
    four.stop();
    expect(laboratoryCommands.at(-1)).toEqual({ type: 'resume', runId });
  });

  test('the four wait while the race has the machine', () => {
    four.run();
    begin(0);
    laboratory.setRacing(true);
    expect(four.store.get().status).toBe('waiting');
    expect(typesOf(0)).toEqual(['start', 'pause']);
    trainers[0].send({ type: 'paused', runId: runIdOf(0) });
    expect(trainers).toHaveLength(1);
    laboratory.setRacing(false);
    expect(four.store.get().status).toBe('training');
    expect(trainers).toHaveLength(2);
  });

  test('the four wait while the visitor trains there', () => {
    four.run();
    begin(0);
    const runId = trainLaboratory();
    expect(four.store.get().status).toBe('waiting');
    expect(typesOf(0)).toEqual(['start', 'pause']);
    trainers[0].send({ type: 'paused', runId: runIdOf(0) });
    expect(trainers).toHaveLength(1);
    laboratoryEvent({ type: 'ended', runId, ending: 'budget' });
    expect(trainers).toHaveLength(2);
    four.stop();
    // it was not the four that stopped it
    expect(laboratoryCommands.map(({ type }) => type)).not.toContain('resume');
  });
});

describe('options', () => {
  test('a bad one is refused in words and changes nothing', () => {
    const before = four.store.get().options;
    for (const text of ['', '0', '65', '1.5', 'x', '-1'])
      expect(four.setOption('seeds', text)).toBe('A whole number from 1 to 64.');
    expect(four.store.get().options).toBe(before);
    expect(four.setOption('seeds', '4')).toBeNull();
    expect(four.store.get().options.seeds).toBe(4);
  });

  test.each(SETTINGS)('the link of $supervision, $lengths sets the laboratory to it', (setting) => {
    const options = { seeds: 5, epochs: 3, hidden: 2 };
    const { state, problems } = parseLink(formatLink(fourLink(setting, options)));
    expect(problems).toEqual([]);
    expect(state.config).toEqual(fourConfig(setting, options));
    expect(state.config).toMatchObject({ ...setting, replicas: 5, epochs: 3, hidden: 2, stop: 'solved' });
  });
});

describe('the gradient at the start', () => {
  const signal = { seed: 1, byLength: [0.1], error: [0], settings: [] };

  test('is measured when it is looked at, once, and anew when the seeds or units change', () => {
    expect(signals.commands).toHaveLength(0);
    four.setOption('epochs', '3');
    expect(signals.commands).toHaveLength(0);
    four.measure();
    four.measure();
    expect(signals.commands).toHaveLength(1);
    expect(signals.commands[0].plan).toMatchObject({ max: 50, seeds: { length: 16 } });
    const { requestId } = signals.commands[0];
    signals.send({ type: 'seed', requestId, signal });
    expect(four.store.get().signals).toHaveLength(1);
    four.setOption('hidden', '2');
    expect(signals.commands).toHaveLength(2);
    expect(four.store.get().signals).toHaveLength(0);
    signals.send({ type: 'seed', requestId, signal });
    expect(four.store.get().signals).toHaveLength(0);
  });

  test('its worker ends with the last seed', () => {
    four.setOption('seeds', '2');
    four.measure();
    const { requestId } = signals.commands[0];
    signals.send({ type: 'seed', requestId, signal });
    expect(signals.disposals).toBe(0);
    signals.send({ type: 'seed', requestId, signal: { ...signal, seed: 2 } });
    expect(signals.disposals).toBe(1);
  });
});
