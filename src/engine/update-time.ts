/** How long an update of a run takes, found by training a few. */
import type { EngineRun } from './engine.ts';

/** Updates are timed in chunks of about this length: long for a clock, short for a scheduler. */
const CHUNK_MS = 4;
/**
 * A browser compiles a loop better once it has run for a while, and on a busy machine most chunks are interrupted: so the
 * shortest counts, and there is an end when so many after it were not shorter by a tenth.
 */
const SETTLED_AFTER = 3;
const SHORTER = 0.9;
/** No further chunk after this long, but for three in all; and none at all after four times as long. */
const LIMIT_MS = 200;

/** What an update takes, and what it took to find out; milliseconds. */
export interface UpdateTime {
  readonly ms: number;
  readonly spentMs: number;
}

/** Trains a run that is thrown away. */
export async function timeUpdate(run: EngineRun): Promise<UpdateTime> {
  let [first, count, spentMs] = [0, 1, 0];
  let [least, since] = [Infinity, 0];
  const isOver = (chunks: number): boolean =>
    since >= SETTLED_AFTER || spentMs > (chunks < 3 ? 4 * LIMIT_MS : LIMIT_MS);
  for (let chunks = 0; least === Infinity || !isOver(chunks); chunks++) {
    const from = performance.now();
    await run.train({ first, count, learningRate: 0.001 });
    const ms = performance.now() - from;
    first += count;
    spentMs += ms;
    since = ms / count < SHORTER * least ? 0 : since + 1;
    // a clock that was made coarse may not have moved
    if (ms > 0) least = Math.min(least, ms / count);
    if (ms >= CHUNK_MS) continue;
    count *= 2;
    since = 0;
  }
  return { ms: least, spentMs };
}
