/** The proof worker: decides one network at a time, in slices, so that a newer request replaces the one in progress. */
import { breathe, serve } from '../workers/worker-end.ts';
import { buffersOf, readProvedSets } from './portrait/proved-sets.ts';
import type { ProofCommand, ProofEvent } from './proof-protocol.ts';
import { startDecision, type Verdict } from './verdict.ts';

type DecideCommand = Extract<ProofCommand, { type: 'decide' }>;

/** Time between two looks at the messages. */
const SLICE_MS = 15;
/** A slice of more than that was kept waiting: the machine has slept, or others had the core. */
const LONGEST_SLICE_MS = 60;

let latestRequest = 0;

const emit = (event: ProofEvent, transfer: Transferable[] = []): void =>
  self.postMessage(event, { transfer });

// the clock comes in through the worker alone
// oxlint-disable-next-line no-restricted-properties
const now = (): number => performance.now();

serve<ProofCommand>(self, {
  receive(command) {
    if (command.type === 'decide') {
      latestRequest = command.requestId;
      void answer(command);
    } else if (command.requestId === latestRequest) latestRequest = 0;
  },
});

async function answer(command: DecideCommand): Promise<void> {
  const { requestId, limitMs, tryMs = limitMs } = command;
  try {
    const startedAt = now();
    const verdict = await decideInSlices(command, Math.min(tryMs, limitMs));
    if (!verdict) return;
    const told =
      verdict.verdict === 'undecided' ? { ...verdict, limitMs: Math.min(tryMs, limitMs) } : verdict;
    const proved = verdict.verdict === 'certified' ? readProvedSets(verdict.certificate) : null;
    emit(
      { type: 'decided', requestId, verdict: told, proved, ms: now() - startedAt },
      proved ? buffersOf(proved) : [],
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    emit({ type: 'failed', requestId, message });
  }
}

/** The verdict, or null when another request has taken over. */
async function decideInSlices(
  { requestId, spec, params, limitMs, claim }: DecideCommand,
  openMs: number,
): Promise<Verdict | null> {
  const decision = startDecision(spec, params, claim === undefined ? {} : { claim });
  let computedMs = 0;
  let sliceBegan = now();
  while (decision.advance()) {
    const ms = now() - sliceBegan;
    if (ms < SLICE_MS) continue;
    computedMs += Math.min(ms, LONGEST_SLICE_MS);
    if (computedMs > openMs && (computedMs > limitMs || decision.verdict.verdict === 'undecided')) break;
    // 4 ms in every 15 for the cores that training needs
    await breathe();
    if (requestId !== latestRequest) return null;
    sliceBegan = now();
  }
  return decision.verdict;
}
