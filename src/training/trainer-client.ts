/** The page's end of the training worker. */
import { paramCount } from '../lstm/params.ts';
import { handleOf, pageClock } from '../workers/page-client.ts';
import { WorkerLife, type Clock, type WorkerHandle } from '../workers/worker-life.ts';
import { failureWords } from '../workers/worker-words.ts';
import { keepKernels, readKernels } from './kernels-client.ts';
import { Lifeline } from './lifeline.ts';
import type { TrainerCommand, TrainerEvent } from './protocol.ts';
import { readTrainerEvent } from './trainer-messages.ts';

export interface TrainerClient {
  post(command: TrainerCommand): void;
  /** Ends the worker and everything it holds. */
  dispose(): void;
}

type StartCommand = Extract<TrainerCommand, { type: 'start' }>;

const createWorker = (): WorkerHandle =>
  handleOf(new Worker(new URL('./trainer.worker.ts', import.meta.url), { type: 'module', name: 'trainer' }));

/** What tells the page whether the worker is busy with the run. */
const STANDINGS: readonly TrainerEvent['type'][] = ['started', 'resumed', 'paused', 'ended', 'failed'];
const RESTS: readonly TrainerEvent['type'][] = ['paused', 'ended', 'failed'];
const BEGINNINGS: readonly TrainerCommand['type'][] = ['start', 'guess'];
/** Said all the time, and of no use later. */
const PASSING: readonly TrainerCommand['type'][] = ['frames', 'rest'];
/** After these the page waits for news. */
const CALLS: readonly TrainerCommand['type'][] = ['start', 'guess', 'resume', 'step'];

/**
 * Starts the worker with the first run. A run whose GPU is lost, whose worker crashes or hangs, goes on in a new worker
 * and is told as `lost`. A worker that cannot start, crashes too often, or sends what cannot be read arrives as a
 * `failed` event of the run it was busy with; the next run starts a new worker. One that is silent for long at what it
 * has announced is told as `silence`; a reset replaces it, and so it does one that does not come to it within a second. One that
 * is still on its way, or whose GPU's driver compiles, has ten: another would have to do all of that again.
 */
export const createTrainerClient = (
  onEvent: (event: TrainerEvent) => void,
  { create = createWorker, clock = pageClock }: Partial<Surroundings> = {},
): TrainerClient => new Client(onEvent, { create, clock });

interface Surroundings {
  readonly create: () => WorkerHandle;
  readonly clock: Clock;
}

class Client implements TrainerClient {
  readonly #onEvent: (event: TrainerEvent) => void;
  readonly #clock: Clock;
  readonly #life: WorkerLife<TrainerCommand, TrainerEvent>;
  readonly #lifeline = new Lifeline();
  #runId = 0;
  #newest: StartCommand | null = null;
  /** What began the newest run, with all that has been posted since, until it has begun; empty after its reset. */
  #waiting: readonly TrainerCommand[] = [];
  /** What the page was last told of the run, and what the worker says that it should have been. */
  #told: TrainerEvent['type'] | null = null;
  #missed: TrainerEvent['type'] | null = null;

  constructor(onEvent: (event: TrainerEvent) => void, { create, clock }: Surroundings) {
    this.#onEvent = onEvent;
    this.#clock = clock;
    this.#life = new WorkerLife({
      kind: 'training',
      clock,
      create,
      welcome: () => ({ type: 'kernels', runId: this.#runId, kernels: readKernels() }),
      read: (data) => sized(readTrainerEvent(data), this.#newest),
      onEvent: (event) => this.#hear(event),
      onBroken: (message, isCrash) => {
        if (!isCrash || !this.#revive(message)) onEvent({ type: 'failed', runId: this.#runId, message });
      },
      onSilence: (message, isHopeless) => {
        if (message === null || !isHopeless || !this.#revive(message))
          onEvent({ type: 'silence', runId: this.#runId, message, isHopeless });
      },
      onStanding: (standing) => this.#compare(standing),
    });
  }

  post(command: TrainerCommand): void {
    // whatever else is meant for a run has nobody to hear it where there is no worker
    if (!this.#life.isStarted && !BEGINNINGS.includes(command.type)) return;
    this.#lifeline.posted(command);
    this.#send(command);
  }

  dispose(): void {
    this.#life.dispose();
  }

  /** What the page should have heard last, by the worker's own account. */
  #compare(standing: TrainerEvent | null): void {
    const isKnown = standing === null || standing.runId !== this.#runId || standing.type === this.#told;
    // twice the same, with nothing heard in between: the message itself is lost
    if (!isKnown && standing.type === this.#missed) this.#hear(standing);
    else this.#missed = isKnown ? null : standing.type;
  }

  #hear(event: TrainerEvent): void {
    this.#missed = null;
    if (event.type === 'engine') keepKernels(event.kernels);
    const isOfRun = event.runId === this.#runId;
    if (isOfRun && event.type === 'started') this.#waiting = this.#waiting.slice(0, 1);
    if (isOfRun && STANDINGS.includes(event.type)) {
      this.#told = event.type;
      this.#life.expect(!RESTS.includes(event.type));
    }
    if (event.type !== 'failed') return this.#onEvent(this.#lifeline.heard(event));
    if (isOfRun && event.isLoss && this.#revive(event.message)) return;
    // after a failure the worker's engine cannot be trusted with another run
    this.#life.dispose();
    if (isOfRun || this.#waiting.length === 0)
      return this.#onEvent({ ...event, message: failureWords('training', event.message) });
    // an earlier run's failure must not take with it what was waiting behind it
    for (const command of this.#waiting) this.#send(command);
  }

  /** Starts the run anew where it stood; false: it cannot go on. */
  #revive(message: string): boolean {
    const revival = this.#lifeline.revive(this.#clock.now());
    if (!revival) return false;
    const { commands, update, isMoved } = revival;
    this.#life.dispose();
    this.#told = null;
    for (const command of commands) this.#send(command);
    this.#onEvent({ type: 'lost', runId: this.#runId, message, update, isMoved });
    return true;
  }

  #send(command: TrainerCommand): void {
    const { type } = command;
    if (command.runId !== this.#runId) this.#told = null;
    this.#runId = command.runId;
    if (CALLS.includes(type)) this.#missed = null;
    if (command.type === 'start') this.#newest = command;
    if (BEGINNINGS.includes(type)) this.#waiting = [command];
    else if (type === 'reset') this.#waiting = [];
    else if (this.#told === null && !PASSING.includes(type)) this.#waiting = [...this.#waiting, command];
    this.#life.post(command);
    if (type === 'reset') this.#life.putAway();
    else if (CALLS.includes(type)) this.#life.expect(true);
  }
}

/** Weights of another number than the run has cannot be its own. */
function sized(event: TrainerEvent | null, run: StartCommand | null): TrainerEvent | null {
  if (event?.type !== 'started' && event?.type !== 'progress') return event;
  if (event.runId !== run?.runId) return event;
  const { replicas, hidden } = run.config;
  const isWhole = ({ length }: Float32Array): boolean => length === replicas * paramCount(hidden);
  if (!isWhole(event.weights.params)) return null;
  const checkpoint = event.type === 'progress' ? event.checkpoint : null;
  const isSound =
    checkpoint === null ||
    (checkpoint.replicas.length === replicas &&
      [checkpoint.params, checkpoint.m, checkpoint.v].every(isWhole));
  return isSound ? event : null;
}
