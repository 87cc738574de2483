/** The page's end of the training worker on a bench: its workers and its clock are in the test's hands. */
import { paramCount } from '../lstm/params.ts';
import { FakeClock, FakeWorker } from '../workers/worker-bench.ts';
import { PRESETS } from './presets.ts';
import type { Checkpoint, TrainerCommand, TrainerEvent } from './protocol.ts';
import { ReplicaPoints } from './replica-points.ts';
import { createTrainerClient, type TrainerClient } from './trainer-client.ts';

export const { config } = PRESETS['openai-variable'];

export const weights = {
  update: 0,
  params: new Float32Array(config.replicas * paramCount(config.hidden)),
};

/** Where networks stand that have answered nothing yet. */
export const checkpointOf = (update: number, params: Float32Array, replicas: number): Checkpoint => ({
  update,
  seconds: 1,
  learningRate: config.lr,
  params,
  m: params,
  v: params,
  replicas: Array.from({ length: replicas }, () => new ReplicaPoints().standing),
});

export const start = (runId: number): TrainerCommand => ({
  type: 'start',
  runId,
  config,
  engine: 'auto',
  kernel: null,
  speed: 'shared',
  paused: false,
});

/** Progress of run 1, as a worker sends it. */
export const progressAt = (update: number, checkpoint: Checkpoint | null): object => ({
  type: 'progress',
  runId: 1,
  update,
  epoch: 0,
  seconds: 1,
  updatesPerSecond: 1,
  stringsPerSecond: 1,
  points: [],
  solvedAt: [null],
  weights: { ...weights, update },
  checkpoint,
});

export const typesOf = (worker: FakeWorker): string[] => worker.commands.map(({ type }) => type);

export class ClientBench {
  readonly clock = new FakeClock();
  readonly workers: FakeWorker[] = [];
  readonly events: TrainerEvent[] = [];
  readonly client: TrainerClient = createTrainerClient((event) => this.events.push(event), {
    clock: this.clock,
    create: () => {
      this.workers.push(new FakeWorker());
      return this.newest;
    },
  });

  get newest(): FakeWorker {
    return this.workers.at(-1)!;
  }
  /** The types of all events so far. */
  get told(): string[] {
    return this.events.map(({ type }) => type);
  }
}
