/** How fast the first gradient's knowledge of parity falls at the start that two sliders choose: the newest one is measured. */
import { PRESETS } from '../training/presets.ts';
import { createSignalClient, type SignalClient } from '../training/signal-client.ts';
import type { Falls, SignalEvent, StartChange } from '../training/signal-protocol.ts';
import { specOf } from './network.ts';
import { OPENING_PRESET } from './recorded.ts';
import { createStore, type Store } from './store.ts';

export { PAGE_START } from '../training/signal-protocol.ts';
export type { Falls, StartChange };

/** As many seeds as the committed table has. */
const SEEDS = Array.from({ length: 16 }, (_, k) => k + 1);

export interface FallState {
  /** What was measured last, and at which start; null: nothing yet. */
  readonly measured: { readonly change: StartChange; readonly falls: Falls } | null;
  readonly problem: string | null;
}

export interface StartFalls {
  readonly store: Pick<Store<FallState>, 'get' | 'subscribe'>;
  readonly measure: (change: StartChange) => void;
  readonly dispose: () => void;
}

export function createStartFalls(
  connect: (onEvent: (event: SignalEvent) => void) => SignalClient = createSignalClient,
): StartFalls {
  const store = createStore<FallState>({ measured: null, problem: null });
  const { config } = PRESETS[OPENING_PRESET];
  let requestId = 0;
  let asked: StartChange | null = null;
  const client = connect((event) => {
    if (event.requestId !== requestId || !asked) return;
    if (event.type === 'falls') store.set({ measured: { change: asked, falls: event.falls }, problem: null });
    else if (event.type === 'failed') store.set({ problem: event.message });
  });
  return {
    store,
    measure(change) {
      requestId += 1;
      asked = change;
      client.post({
        type: 'falls',
        requestId,
        plan: { model: specOf(config), init: config.init, seeds: SEEDS, change },
      });
    },
    dispose: () => client.dispose(),
  };
}
