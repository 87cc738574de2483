/**
 * Walks the shown network along a one and many zeros, a few milliseconds at a time, so that nothing waits for it. While
 * training, new weights wait until the walk in progress has come to its end.
 */
import { startZeroRun, type ZeroRun } from '../proof/portrait/zero-run.ts';
import type { ShownNetwork } from './network.ts';
import { nextWalk, WALK_SLICE_MS, walkPause } from './page-pace.ts';

export interface ZeroAnswers extends Pick<ZeroRun, 'margins' | 'firstWrong'> {
  /** The network as it was when the walk began. */
  readonly network: ShownNetwork;
}

export interface ZeroWalks {
  readonly show: (network: ShownNetwork) => void;
  readonly stop: () => void;
}

/** Multiplications, about, between two looks at the clock. */
const STEPS = 250;

export function createZeroWalks(
  isTraining: () => boolean,
  onAnswers: (answers: ZeroAnswers) => void,
): ZeroWalks {
  let newest: ShownNetwork | null = null;
  let walk: { readonly network: ShownNetwork; readonly run: ZeroRun; readonly begunAt: number } | null = null;
  let walked: ShownNetwork | null = null;
  let walkedAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(slice, ms);
  };
  const begin = (): void => {
    if (!newest || newest === walked) return;
    later(nextWalk(isTraining(), walkedAt, performance.now()));
  };
  const slice = (): void => {
    if (!newest) return;
    walk ??= { network: newest, run: startZeroRun(newest.spec, newest.params), begunAt: performance.now() };
    const { network, run, begunAt } = walk;
    const end = performance.now() + WALK_SLICE_MS;
    const steps = Math.max(1, Math.ceil(STEPS / network.spec.hidden ** 2));
    let goesOn = true;
    while (goesOn && performance.now() < end) goesOn = run.advance(steps);
    if (goesOn) return later(walkPause(isTraining()));
    walk = null;
    walked = network;
    walkedAt = begunAt;
    onAnswers({ network, margins: run.margins, firstWrong: run.firstWrong });
    begin();
  };
  return {
    show(network) {
      newest = network;
      if (walk && isTraining()) return;
      walk = null;
      begin();
    },
    stop() {
      clearTimeout(timer);
      walk = null;
    },
  };
}
