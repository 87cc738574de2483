/** Until the visitor has a run of their own, or has changed anything about it, the curves play a recorded one. */
import { changedFields } from './experiment.ts';
import { initialState, type SessionState } from './state.ts';
import type { Store } from './store.ts';

/** Ends the recording for good with the first state that is not the opening one, or the start of it. */
export function watchFirstView(store: Store<SessionState>): void {
  const stop = store.watch(isFirstView, () => {
    stop();
    store.set({ isRecordingShown: false });
  });
}

function isFirstView({ isRecordingShown, config, run, opened, status, isRacing }: SessionState): boolean {
  const isOpening = opened === null && !isRacing && changedFields(config, initialState.config).length === 0;
  // the engine is being made ready: there is nothing of the visitor's to show yet
  const isWaiting = run === null ? status === 'idle' : status === 'starting';
  return isRecordingShown && isOpening && isWaiting;
}
