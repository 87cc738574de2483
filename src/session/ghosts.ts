/** Earlier runs to compare with: what the visitor can do to them. */
import { counted } from './counted.ts';
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
/** Earlier runs that are kept, and how many of them are drawn unless the visitor asks for others. */
export const MAX_GHOSTS = 20;
const SHOWN_GHOSTS = 5;
/** Points of all of them together, which a browser can hold; five runs may have more. */
const MAX_GHOST_POINTS = 1_000_000;

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

/** Puts runs before the earlier ones. The oldest make room, which is said; beyond a few, none is drawn by itself. */
export function withGhosts(
  { ghosts, notices }: Pick<SessionState, 'ghosts' | 'notices'>,
  added: readonly Ghost[],
): Pick<SessionState, 'ghosts' | 'notices'> {
  const all = [...added, ...ghosts];
  const kept = all.slice(0, roomFor(all));
  const gone = all.slice(kept.length);
  let shown = 0;
  return {
    ghosts: kept.map((ghost) => {
      if (!ghost.isHidden) shown += 1;
      return ghost.isHidden || shown <= SHOWN_GHOSTS ? ghost : { ...ghost, isHidden: true };
    }),
    notices:
      gone.length === 0 ? notices : [...notices.filter(({ kind }) => kind !== 'info'), goneNotice(gone)],
  };
}

/** How many of them can be kept, the newest first. */
function roomFor(ghosts: readonly Ghost[]): number {
  let points = 0;
  const full = ghosts.findIndex((ghost, k) => {
    points += ghost.replicas.reduce((sum, { history }) => sum + history.length, 0);
    return k >= SHOWN_GHOSTS && points > MAX_GHOST_POINTS;
  });
  return Math.min(MAX_GHOSTS, full < 0 ? Infinity : full);
}

const goneNotice = (gone: readonly Ghost[]): SessionState['notices'][number] => ({
  id: 0,
  kind: 'info',
  title:
    gone.length === 1 ? 'The oldest earlier run has made room' : 'The oldest earlier runs have made room',
  details: gone.map(
    ({ name, config, update }) =>
      `${name === '' ? `That of seed ${config.seed}` : `“${name}”`}, of ${counted(update, 'update')}, is not kept any longer.`,
  ),
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
