/** What random strings have not found: the network of a run that answered all of them, and the string that fools it. */
import { parseBits } from '../parity/bits.ts';
import { traceString } from '../lstm/forward.ts';
import { replicaSubject, isReplicaSolved, judgeReplica } from './verdicts.ts';
import type { SessionState } from './state.ts';

/** A solved replica that is wrong somewhere, with a string that shows it. */
export interface Fooled {
  readonly runId: number;
  readonly replica: number;
  readonly bits: string;
  /** How many zeros after a one it takes; null: another string fools it. */
  readonly zeros: number | null;
  /** Bits of the shortest string of all that fools it. */
  readonly shortest: number;
  readonly isShortestKnown: boolean;
}

/** A string that is typed before one's eyes has at most so many bits. */
const LONGEST = 64;

/** The shortest run of zeros after a one that is answered "even"; null: none as short. */
function wrongZeros(state: Pick<SessionState, 'run'>, replica: number): number | null {
  const subject = state.run && replicaSubject(state.run, replica);
  if (!subject) return null;
  const { prediction } = traceString(subject.spec, subject.params, parseBits(`1${'0'.repeat(LONGEST - 1)}`));
  const at = prediction.indexOf(0);
  return at < 0 ? null : at;
}

type Inputs = Pick<SessionState, 'run' | 'verdicts'>;

/**
 * The first replica of the run that is solved and yet wrong on a string short enough to be watched; one that forgets a
 * one along zeros goes first, for that is seen best. The same inputs give the same object.
 */
export function createFooledSelector(): (state: Inputs) => Fooled | null {
  let last: { readonly inputs: readonly unknown[]; readonly fooled: Fooled | null } | null = null;
  return (state) => {
    const inputs = [state.run?.id, state.run?.solvedAt, state.verdicts];
    if (last?.inputs.every((input, k) => input === inputs[k])) return last.fooled;
    const found = findFooled(state);
    const fooled = last && isSame(found, last.fooled) ? last.fooled : found;
    last = { inputs, fooled };
    return fooled;
  };
}

const isSame = (a: Fooled | null, b: Fooled | null): boolean =>
  a?.runId === b?.runId && a?.replica === b?.replica && a?.bits === b?.bits && a?.shortest === b?.shortest;

export const selectFooled = createFooledSelector();

function findFooled({ run, verdicts }: Inputs): Fooled | null {
  let other: Fooled | null = null;
  for (const replica of run?.replicas.keys() ?? []) {
    if (!run || !isReplicaSolved(run, replica)) continue;
    const { outcome } = judgeReplica(run, replica, verdicts);
    if (outcome?.verdict !== 'wrong') continue;
    const zeros = wrongZeros({ run }, replica);
    const known = {
      runId: run.id,
      replica,
      shortest: outcome.bits.length,
      isShortestKnown: outcome.isShortest,
    };
    if (zeros !== null) return { ...known, zeros, bits: `1${'0'.repeat(zeros)}` };
    if (outcome.bits.length <= LONGEST) other ??= { ...known, zeros: null, bits: outcome.bits };
  }
  return other;
}
