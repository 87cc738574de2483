/**
 * Asks the proof worker, one network after the other: the shown replica first, as soon as it is solved, then the
 * others. While training goes on, it waits between two decisions ten times as long as the last one took.
 */
import { createProofClient } from '../proof/proof-client.ts';
import type { ProofCommand, ProofEvent } from '../proof/proof-protocol.ts';
import { proofRest } from './page-pace.ts';
import { isUnderRepair } from './repair-record.ts';
import type { RunRecord } from './run-record.ts';
import { selectNetwork, type SessionState } from './state.ts';
import type { Store } from './store.ts';
import {
  BY_ITSELF,
  isDecided,
  isReplicaSolved,
  isSameNetwork,
  replicaSubject,
  shownSubject,
  type Outcome,
  type Subject,
} from './verdicts.ts';

/** The proof worker, as the session needs it. */
export interface Prover {
  post(command: ProofCommand): void;
}

export type ConnectProver = (onEvent: (event: ProofEvent) => void) => Prover;

/** Longest that one network may take by itself; when the visitor asks for it, some times as long. */
const limitMs = (hidden: number): number => (hidden <= 2 ? 3000 : hidden <= 4 ? 6000 : 15_000);
const ASKED = 2;

interface Request {
  readonly id: number;
  readonly subject: Subject;
}

export interface Proofs {
  /** Decides the shown network now, whatever is in progress. */
  readonly prove: () => void;
  /** Decides a network now, whatever is in progress. */
  readonly decide: (subject: Subject) => void;
}

export function createProofs(store: Store<SessionState>, connect: ConnectProver = createProofClient): Proofs {
  let request: Request | null = null;
  let lastId = 0;
  let restUntil = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const prover = connect((event) => {
    if (event.requestId !== request?.id) return;
    const { subject } = request;
    restUntil = performance.now() + proofRest(event.type === 'decided' ? event.ms : null);
    request = null;
    keep(
      store,
      subject,
      event.type === 'decided' ? event.verdict : { verdict: 'failed', message: event.message },
    );
  });

  const ask = (subject: Subject, times = 1): void => {
    lastId += 1;
    const { spec } = subject;
    // its own copy: a snapshot of all replicas must neither travel nor stay in memory
    const params = subject.params.slice();
    request = { id: lastId, subject: { ...subject, params } };
    const limit = { limitMs: times * limitMs(spec.hidden), ...claimOf(store.get(), subject) };
    prover.post({ type: 'decide', requestId: lastId, spec, params, ...limit });
    store.set({ deciding: subject.slot });
  };

  const goOn = (): void => {
    clearTimeout(timer);
    const state = store.get();
    if (request && isGone(state, request.subject)) {
      prover.post({ type: 'stop', requestId: request.id });
      request = null;
      store.set({ deciding: null });
    }
    if (request) return;
    const next = nextSubject(state);
    if (!next) return;
    // one that was opened is asked about at once
    const isPatient = state.status === 'training' && next.slot !== BY_ITSELF;
    const rest = isPatient ? restUntil - performance.now() : 0;
    if (rest > 0) timer = setTimeout(goOn, rest);
    else ask(next);
  };
  // typing and the like must not look through all weights
  store.watch(
    ({ run, verdicts, replica, status, opened, hasStirred }) => [
      run,
      verdicts,
      replica,
      status,
      opened,
      hasStirred,
    ],
    goOn,
  );

  return {
    prove: () => ask(shownSubject(store.get(), selectNetwork(store.get())), ASKED),
    decide(subject) {
      const isAsked = request?.subject.slot === subject.slot && isSameNetwork(request.subject, subject);
      if (!isAsked) ask(subject);
    },
  };
}

/** A certificate that was kept of a replica, for the search to begin with. */
function claimOf({ claims }: SessionState, { runId, slot }: Subject): { readonly claim?: string } {
  const claim = claims !== null && claims.runId === runId ? claims.files.get(slot) : undefined;
  return claim === undefined ? {} : { claim };
}

/** Keeps what was found out, and lets go of what belongs to earlier runs. */
function keep(store: Store<SessionState>, subject: Subject, outcome: Outcome): void {
  const { verdicts, run } = store.get();
  const kept = [...verdicts].filter(
    ([slot, decided]) => slot === BY_ITSELF || decided.runId === run?.id || isOfReplica(run, slot, decided),
  );
  store.set({
    verdicts: new Map([...kept, [subject.slot, { ...subject, outcome }]]),
    deciding: null,
  });
}

/** A run that comes out as an earlier one, bit for bit, has its verdicts as well. */
function isOfReplica(run: RunRecord | null, replica: number, decided: Subject): boolean {
  const subject = run && replicaSubject(run, replica);
  return subject !== null && isSameNetwork(subject, decided);
}

/** The network is no longer on the page: its run was put away, or another one has taken its place. */
function isGone(state: SessionState, subject: Subject): boolean {
  if (subject.slot !== BY_ITSELF) return state.run?.id !== subject.runId;
  const network = selectNetwork(state);
  return network.origin === 'run' || network.origin === 'past' || !isSameNetwork(network, subject);
}

/**
 * The network to decide next: one that was opened; then the solved replicas: the shown one, then one never decided, then
 * the one decided longest ago.
 */
function nextSubject(state: SessionState): Subject | null {
  const { run, replica: shown, verdicts, status, repair } = state;
  if (state.opened && !isUnderRepair(repair, BY_ITSELF)) {
    const opened = shownSubject(state, selectNetwork(state));
    if (!isDecided(verdicts, opened)) return opened;
  }
  // a page that nobody has touched keeps the processor free
  if (!run || (run.origin === 'recorded' && !state.hasStirred)) return null;
  const decidedAt = (replica: number): number => {
    const decided = verdicts.get(replica);
    return decided?.runId === run.id ? decided.update : -1;
  };
  let best: Subject | null = null;
  let bestRank = Infinity;
  for (const replica of run.replicas.keys()) {
    // a repair asks for itself, when its weights stand still
    if (!isReplicaSolved(run, replica) || isUnderRepair(repair, replica)) continue;
    const subject = replicaSubject(run, replica);
    if (!subject || isDecided(verdicts, subject)) continue;
    // a replica that trains on is never done with: the others must have their turn
    const isFirst = replica === shown && (status !== 'training' || decidedAt(replica) < 0);
    const rank = isFirst ? -Infinity : decidedAt(replica);
    if (rank >= bestRank) continue;
    best = subject;
    bestRank = rank;
  }
  return best;
}
