/**
 * Times all competitors on one setting. Each starts a run, trains until it is warm (shaders and JavaScript compiled,
 * the time of an update known), and then all take turns, in an order that is reversed every time, so that whatever
 * else the machine does hits them alike. A turn is one chunk of updates without read-back inside it, long enough that
 * starting and ending it do not count: a fifth of a second, or one update where that takes longer.
 */
import type { BenchBrowser } from './browser.ts';
import {
  COMPETITORS,
  LENGTH,
  median,
  STRINGS,
  type Competitor,
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
  /** What a competitor needs for an update, as far as can be known before; undefined when it cannot. */
  estimate(competitor: Competitor, setting: Setting): number | undefined;
  /** Something else that takes its turn. */
  alsoEachTurn?(): void;
  /** Gets what was used in a turn. */
  onTurn(competitor: Competitor, used: { readonly workerMs: number; readonly mainThreadMs: number }): void;
}

/** Someone who is warm. */
interface Racer {
  readonly competitor: Competitor;
  readonly kernel: string;
  readonly updates: number;
  readonly samples: number[];
}

export async function race(
  browser: BenchBrowser,
  setting: Setting,
  options: RaceOptions,
): Promise<Measurement[]> {
  const outcomes = new Map<Competitor, Outcome>();
  const racers: Racer[] = [];
  for (const competitor of COMPETITORS) {
    const ready = await getReady(browser, competitor, setting, options);
    if ('outcome' in ready) outcomes.set(competitor, ready);
    else racers.push(ready);
  }
  for (let repetition = 0; repetition < options.repetitions; repetition++) {
    for (const { competitor, updates, samples } of racers) {
      const mainThreadBefore = await browser.mainThreadMs(competitor);
      samples.push(await turn(browser, competitor, updates));
      const mainThreadMs = (await browser.mainThreadMs(competitor)) - mainThreadBefore;
      options.onTurn(competitor, { workerMs: samples.at(-1)! * updates, mainThreadMs });
    }
    options.alsoEachTurn?.();
    racers.reverse();
  }
  for (const { competitor, samples, updates, kernel } of racers) {
    const [msPerUpdate, leastMs] = [median(samples), Math.min(...samples)].map(fourDigits);
    outcomes.set(competitor, { outcome: 'measured', msPerUpdate, leastMs, updates, kernel });
  }
  return COMPETITORS.map((competitor) => ({ ...setting, competitor, ...outcomes.get(competitor)! }));
}

/** Frees what the competitors hold of their last runs. */
export async function releaseAll(browser: BenchBrowser): Promise<void> {
  for (const competitor of COMPETITORS) await browser.call(competitor, 'release', undefined);
}

async function turn(browser: BenchBrowser, competitor: Competitor, count: number): Promise<number> {
  return (await browser.call(competitor, 'trainHeld', { count })) / count;
}

async function getReady(
  browser: BenchBrowser,
  competitor: Competitor,
  setting: Setting,
  options: RaceOptions,
): Promise<Racer | Outcome> {
  if (competitor.startsWith('layers') && setting.replicas > 1)
    return { outcome: 'skipped', reason: 'one network after another' };
  const limit = CELL_LIMIT_MS / (options.repetitions + WARM_UP);
  if ((options.estimate(competitor, setting) ?? 0) > limit) return tooLong;
  try {
    const plan = planOf(setting);
    const kernel = await browser.call(competitor, 'hold', { kind: competitor, plan, learningRate: 0.001 });
    if (kernel === null) return { outcome: 'unsupported', reason: 'the engine does not train so many units' };
    const ms = await warmUp((count) => turn(browser, competitor, count));
    if (ms > limit) return tooLong;
    return { competitor, kernel, updates: Math.max(1, Math.round(TURN_MS / ms)), samples: [] };
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
