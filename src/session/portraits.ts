/**
 * Asks the portrait worker for a picture of the shown network, for as long as one is looked at: one request at a time,
 * always of the newest weights. While training, it waits between two pictures at least a while, and ten times as long
 * as the last one took.
 */
import type { Automaton } from '../proof/portrait/automaton.ts';
import { createPortraitClient } from '../proof/portrait/portrait-client.ts';
import type { PortraitCommand, PortraitEvent } from '../proof/portrait/portrait-protocol.ts';
import type { ShownNetwork } from './network.ts';
import { portraitRest } from './page-pace.ts';
import { selectNetwork, type SessionState } from './state.ts';
import type { Store } from './store.ts';
import { isSameNetwork, judgeShown } from './verdicts.ts';

/** The portrait worker, as the session needs it. */
export interface Portrayer {
  post(command: PortraitCommand): void;
}

export type ConnectPortrayer = (onEvent: (event: PortraitEvent) => void) => Portrayer;

export interface Portraits {
  /** Keeps the state's portrait up to date until the function that it gives back is called. */
  readonly watchPortrait: () => () => void;
}

interface Sitter {
  readonly network: ShownNetwork;
  readonly suspect: string | null;
}

export function createPortraits(
  store: Store<SessionState>,
  connect: ConnectPortrayer = createPortraitClient,
): Portraits {
  let watchers = 0;
  let requestId = 0;
  /** Who sits for the request in progress. */
  let sitter: Sitter | null = null;
  let last: Sitter | null = null;
  let restUntil = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const portrayer = connect((event) => {
    if (event.requestId !== requestId || !sitter) return;
    last = sitter;
    sitter = null;
    if (event.type === 'portrayed') {
      restUntil = performance.now() + portraitRest(event.ms);
      const { plane } = event.portrait;
      const automaton = sameOr(store.get().portrait?.automaton, event.portrait.automaton);
      store.set({ portrait: { ...last, plane, automaton }, portraitProblem: null });
    } else store.set({ portrait: null, portraitProblem: event.message });
    goOn();
  });

  const goOn = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (watchers === 0 || sitter) return;
    const state = store.get();
    const next = sitterOf(state);
    if (last && isSameSitter(last, next)) return;
    const rest = last && isSameRun(last, next) ? restUntil - performance.now() : 0;
    if (rest > 0 && state.status === 'training') {
      timer = setTimeout(goOn, rest);
      return;
    }
    sitter = next;
    requestId += 1;
    const { spec, params } = next.network;
    // its own copy: a snapshot of all replicas must not travel
    portrayer.post({ type: 'portray', requestId, spec, params: params.slice(), suspect: next.suspect });
  };

  store.watch(sitterInputs, () => {
    const { status, moment } = store.get();
    if (timer === undefined || status !== 'training' || moment) goOn();
  });

  return {
    watchPortrait() {
      watchers += 1;
      // who looks again asks again
      if (store.get().portraitProblem !== null) last = null;
      goOn();
      return () => void (watchers -= 1);
    },
  };
}

/** The automaton before where nothing has changed, so that it need not be drawn again. */
function sameOr(before: Automaton | undefined, next: Automaton): Automaton {
  const isSame = before && JSON.stringify(before) === JSON.stringify(next);
  return isSame ? before : next;
}

const sitterInputs = ({
  run,
  verdicts,
  replica,
  status,
  opened,
  config,
  moment,
}: SessionState): unknown[] => [run, verdicts, replica, status, opened, config, moment];

function sitterOf(state: SessionState): Sitter {
  const network = selectNetwork(state);
  const { outcome } = judgeShown(state, network);
  // what was found out is of the newest weights
  if (network.origin === 'past') return { network, suspect: null };
  return { network, suspect: outcome?.verdict === 'wrong' ? outcome.bits : null };
}

/** Nothing that a picture shows has changed: a replica that stopped when it was solved stays as it is. */
const isSameSitter = (a: Sitter, b: Sitter): boolean =>
  a.suspect === b.suspect &&
  (a.network === b.network || (a.network.seed === b.network.seed && isSameNetwork(a.network, b.network)));

/** The same replica a little later: the next picture may wait. One who looks back waits for it. */
const isSameRun = (a: Sitter, b: Sitter): boolean =>
  a.network.origin === b.network.origin &&
  b.network.origin !== 'past' &&
  a.network.seed === b.network.seed &&
  a.suspect === b.suspect;
