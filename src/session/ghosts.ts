/** Earlier runs to compare with: what the visitor can do to them. */
import type { RunRecord } from './run-record.ts';
import type { Ghost, SessionState } from './state.ts';
import type { Store } from './store.ts';

export interface Ghosts {
  readonly removeGhost: (id: number) => void;
  /** An empty name stands for what was different about the run. */
  readonly nameGhost: (id: number, name: string) => void;
  /** Keeps it without drawing it. */
  readonly hideGhost: (id: number, isHidden: boolean) => void;
}

export const MAX_GHOST_NAME = 60;

/** A run that is put away: its curves stay, its weights do not. */
export const ghostOf = (run: RunRecord): Ghost => ({
  ...run,
  weights: null,
  snapshots: [],
  mark: null,
  isAsleep: false,
  name: '',
  isHidden: false,
});

export function createGhosts(store: Store<SessionState>): Ghosts {
  const change = (id: number, changes: Partial<Ghost>): void => {
    const { ghosts } = store.get();
    store.set({ ghosts: ghosts.map((ghost) => (ghost.id === id ? { ...ghost, ...changes } : ghost)) });
  };
  return {
    removeGhost: (id) => store.set({ ghosts: store.get().ghosts.filter((ghost) => ghost.id !== id) }),
    nameGhost: (id, name) => change(id, { name: name.slice(0, MAX_GHOST_NAME) }),
    hideGhost: (id, isHidden) => change(id, { isHidden }),
  };
}
