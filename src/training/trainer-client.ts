/** The page's end of the training worker. */
import { paramCount } from '../lstm/params.ts';
import { handleOf, pageClock } from '../workers/page-client.ts';
import { WorkerLife, type Clock, type WorkerHandle } from '../workers/worker-life.ts';
import { failureWords } from '../workers/worker-words.ts';
import { keepKernels, readKernels } from './kernels-client.ts';
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
 * Starts the worker with the first run. A worker that cannot start, crashes, or sends what cannot be read arrives as a
 * `failed` event of the run it was busy with; the next run starts a new worker. One that is silent while the run is
 * busy is told as `silence`; a reset replaces it, and so it does one that does not come to it within a second. One that
 * is still on its way, or whose GPU's driver compiles, has ten: another would have to do all of that again.
 */
export function createTrainerClient(
  onEvent: (event: TrainerEvent) => void,
  { create = createWorker, clock = pageClock }: { create?: () => WorkerHandle; clock?: Clock } = {},
): TrainerClient {
  let runId = 0;
  let newest: StartCommand | null = null;
  /** What began the newest run, with all that has been posted since, until it has begun; empty after its reset. */
  let waiting: readonly TrainerCommand[] = [];
  /** What the page was last told of the run, and what the worker says that it should have been. */
  let told: TrainerEvent['type'] | null = null;
  let missed: TrainerEvent['type'] | null = null;

  const life = new WorkerLife<TrainerCommand, TrainerEvent>({
    kind: 'training',
    clock,
    create,
    welcome: () => ({ type: 'kernels', runId, kernels: readKernels() }),
    read: (data) => sized(readTrainerEvent(data), newest),
    onEvent: (event) => hear(event),
    onBroken: (message) => onEvent({ type: 'failed', runId, message }),
    onSilence: (message, isHopeless) => onEvent({ type: 'silence', runId, message, isHopeless }),
    onStanding(standing) {
      const isKnown = standing === null || standing.runId !== runId || standing.type === told;
      // twice the same, with nothing heard in between: the message itself is lost
      if (!isKnown && standing.type === missed) hear(standing);
      else missed = isKnown ? null : standing.type;
    },
  });

  const hear = (event: TrainerEvent): void => {
    missed = null;
    if (event.type === 'engine') keepKernels(event.kernels);
    if (event.runId === runId && event.type === 'started') waiting = waiting.slice(0, 1);
    if (event.runId === runId && STANDINGS.includes(event.type)) {
      told = event.type;
      life.expect(!RESTS.includes(event.type));
    }
    if (event.type !== 'failed') return onEvent(event);
    // after a failure the worker's engine cannot be trusted with another run
    life.dispose();
    if (event.runId === runId || waiting.length === 0)
      return onEvent({ ...event, message: failureWords('training', event.message) });
    // an earlier run's failure must not take with it what was waiting behind it
    for (const command of waiting) post(command);
  };

  const post = (command: TrainerCommand): void => {
    const { type } = command;
    // whatever else is meant for a run has nobody to hear it where there is no worker
    if (!life.isStarted && !BEGINNINGS.includes(type)) return;
    if (command.runId !== runId) told = null;
    runId = command.runId;
    if (CALLS.includes(type)) missed = null;
    if (command.type === 'start') newest = command;
    if (BEGINNINGS.includes(type)) waiting = [command];
    else if (type === 'reset') waiting = [];
    else if (told === null && !PASSING.includes(type)) waiting = [...waiting, command];
    life.post(command);
    if (type === 'reset') life.putAway();
    else if (CALLS.includes(type)) life.expect(true);
  };

  return { post, dispose: () => life.dispose() };
}

/** Weights of another number than the run has cannot be its own. */
function sized(event: TrainerEvent | null, run: StartCommand | null): TrainerEvent | null {
  if (event?.type !== 'started' && event?.type !== 'progress') return event;
  if (event.runId !== run?.runId) return event;
  const { replicas, hidden } = run.config;
  return event.weights.params.length === replicas * paramCount(hidden) ? event : null;
}
