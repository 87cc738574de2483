/** Reset, and its undoing: what it puts away comes back as it was, until something else is there or the notice is gone. */
import { counted } from './counted.ts';
import { isRecorded } from './recorded.ts';
import { setBack, type RunRecord } from './run-record.ts';
import { isLive, withoutTrouble, type Notice, type SessionState, type Status } from './state.ts';
import type { Store } from './store.ts';

export interface Resets {
  readonly reset: () => void;
  /** Brings back what the last reset has put away, while its notice offers that. */
  readonly undoReset: () => void;
}

/** What a reset takes from the page, as it was. */
type PutAway = Pick<
  SessionState,
  | 'config'
  | 'preset'
  | 'engine'
  | 'kernel'
  | 'run'
  | 'status'
  | 'moment'
  | 'opened'
  | 'verdicts'
  | 'replica'
  | 'isReplicaChosen'
>;

interface Surroundings {
  /** Tells the training worker. */
  readonly endRun: () => void;
  readonly stopRepair: () => void;
  readonly nextId: () => number;
  readonly notify: (notice: Omit<Notice, 'id'>) => void;
}

export function createResets(store: Store<SessionState>, surroundings: Surroundings): Resets {
  const { endRun, stopRepair, nextId, notify } = surroundings;
  let putAway: PutAway | null = null;
  store.watch(
    ({ run, opened, notices }) => [isOffered(notices), run !== null || opened !== null],
    ([isThere, isOver]) => {
      if (!isThere) putAway = null;
      else if (isOver) store.set({ notices: withoutOffer(store.get().notices) });
    },
  );
  return {
    reset() {
      const { run, opened } = store.get();
      if (run || opened) stopRepair();
      const state = store.get();
      endRun();
      const notices = withoutTrouble(state.notices).filter(({ kind }) => kind !== 'kept');
      store.set({ run: null, moment: null, opened: null, status: 'idle', isPausing: false, notices });
      const next = putAwayOf(state);
      if (!next) return;
      notify(noticeOf(next));
      putAway = next;
    },
    undoReset() {
      if (!putAway) return;
      const before = putAway;
      const { repair, notices } = store.get();
      store.set({ ...broughtBack(before, nextId()), notices: withoutOffer(notices) });
      const { run } = store.get();
      if (run && repair?.runId === before.run?.id)
        store.set({ repair: repair && { ...repair, runId: run.id } });
    },
  };
}

const isOffered = (notices: readonly Notice[]): boolean => notices.some(({ kind }) => kind === 'reset');
const withoutOffer = (notices: readonly Notice[]): readonly Notice[] =>
  notices.filter(({ kind }) => kind !== 'reset');

/** Null: nothing that anybody could miss. */
function putAwayOf(state: SessionState): PutAway | null {
  const { config, preset, engine, kernel, status, moment, opened, verdicts, replica, isReplicaChosen } =
    state;
  const run = state.run && comesBack(state.run, status) && !isRecorded(state) ? state.run : null;
  if (!run && !opened) return null;
  const view = { moment, verdicts, replica, isReplicaChosen };
  return { config, preset, engine, kernel, run, status: run ? status : 'idle', opened, ...view };
}

/** A run that has only begun is begun again as fast as it would be brought back. */
const comesBack = (run: RunRecord, status: Status): boolean => !isLive(status) || run.mark !== null;

/** As it was; a run that went on stands at its newest checkpoint, paused. */
function broughtBack(putAway: PutAway, id: number): Partial<SessionState> {
  const { run, status, moment, verdicts } = putAway;
  if (!run) return putAway;
  const goesOn = run.mark !== null && (isLive(status) || status === 'failed');
  // under a number of its own: the worker may still tell of the one that was put away
  const own = <Part extends { readonly runId: number | null }>(part: Part): Part =>
    part.runId === run.id ? { ...part, runId: id } : part;
  return {
    ...putAway,
    run: { ...(goesOn ? setBack(run) : run), id, isAsleep: goesOn },
    status: goesOn ? 'paused' : status,
    moment: moment && own(moment),
    verdicts: new Map([...verdicts].map(([slot, decided]) => [slot, own(decided)])),
  };
}

const noticeOf = ({ run }: PutAway): Omit<Notice, 'id'> => ({
  kind: 'reset',
  title: run ? `The run of ${counted(run.update, 'update')} is put away` : 'The network is put away',
  details: ['“Undo” brings it back as it was, until something else begins.'],
});
