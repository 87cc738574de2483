/** The four on a bench: the ends of their workers and of the laboratory's are in a test's hands. */
import type { ProofCommand, ProofEvent } from '../proof/proof-protocol.ts';
import { paramCount } from '../lstm/params.ts';
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import type { SignalCommand, SignalEvent } from '../training/signal-protocol.ts';
import { createFour, type Four } from './four.ts';
import { createSession, type Session } from './session.ts';
import { oneProver, proofsBy } from './one-prover.fixture.ts';

/** A worker's end: what it was told, and what it says. */
interface End<Command, Event> {
  readonly commands: Command[];
  send: (event: Event) => void;
  disposals: number;
}

const anEnd = <Command, Event>(send: (event: Event) => void): End<Command, Event> => ({
  commands: [],
  send,
  disposals: 0,
});

const clientOf = <Command, Event>(
  end: End<Command, Event>,
): { post: (command: Command) => void; dispose: () => void } => ({
  post: (command) => void end.commands.push(command),
  dispose: () => void (end.disposals += 1),
});

/** Weights of all seeds, those of seed s all 1 + s. */
function weightsOf(seeds: number, update: number): { update: number; params: Float32Array } {
  const size = paramCount(1);
  return { update, params: Float32Array.from({ length: seeds * size }, (_, p) => 1 + Math.floor(p / size)) };
}

const epochEnd = (runId: number, seeds: number, solved: number): TrainerEvent => ({
  type: 'progress',
  runId,
  update: 782,
  epoch: 1,
  seconds: 1,
  updatesPerSecond: 1,
  stringsPerSecond: 1,
  points: [],
  solvedAt: Array.from({ length: seeds }, (_, seed) => (seed < solved ? 782 : null)),
  weights: weightsOf(seeds, 782),
  checkpoint: null,
});

export interface FourBench {
  readonly four: Four;
  readonly laboratory: Session;
  readonly laboratoryCommands: TrainerCommand[];
  readonly laboratoryEvent: (event: TrainerEvent) => void;
  /** One for each of the four that has had a turn, in order. */
  readonly trainers: readonly End<TrainerCommand, TrainerEvent>[];
  readonly proofs: End<ProofCommand, ProofEvent>;
  readonly signals: End<SignalCommand, SignalEvent>;
  readonly runIdOf: (k: number) => number;
  readonly typesOf: (k: number) => string[];
  readonly statusesOf: () => string[];
  /** The worker has started, and goes on. */
  readonly begin: (k: number) => void;
  /** An epoch's end, with the first `solved` seeds solved and weights that differ from seed to seed. */
  readonly progress: (k: number, solved: number) => void;
  readonly end: (k: number) => void;
}

export function fourBench(): FourBench {
  const trainers: End<TrainerCommand, TrainerEvent>[] = [];
  const laboratoryCommands: TrainerCommand[] = [];
  const proofs = anEnd<ProofCommand, ProofEvent>(() => undefined);
  const signals = anEnd<SignalCommand, SignalEvent>(() => undefined);
  let laboratoryEvent: (event: TrainerEvent) => void = () => undefined;
  const laboratory = createSession(
    (onEvent) => {
      laboratoryEvent = onEvent;
      return { post: (command) => void laboratoryCommands.push(command) };
    },
    proofsBy(oneProver(() => ({ post: () => undefined }))),
  );
  const four = createFour(laboratory, {
    connectTrainer(onEvent) {
      const trainer = anEnd<TrainerCommand, TrainerEvent>(onEvent);
      trainers.push(trainer);
      return clientOf(trainer);
    },
    provers: oneProver((onEvent) => {
      proofs.send = onEvent;
      return clientOf(proofs);
    }),
    connectSignal(onEvent) {
      signals.send = onEvent;
      return clientOf(signals);
    },
  });
  const runIdOf = (k: number): number => trainers[k]!.commands[0]!.runId;
  const seeds = (): number => four.store.get().options.seeds;
  return {
    four,
    laboratory,
    laboratoryCommands,
    laboratoryEvent: (event) => laboratoryEvent(event),
    trainers,
    proofs,
    signals,
    runIdOf,
    typesOf: (k) => trainers[k]!.commands.map(({ type }) => type),
    statusesOf: () => four.store.get().cells.map(({ status }) => status),
    begin(k) {
      const runId = runIdOf(k);
      trainers[k]!.send({ type: 'started', runId, weights: weightsOf(seeds(), 0) });
      trainers[k]!.send({ type: 'resumed', runId });
    },
    progress: (k, solved) => trainers[k]!.send(epochEnd(runIdOf(k), seeds(), solved)),
    end: (k) => trainers[k]!.send({ type: 'ended', runId: runIdOf(k), ending: 'budget' }),
  };
}
