/** Decides the solved networks of the 2x2, one after the other, in a proof worker of their own. */
import type { ConnectProver } from './proofs.ts';
import type { FourCell } from './four-state.ts';
import {
  isDecided,
  isReplicaSolved,
  replicaSubject,
  type Outcome,
  type Subject,
  type Verdicts,
} from './verdicts.ts';

/** Longest that one network may take. */
const LIMIT_MS = 3000;

export interface FourProofs {
  /** Looks for a network to decide; false when there is none and none is being decided. */
  readonly goOn: () => boolean;
  readonly stop: () => void;
}

interface FourProofsOptions {
  readonly connect: ConnectProver;
  readonly cells: () => readonly FourCell[];
  readonly onVerdicts: (cell: number, verdicts: Verdicts) => void;
}

export function createFourProofs({ connect, cells, onVerdicts }: FourProofsOptions): FourProofs {
  let request: { readonly id: number; readonly cell: number; readonly subject: Subject } | null = null;
  let lastId = 0;

  const prover = connect((event) => {
    if (event.requestId !== request?.id) return;
    const { cell, subject } = request;
    request = null;
    const outcome: Outcome =
      event.type === 'decided' ? event.verdict : { verdict: 'failed', message: event.message };
    const verdicts = cells()[cell]?.verdicts ?? new Map();
    onVerdicts(cell, new Map([...verdicts, [subject.slot, { ...subject, outcome }]]));
  });

  return {
    goOn() {
      if (request) return true;
      const next = nextSubject(cells());
      if (!next) return false;
      lastId += 1;
      request = { id: lastId, ...next };
      const { spec, params } = next.subject;
      prover.post({ type: 'decide', requestId: lastId, spec, params, limitMs: LIMIT_MS });
      return true;
    },
    stop() {
      if (request) prover.post({ type: 'stop', requestId: request.id });
      request = null;
    },
  };
}

/** A solved network that has not been decided. Solving ends a replica, so its weights stay as they are. */
function nextSubject(
  cells: readonly FourCell[],
): { readonly cell: number; readonly subject: Subject } | null {
  for (const [cell, { run, verdicts }] of cells.entries())
    for (const replica of run?.replicas.keys() ?? []) {
      if (!run || !isReplicaSolved(run, replica)) continue;
      const subject = replicaSubject(run, replica);
      if (subject && !isDecided(verdicts, subject)) return { cell, subject };
    }
  return null;
}
