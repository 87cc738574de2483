/**
 * Times all contestants on one setting. Each starts a run, trains until it is warm (shaders and JavaScript compiled,
 * the time of an update known), and then all take turns, in an order that is reversed every time, so that whatever
 * else the machine does hits them alike. A turn is one chunk of updates without read-back inside it, long enough that
 * starting and ending it do not count: a fifth of a second, or one update where that takes longer.
 */
import type { BenchBrowser } from './browser.ts';
import {
  CONTESTANTS,
  LENGTH,
  median,
  STRINGS,
  type Contestant,
  type Measurement,
  type Outcome,
  type Setting,
} from './results.ts';

const TURN_MS = 200;
/** A cell that would take longer than this is skipped. */
const CELL_LIMIT_MS = 60_000;
/** The first update compiles; a second one tells the time of an update. */
const WARM_UP = 2;

export interface RaceOptions {
  readonly repetitions: number;
  /** What a contestant needs for an update, as far as can be known before; undefined when it cannot. */
  estimate(contestant: Contestant, setting: Setting): number | undefined;
  /** Something else that takes its turn. */
  alsoEachTurn?(): void;
  /** Gets what was used in a turn. */
  onTurn(contestant: Contestant, used: { readonly workerMs: number; readonly mainThreadMs: number }): void;
}

/** Someone who is warm. */
interface ReadyContestant {
  readonly contestant: Contestant;
  readonly kernel: string;
  readonly updates: number;
  readonly samples: number[];
}

export async function race(
  browser: BenchBrowser,
  setting: Setting,
  options: RaceOptions,
): Promise<Measurement[]> {
  const outcomes = new Map<Contestant, Outcome>();
  const warm: ReadyContestant[] = [];
  for (const contestant of CONTESTANTS) {
    const ready = await getReady(browser, contestant, setting, options);
    if ('outcome' in ready) outcomes.set(contestant, ready);
    else warm.push(ready);
  }
  for (let repetition = 0; repetition < options.repetitions; repetition++) {
    for (const { contestant, updates, samples } of warm) {
      const mainThreadBefore = await browser.mainThreadMs(contestant);
      samples.push(await turn(browser, contestant, updates));
      const mainThreadMs = (await browser.mainThreadMs(contestant)) - mainThreadBefore;
      options.onTurn(contestant, { workerMs: samples.at(-1)! * updates, mainThreadMs });
    }
    options.alsoEachTurn?.();
    warm.reverse();
  }
  for (const { contestant, samples, updates, kernel } of warm) {
    const [msPerUpdate, leastMs] = [median(samples), Math.min(...samples)].map(fourDigits);
    outcomes.set(contestant, { outcome: 'measured', msPerUpdate, leastMs, updates, kernel });
  }
  return CONTESTANTS.map((contestant) => ({ ...setting, contestant, ...outcomes.get(contestant)! }));
}

/** Frees what the contestants hold of their last runs. */
export async function releaseAll(browser: BenchBrowser): Promise<void> {
  for (const contestant of CONTESTANTS) await browser.call(contestant, 'release', undefined);
}

async function turn(browser: BenchBrowser, contestant: Contestant, count: number): Promise<number> {
  return (await browser.call(contestant, 'trainHeld', { count })) / count;
}

async function getReady(
  browser: BenchBrowser,
  contestant: Contestant,
  setting: Setting,
  options: RaceOptions,
): Promise<ReadyContestant | Outcome> {
  if (contestant.startsWith('layers') && setting.replicas > 1)
    return { outcome: 'skipped', reason: 'one network after another' };
  const limit = CELL_LIMIT_MS / (options.repetitions + WARM_UP);
  if ((options.estimate(contestant, setting) ?? 0) > limit) return tooLong;
  try {
    const plan = planOf(setting);
    const kernel = await browser.call(contestant, 'hold', { kind: contestant, plan, learningRate: 0.001 });
    if (kernel === null) return { outcome: 'unsupported', reason: 'the engine does not train so many units' };
    const ms = await warmUp((count) => turn(browser, contestant, count));
    if (ms > limit) return tooLong;
    return { contestant, kernel, updates: Math.max(1, Math.round(TURN_MS / ms)), samples: [] };
  } catch (error) {
    return { outcome: 'failed', reason: String(error).split('\n')[0] };
  }
}

const tooLong: Outcome = { outcome: 'skipped', reason: 'would take over a minute' };

/** Chunks that grow until one is as long as a turn; gives the milliseconds of an update in the last. */
async function warmUp(train: (count: number) => Promise<number>): Promise<number> {
  await train(1);
  let count = 1;
  for (;;) {
    const ms = await train(count);
    if (ms * count >= TURN_MS / 2) return ms;
    count = Math.ceil(Math.min(8 * count, TURN_MS / ms));
  }
}

/**
 * Sigmoid gates and a single softmax: stock tf.layers is faster with them than with hard gates and the notebook's
 * double softmax, and the native loop computes just that.
 */
const planOf = ({ units, batch, replicas }: Setting) => ({
  model: { hidden: units, activation: 'sigmoid', head: 'softmax' } as const,
  supervision: 'every' as const,
  dataset: { lengths: 'fixed', max: LENGTH, strings: STRINGS, sparse: 0 } as const,
  batch,
  repeats: 1,
  seeds: Array.from({ length: replicas }, (_, replica) => replica + 1),
  tallyEvery: 1000,
});

const fourDigits = (ms: number): number => Number(ms.toPrecision(4));
