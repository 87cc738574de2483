/**
 * Walks the shown network along a one and many zeros, a few milliseconds at a time, so that nothing waits for it. While
 * training, new weights wait until the walk in progress has come to its end.
 */
import { startZeroRun, type ZeroRun } from '../proof/portrait/zero-run.ts';
import type { ShownNetwork } from './network.ts';

export interface ZeroAnswers extends Pick<ZeroRun, 'margins' | 'firstWrong'> {
  /** The network as it was when the walk began. */
  readonly network: ShownNetwork;
}

export interface ZeroWalks {
  readonly show: (network: ShownNetwork) => void;
  readonly stop: () => void;
}

/** A slice, and the pause after it; while training the page has other things to do. */
const SLICE_MS = 4;
const PAUSE_MS = 4;
const TRAINING_PAUSE_MS = 40;
/** While training, walks begin at most this often. */
const PERIOD_MS = 1000;
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
    later(isTraining() ? Math.max(PAUSE_MS, walkedAt + PERIOD_MS - performance.now()) : 0);
  };
  const slice = (): void => {
    if (!newest) return;
    walk ??= { network: newest, run: startZeroRun(newest.spec, newest.params), begunAt: performance.now() };
    const { network, run, begunAt } = walk;
    const end = performance.now() + SLICE_MS;
    const steps = Math.max(1, Math.ceil(STEPS / network.spec.hidden ** 2));
    let goesOn = true;
    while (goesOn && performance.now() < end) goesOn = run.advance(steps);
    if (goesOn) return later(isTraining() ? TRAINING_PAUSE_MS : PAUSE_MS);
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
