/** Looking back along a run while it goes on: what the visitor can do. */
import type { WeightSnapshot } from '../training/protocol.ts';
import { momentsOf, pastWeights } from './moment.ts';
import { updateOf } from './run-record.ts';
import type { SessionState } from './state.ts';
import type { Store } from './store.ts';

/** The moment nearest to so many updates. */
function nearest(moments: readonly WeightSnapshot[], update: number): number {
  const distance = (k: number): number => Math.abs(moments[k]!.update - update);
  let best = 0;
  for (const k of moments.keys()) if (distance(k) < distance(best)) best = k;
  return best;
}

/** The moment that a link asks for, once a run stands that has come that far or no further; null: there is none. */
function reachedMoment({ run, replica, status, wantedMoment }: SessionState): number | null {
  if (wantedMoment === null || run?.origin !== 'trained') return null;
  const isOver = status === 'solved' || status === 'stopped';
  const isThere = status === 'paused' && updateOf(run, replica) > wantedMoment;
  return isOver || isThere ? wantedMoment : null;
}

export interface LookingBack {
  /** Looks at the moment nearest to so many updates; null, or not before the newest weights: at those. */
  readonly lookAt: (update: number | null) => void;
  /** Goes so many moments on, or back. */
  readonly lookBy: (moments: number) => void;
}

export function createTimeline(store: Store<SessionState>): LookingBack {
  const show = (weights: WeightSnapshot | null | undefined): void => {
    const { run } = store.get();
    store.set({ moment: run && weights ? { runId: run.id, weights } : null, wantedMoment: null });
  };
  const lookAt = (update: number | null): void => {
    const { run, replica, opened } = store.get();
    if (!run || opened || update === null || update >= updateOf(run, replica)) return show(null);
    const moments = momentsOf(run, replica);
    show(moments[nearest(moments, update)]);
  };
  // what a link asks for is looked at as soon as training pauses or ends
  store.watch(reachedMoment, (update) => {
    if (update !== null) lookAt(update);
  });
  return {
    lookAt,
    lookBy(steps) {
      const state = store.get();
      const { run, replica, opened } = state;
      if (!run || opened) return;
      const moments = momentsOf(run, replica);
      const past = pastWeights(state);
      const at = past ? nearest(moments, past.update) : moments.length;
      show(moments[Math.max(0, at + steps)]);
    },
  };
}
