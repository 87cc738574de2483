/** The worker that measures the gradient at the start of training, seed by seed. */
import { nextTurn } from '../workers/turn.ts';
import { announce, serve } from '../workers/worker-end.ts';
import type { SignalCommand, SignalEvent } from './signal-protocol.ts';
import { measureSignal } from './signal.ts';

let latestRequest = 0;

const emit = (event: SignalEvent): void => self.postMessage(event);

serve<SignalCommand>(self, {
  receive(command) {
    latestRequest = command.requestId;
    void measure(command);
  },
});

async function measure({ requestId, plan }: SignalCommand): Promise<void> {
  try {
    for (const seed of plan.seeds) {
      await nextTurn();
      if (requestId !== latestRequest) return;
      announce(self, 'computing');
      emit({ type: 'seed', requestId, signal: measureSignal(plan, seed) });
    }
  } catch (error) {
    emit({ type: 'failed', requestId, message: error instanceof Error ? error.message : String(error) });
  }
}
