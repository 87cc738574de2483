/** How the page opens: at its bare address, at an act, or as a link asks for. */
import { changedFields } from './experiment.ts';
import type { LinkState } from './link-fields.ts';
import { FROM_LINK, type OpenedNetwork } from './network.ts';
import { FIRST_SHOWN, isRecorded, OPENING_CONFIG, OPENING_PRESET, recordedRun } from './recorded.ts';
import type { Runs } from './runs.ts';
import { isLive, type Notice, type SessionState } from './state.ts';
import type { Store } from './store.ts';
import { grouped } from './counted.ts';

export interface PageOpening {
  readonly applyLink: (link: LinkState, problems: readonly string[]) => void;
  /** The page at its bare address: the acts, with the recorded run until the visitor has one. */
  readonly showOpening: () => void;
  /** Goes to an act; null: to the laboratory. */
  readonly goToAct: (act: number | null) => void;
  /** The visitor has done something. */
  readonly stir: () => void;
}

export function createOpening(
  store: Store<SessionState>,
  runs: Runs,
  notify: (notice: Omit<Notice, 'id'>) => void,
): PageOpening {
  return {
    applyLink(link, problems) {
      const { config, preset, engine, kernel } = link;
      runs.change({ config, preset, engine, kernel });
      const act = link.embed ? null : link.act;
      store.set({
        bits: link.bits,
        embed: link.embed,
        figures: link.figures,
        opened: linkNetwork(link),
        act,
        presented: act === null ? null : link.presented,
      });
      // somebody shows it: what it waits for is computed
      if (store.get().presented !== null) store.set({ hasStirred: true });
      if (act === null) dropRecording(store);
      else if (!link.start) showRecording(store);
      showView(store, link);
      if (problems.length > 0) notify(unreadNotice(problems));
      if (store.get().wantedMoment !== null) notify(momentNotice(link.moment));
      if (link.start && !isLive(store.get().status)) runs.start(false);
    },
    showOpening() {
      runs.change({ config: OPENING_CONFIG, preset: OPENING_PRESET, engine: 'auto', kernel: null });
      store.set({ act: 0, presented: null, embed: false });
      showRecording(store);
    },
    goToAct(act) {
      const isPresented = act !== null && store.get().presented !== null;
      store.set({ act, presented: isPresented ? 0 : null });
    },
    stir() {
      if (!store.get().hasStirred) store.set({ hasStirred: true });
    },
  };
}

export const unreadNotice = (problems: readonly string[]): Omit<Notice, 'id'> => ({
  kind: 'link',
  title: 'Parts of the link were not understood',
  details: problems,
});

/** What a link says of the view on its experiment. */
function showView(store: Store<SessionState>, link: LinkState): void {
  const { run, replica } = store.get();
  const { measure, axis } = link;
  store.set({
    replica: link.replica ?? (run ? replica : 0),
    isReplicaChosen: link.replica !== null,
    cursor: link.cursor ?? Infinity,
    moment: null,
    // weights that come with a link are already those of the moment
    wantedMoment: link.weights ? null : link.moment,
    measure,
    axis,
  });
}

const momentNotice = (update: number | null): Omit<Notice, 'id'> => ({
  kind: 'info',
  title: `The link looks back at update ${grouped(update ?? 0)}`,
  details: ['The timeline goes there as soon as a run has ended, or is paused beyond.'],
});

/** Where nothing else is shown and the experiment is the recorded one. */
function showRecording(store: Store<SessionState>): void {
  const { run, opened, config, status } = store.get();
  if (run || opened || status !== 'idle' || changedFields(config, OPENING_CONFIG).length > 0) return;
  store.set({ run: recordedRun(), replica: FIRST_SHOWN });
}

/** A link shows what it asks for and nothing else. */
function dropRecording(store: Store<SessionState>): void {
  if (isRecorded(store.get())) store.set({ run: null, replica: 0 });
}

const linkNetwork = ({ weights, config }: LinkState): OpenedNetwork | null =>
  weights && {
    spec: { hidden: config.hidden, activation: config.activation, head: config.head },
    params: weights,
    source: FROM_LINK,
  };
