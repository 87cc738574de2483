/** Keeps the address bar and the session alike. */
import { trainedMeasure } from './chart-data.ts';
import { sharedQuery } from './link-text.ts';
import { pastWeights } from './moment.ts';
import { isRecorded, OPENING_CONFIG, OPENING_PRESET } from './recorded.ts';
import { unreadNotice } from './opening.ts';
import type { Session } from './session.ts';
import { DEFAULT_BITS, selectNetwork, type SessionState } from './state.ts';
import { DEFAULT_LINK, MAX_LINK_UNITS, type LinkState } from './link-fields.ts';
import { formatLink, LINK_KEYS, parseLink, type ReadLink } from './url.ts';

/** Browsers refuse more than about three history calls a second over a long time. */
const WRITE_DELAY_MS = 400;

/** The state's link, without weights and start. */
export function linkOf(state: SessionState): LinkState {
  const { config, preset, engine, kernel, bits, embed, figures, act, presented, axis } = state;
  const { replica, isReplicaChosen, cursor, measure, wantedMoment } = state;
  const view = {
    replica: isReplicaChosen && replica < config.replicas ? replica : null,
    cursor: cursor < bits.length - 1 ? cursor : null,
    moment: pastWeights(state)?.update ?? wantedMoment,
    measure: measure === trainedMeasure(config) ? null : measure,
  };
  const place = { embed, figures, act, presented };
  return { ...DEFAULT_LINK, config, preset, engine, kernel, bits, ...place, axis, ...view };
}

/** Why no link carries the shown network; null: one does. */
export function weightsRefusal(state: SessionState): string | null {
  const { hidden } = selectNetwork(state).spec;
  return hidden <= MAX_LINK_UNITS
    ? null
    : `A link has room for ${MAX_LINK_UNITS} units, and this network has ${hidden}. "Download weights" takes it along.`;
}

/** The link that carries the shown network's weights along, where it has room for them. */
export function linkWithWeights(state: SessionState): LinkState {
  const link = linkOf(state);
  if (weightsRefusal(state) !== null) return link;
  const { spec, params } = selectNetwork(state);
  // a network by itself has no seed and no past
  return { ...link, config: { ...link.config, ...spec }, weights: params, replica: null, moment: null };
}

/** The link to what the page shows: a network from a link or file goes along, a run's own weights do not. */
export const shownLink = (state: SessionState): LinkState =>
  state.opened ? linkWithWeights(state) : linkOf(state);

/** The absolute address of a link, without what others have hung on to it. */
export const addressOf = (link: LinkState): string =>
  `${location.origin}${location.pathname}${sharedQuery(location.search, LINK_KEYS)}${formatLink(link)}`;

/** The address's link that the session has read or written last. */
let seenHash = '';

/** Applies the page's link, follows later changes of it, and writes the session's changes back. */
export function connectLink(session: Session): void {
  const open = ({ state, problems, isLink }: ReadLink): void => {
    if (isLink) return session.applyLink(state, problems);
    session.showOpening();
    if (problems.length > 0) session.notify(unreadNotice(problems));
  };
  const follow = (): void => {
    seenHash = location.hash;
    const link = parseLink(seenHash);
    const isElsewhere = !link.isLink && link.problems.length === 0 && location.hash !== '';
    if (isElsewhere) return;
    if (link.problems.length === 0 || !hasOwnRun(session.store.get())) return open(link);
    // half a link is nobody's experiment, and there is a run to lose
    session.notify({ kind: 'link', title: 'The link was not opened: the run stays', details: link.problems });
  };
  let timer: ReturnType<typeof setTimeout> | null = null;
  const write = (): void => {
    timer = null;
    // a link has been set, of which the page is about to be told
    if (location.hash !== seenHash) return;
    const hash = currentHash(session.store.get());
    const isBare = location.hash === '' && hash === formatLink(OPENING_LINK);
    if (!isBare && hash !== location.hash) replaceHash(hash);
  };
  const opening = linkFingerprint(session.store.get());
  seenHash = location.hash;
  open(readAddress(location));
  window.addEventListener('hashchange', follow);
  // a link stays as it was opened until something happens on the page
  session.store.watch(linkFingerprint, () => (timer ??= setTimeout(write, WRITE_DELAY_MS)), opening);
}

/** The link of an address; a form or a chat may have put it into the query. */
export function readAddress({ hash, search }: Pick<Location, 'hash' | 'search'>): ReadLink {
  const fromHash = parseLink(hash);
  if (fromHash.isLink || !QUERY_LINK.test(search)) return fromHash;
  return parseLink(search);
}

const hasOwnRun = (state: SessionState): boolean => state.run !== null && !isRecorded(state);

/** What the bare address stands for. */
const OPENING_LINK: LinkState = {
  ...DEFAULT_LINK,
  preset: OPENING_PRESET,
  config: OPENING_CONFIG,
  act: 0,
};

/** More than a version or a number to keep caches away: a version and a key, or a preset. */
const QUERY_LINK = /[?&;]v(?:=|%3D)1(?:&|;|%26)|[?&;]preset(?:=|%3D)/iu;

/**
 * Sets the laboratory to a link that the page itself offers; the browser's way back leads to where it stood. The
 * engine stays the visitor's, and so does the typed string unless the link brings another.
 */
export function visitLink(session: Session, link: LinkState): void {
  const state = session.store.get();
  const { engine, kernel } = state;
  const bits = link.bits === DEFAULT_BITS ? state.bits : link.bits;
  const target = { ...link, engine, kernel, bits };
  const hash = formatLink({ ...target, start: false });
  replaceHash(currentHash(state));
  if (hash !== location.hash) history.pushState(null, '', hash);
  seenHash = location.hash;
  session.applyLink(target, []);
}

const currentHash = (state: SessionState): string => formatLink(shownLink(state));

/** The parts of the state that the address shows. */
const linkFingerprint = (state: SessionState): readonly unknown[] => [
  state.config,
  state.preset,
  state.engine,
  state.kernel,
  state.bits,
  state.embed,
  state.figures,
  state.act,
  state.presented,
  state.opened,
  state.isReplicaChosen,
  state.replica,
  state.cursor,
  state.moment,
  state.wantedMoment,
  state.measure,
  state.axis,
];

function replaceHash(hash: string): void {
  try {
    history.replaceState(history.state, '', hash);
    seenHash = location.hash;
  } catch {
    // a browser that finds this too often refuses; the next change writes the link again
  }
}
