import { reportFault } from './report-fault.ts';

/** One immutable state, replaced as a whole: what React's `useSyncExternalStore` needs and no more. */
export interface Store<State> {
  get(): State;
  /** Lays the changed fields over the state and tells every listener. */
  set(changes: Partial<State>): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(changes) {
      state = { ...state, ...changes };
      for (const listener of listeners) {
        try {
          listener();
        } catch (error) {
          // one that fails keeps the change from none of the others
          reportFault(error);
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
