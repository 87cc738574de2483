/** Starting, changing and putting away runs: the session's dealings with the training worker. */
import type { ConfigKey, RunConfig } from '../training/config.ts';
import { changedFields } from './experiment.ts';
import { ghostOf, withGhosts } from './ghosts.ts';
import { createRunCommands, type RunCommands, type TrainerPort } from './run-commands.ts';
import { createRun, hasPoints, type RunRecord } from './run-record.ts';
import { isLive, withoutTrouble, type SessionState } from './state.ts';
import type { Store } from './store.ts';

/** What a run follows from. */
export type Experiment = Pick<SessionState, 'config' | 'preset' | 'engine' | 'kernel'>;

export interface Runs extends RunCommands {
  /** Starts a run of the current experiment; the run so far stays as a ghost where it would not come out the same. */
  readonly start: (paused: boolean) => void;
  /** Puts the current run, if it has a curve, among the ghosts. */
  readonly retire: () => void;
  /** Lays a changed experiment over the current one. */
  readonly change: (next: Partial<Experiment>) => void;
  readonly nextId: () => number;
}

export function createRuns(store: Store<SessionState>, trainer: TrainerPort): Runs {
  let lastId = 0;
  const nextId = (): number => (lastId += 1);
  const commands = createRunCommands(store, trainer);
  const { post, wake } = commands;
  const retire = (): void => {
    const { run } = store.get();
    if (!run) return;
    post('reset');
    // the recording is nobody's earlier run
    if (hasPoints(run) && run.origin !== 'recorded') store.set(withGhosts(store.get(), [ghostOf(run)]));
    const notices = store.get().notices.filter(({ kind }) => kind !== 'silence' && kind !== 'lost');
    store.set({ run: null, moment: null, status: 'idle', isPausing: false, notices });
  };
  const start = (paused: boolean): void => {
    const { run, config, engine, kernel, replica, speed } = store.get();
    if (run && isRepeatable(run, config)) {
      post('reset');
      store.set({ run: null, moment: null });
    } else retire();
    const id = nextId();
    store.set({
      run: createRun(id, config, engine),
      status: 'starting',
      isPausing: false,
      opened: null,
      replica: Math.min(replica, config.replicas - 1),
      notices: withoutTrouble(store.get().notices),
    });
    trainer.post({ type: 'start', runId: id, config, engine, kernel, speed, paused });
  };
  const change = (next: Partial<Experiment>): void => {
    const state = store.get();
    const { config, preset, engine, kernel } = { ...state, ...next };
    const after = { config, preset, engine, kernel };
    const fields = changedFields(state.config, config);
    const isSame = fields.length === 0 && engine === state.engine && kernel === state.kernel;
    if (isSame) return store.set({ preset });
    if (isLearningRateOnly(state, after, fields)) {
      wake(true);
      return changeLearningRate(store, trainer, after);
    }
    const wasTraining = state.status === 'training' || state.status === 'starting';
    retire();
    const replica = Math.min(state.replica, config.replicas - 1);
    store.set({ ...after, replica, opened: null, status: 'idle', wantedMoment: null });
    if (wasTraining) start(false);
  };
  return { ...commands, start, retire, change, nextId };
}

/** Starting the same experiment again gives the same run, so nothing is lost without a ghost of it. */
const isRepeatable = (run: RunRecord, config: RunConfig): boolean =>
  run.origin === 'trained' &&
  run.learningRates.length === 0 &&
  run.repairs.length === 0 &&
  changedFields(run.config, config).length === 0;

/** A live run takes a new learning rate as it goes. */
const isLearningRateOnly = (before: SessionState, after: Experiment, fields: readonly ConfigKey[]): boolean =>
  isLive(before.status) &&
  before.run?.origin === 'trained' &&
  fields.every((key) => key === 'lr') &&
  after.engine === before.engine &&
  after.kernel === before.kernel;

function changeLearningRate(store: Store<SessionState>, trainer: TrainerPort, after: Experiment): void {
  const { run } = store.get();
  if (!run) return;
  const { config, preset } = after;
  // the worker tells at which update it took effect, and the run's record says so
  trainer.post({ type: 'learning-rate', runId: run.id, learningRate: config.lr });
  store.set({ config, preset });
}
