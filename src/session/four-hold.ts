/** Keeps the laboratory's run paused while the four train, and tells whether the visitor trains there nevertheless. */
import type { Session } from './session.ts';

/** The laboratory, as the 2x2 needs it. */
export type Laboratory = Pick<Session, 'store' | 'pause' | 'resume'>;

export interface Hold {
  /** Pauses a run that trains; `follow` hears now, and on each change, whether the laboratory is busy. */
  readonly take: (follow: (isBusy: boolean) => void) => void;
  /** Lets the paused run go on, if it still is as it was left. */
  readonly release: () => void;
}

const isTraining = ({ store }: Laboratory): boolean => {
  const { status, isRacing } = store.get();
  return isRacing || status === 'training' || status === 'starting';
};

export function createHold(laboratory: Laboratory): Hold {
  let pausedRunId: number | null = null;
  let unsubscribe = (): void => undefined;
  return {
    take(follow) {
      let wasBusy = isTraining(laboratory);
      pausedRunId = wasBusy ? (laboratory.store.get().run?.id ?? null) : null;
      follow(wasBusy);
      unsubscribe = laboratory.store.subscribe(() => {
        const isBusy = isTraining(laboratory);
        if (isBusy === wasBusy) return;
        wasBusy = isBusy;
        follow(isBusy);
      });
      if (wasBusy) laboratory.pause();
    },
    release() {
      unsubscribe();
      const { run, status } = laboratory.store.get();
      if (run && run.id === pausedRunId && status === 'paused') laboratory.resume();
      pausedRunId = null;
    },
  };
}
