/** What is said to the training worker of the run that is there. */
import type { Milestone, Speed, TrainerCommand } from '../training/protocol.ts';
import type { SessionState } from './state.ts';
import type { Store } from './store.ts';

/** The training worker, as the session needs it. */
export interface TrainerPort {
  post(command: TrainerCommand): void;
}

export interface RunCommands {
  readonly post: (type: 'pause' | 'rest' | 'reset') => void;
  readonly resume: () => void;
  /** Trains one update, or to a milestone, and pauses. */
  readonly step: (to?: Milestone) => void;
  readonly setSpeed: (speed: Speed) => void;
  /** Tells the trainer of the page's frames: what 95 % of the last ones took at most, null while it is hidden. */
  readonly reportFrames: (ms: number | null) => void;
  /** A run that was kept over a reload is told to the worker, where it stands; false: the worker knows the run. */
  readonly wake: (paused: boolean) => boolean;
}

export function createRunCommands(store: Store<SessionState>, trainer: TrainerPort): RunCommands {
  const tell = (command: (runId: number) => TrainerCommand): void => {
    const { run, status } = store.get();
    // a run from a file is unknown to the worker, and after a failure there is no worker
    if (run?.origin === 'trained' && !run.isAsleep && status !== 'failed') trainer.post(command(run.id));
  };
  const wake = (paused: boolean): boolean => {
    const { run, speed } = store.get();
    if (!run?.isAsleep || !run.mark || !run.engine) return false;
    const { id: runId, config, mark } = run;
    const { name: engine, kernel } = run.engine;
    const { checkpoint } = mark;
    store.set({ run: { ...run, isAsleep: false }, status: 'starting', isPausing: false });
    trainer.post({ type: 'start', runId, config, engine, kernel: kernel || null, speed, paused, checkpoint });
    return true;
  };
  return {
    wake,
    post: (type) => tell((runId) => ({ type, runId })),
    resume() {
      if (wake(false)) return store.set({ opened: null });
      tell((runId) => ({ type: 'resume', runId }));
      store.set({ status: 'training', isPausing: false, opened: null });
    },
    step(to) {
      wake(true);
      tell((runId) => ({ type: 'step', runId, ...(to ? { to } : {}) }));
    },
    setSpeed(speed) {
      store.set({ speed });
      tell((runId) => ({ type: 'speed', runId, speed }));
    },
    reportFrames: (ms) => tell((runId) => ({ type: 'frames', runId, ms })),
  };
}
