/** Keeps the address bar and the session alike. */
import type { Session } from './session.ts';
import { DEFAULT_BITS, selectNetwork, type SessionState } from './state.ts';
import { DEFAULT_LINK, formatLink, parseLink, type LinkState } from './url.ts';

/** Browsers refuse more than about three history calls a second over a long time. */
const WRITE_DELAY_MS = 400;

/** The state's link, without weights and start. */
export function linkOf(state: SessionState): LinkState {
  const { config, preset, engine, kernel, bits, embed } = state;
  return { ...DEFAULT_LINK, config, preset, engine, kernel, bits, embed };
}

/** The link that carries the shown network's weights along. */
export function linkWithWeights(state: SessionState): LinkState {
  const { opened, run } = state;
  const link = linkOf(state);
  if (opened) return { ...link, config: { ...link.config, ...opened.spec }, weights: opened.params };
  if (!run?.weights) return link;
  return { ...link, weights: selectNetwork(state).params };
}

/** The link to what the page shows: a network from a link or file goes along, a run's own weights do not. */
export const shownLink = (state: SessionState): LinkState =>
  state.opened ? linkWithWeights(state) : linkOf(state);

/** The absolute address of a link. */
export const addressOf = (link: LinkState): string =>
  `${location.origin}${location.pathname}${location.search}${formatLink(link)}`;

/** Applies the page's link, follows later changes of it, and writes the session's changes back. */
export function connectLink(session: Session): void {
  const apply = (): void => {
    const { state, problems } = parseLink(location.hash);
    session.applyLink(state, problems);
  };
  let timer: ReturnType<typeof setTimeout> | null = null;
  const write = (): void => {
    timer = null;
    const hash = currentHash(session.store.get());
    const isBare = location.hash === '' && hash === formatLink(DEFAULT_LINK);
    if (!isBare && hash !== location.hash) replaceHash(hash);
  };
  let written = linkFingerprint(session.store.get());
  apply();
  window.addEventListener('hashchange', apply);
  session.store.subscribe(() => {
    const fingerprint = linkFingerprint(session.store.get());
    if (fingerprint.every((part, k) => part === written[k])) return;
    written = fingerprint;
    timer ??= setTimeout(write, WRITE_DELAY_MS);
  });
}

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
  session.applyLink(target, []);
}

const currentHash = (state: SessionState): string => formatLink(shownLink(state));

/** The parts of the state that the address shows, to compare by identity. */
const linkFingerprint = (state: SessionState): readonly unknown[] => [
  state.config,
  state.preset,
  state.engine,
  state.kernel,
  state.bits,
  state.embed,
  state.opened,
];

function replaceHash(hash: string): void {
  try {
    history.replaceState(history.state, '', hash);
  } catch {
    // a browser that finds this too often refuses; the next change writes the link again
  }
}
