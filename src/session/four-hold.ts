/** Keeps the laboratory's run paused while the four train, and tells whether the visitor trains there nevertheless. */
import type { Session } from './session.ts';
import type { SessionState } from './state.ts';

/** The laboratory, as the 2x2 needs it. */
export type Laboratory = Pick<Session, 'store' | 'pause' | 'resume'>;

export interface Hold {
  /** Pauses a run that trains; `follow` hears now, and on each change, whether the laboratory is busy. */
  readonly take: (follow: (isBusy: boolean) => void) => void;
  /** Lets the paused run go on, if it still is as it was left. */
  readonly release: () => void;
}

const selectIsBusy = ({ status, isRacing }: SessionState): boolean =>
  isRacing || status === 'training' || status === 'starting';

export function createHold(laboratory: Laboratory): Hold {
  let pausedRunId: number | null = null;
  let unfollow = (): void => undefined;
  return {
    take(follow) {
      const { store, pause } = laboratory;
      const wasBusy = selectIsBusy(store.get());
      pausedRunId = wasBusy ? (store.get().run?.id ?? null) : null;
      follow(wasBusy);
      unfollow = store.watch(selectIsBusy, follow, wasBusy);
      if (wasBusy) pause();
    },
    release() {
      unfollow();
      const { run, status } = laboratory.store.get();
      if (run && run.id === pausedRunId && status === 'paused') laboratory.resume();
      pausedRunId = null;
    },
  };
}
