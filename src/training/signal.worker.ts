/** The worker that measures the gradient at the start of training, seed by seed. */
import { nextTurn } from '../workers/turn.ts';
import { announce, serve } from '../workers/worker-end.ts';
import type { SignalCommand, SignalEvent } from './signal-protocol.ts';
import { measureSignal } from './signal.ts';
import { measureFalls } from './start-falls.ts';

let latestRequest = 0;

const emit = (event: SignalEvent): void => self.postMessage(event);

serve<SignalCommand>(self, {
  receive(command) {
    latestRequest = command.requestId;
    void answer(command);
  },
});

async function answer(command: SignalCommand): Promise<void> {
  const { requestId } = command;
  try {
    if (command.type === 'falls') {
      // those that a slider has left behind are not measured
      await nextTurn();
      if (requestId !== latestRequest) return;
      announce(self, 'computing');
      return emit({ type: 'falls', requestId, falls: measureFalls(command.plan) });
    }
    const { plan } = command;
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
