/** The proof worker: decides one network at a time, in slices, so that a newer request replaces the one in progress. */
import { breathe, serve } from '../workers/worker-end.ts';
import type { ProofCommand, ProofEvent } from './proof-protocol.ts';
import { startDecision, type Verdict } from './verdict.ts';

type DecideCommand = Extract<ProofCommand, { type: 'decide' }>;

/** Time between two looks at the messages. */
const SLICE_MS = 15;

let latestRequest = 0;

const emit = (event: ProofEvent): void => self.postMessage(event);

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
  const { requestId, limitMs } = command;
  try {
    const startedAt = now();
    const verdict = await decideInSlices(command);
    if (!verdict) return;
    const told = verdict.verdict === 'undecided' ? { ...verdict, limitMs } : verdict;
    emit({ type: 'decided', requestId, verdict: told, ms: now() - startedAt });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    emit({ type: 'failed', requestId, message });
  }
}

/** The verdict, or null when another request has taken over. */
async function decideInSlices({
  requestId,
  spec,
  params,
  limitMs,
  claim,
}: DecideCommand): Promise<Verdict | null> {
  const endsAt = now() + limitMs;
  const decision = startDecision(spec, params, claim === undefined ? {} : { claim });
  let sliceEndsAt = now() + SLICE_MS;
  while (decision.advance()) {
    if (now() < sliceEndsAt) continue;
    if (now() > endsAt) break;
    // 4 ms in every 15 for the cores that training needs
    await breathe();
    if (requestId !== latestRequest) return null;
    sliceEndsAt = now() + SLICE_MS;
  }
  return decision.verdict;
}
