/**
 * Which kernel design trains a run: the fastest on this device, found by training a few updates with each. A choice
 * is kept, so that a run started twice is trained by the same kernel and gives the same weights.
 */
import type { EngineRun, RunPlan } from '../engine.ts';
import { designsFor, type DesignName } from './designs.ts';

/** Choices made on earlier occasions; whoever keeps them decides for how long. */
export type KernelMemory = Map<string, string>;

/** What a choice depends on. */
export function choiceKey(
  renderer: string,
  targets: number,
  { model, dataset, batch, seeds }: RunPlan,
): string {
  return [renderer, targets, model.hidden, dataset.max, batch, seeds.length].join(' | ');
}

/**
 * A later design must take less than this share of an earlier one's time. On one device measured times vary by a third,
 * and a run must not end with other bits because another kernel won by chance.
 */
const CLEARLY_FASTER = 0.5;
/** Length of one measurement, and how many there are: the shortest counts. */
const MEASURE_MS = 8;
const MEASUREMENTS = 3;
/** No further design is tried after this long. */
const PROBE_LIMIT_MS = 1500;

/**
 * Starts runs by turns and gives the fastest design. `start` makes a run that is ready to train, or rejects; the
 * error of the last design is thrown when none can be had. Runs are disposed of.
 */
export async function fastestDesign(
  plan: RunPlan,
  start: (design: DesignName) => Promise<EngineRun>,
): Promise<DesignName> {
  const from = performance.now();
  let best: { readonly design: DesignName; readonly ms: number } | null = null;
  let failure: unknown = null;
  const designs = designsFor(plan);
  for (const design of designs) {
    if (best && performance.now() - from > PROBE_LIMIT_MS) break;
    try {
      const run = await start(design);
      // nothing to compare with
      const ms = designs.length === 1 ? 0 : await measure(run).finally(() => run.dispose());
      if (designs.length === 1) run.dispose();
      if (!best || ms < CLEARLY_FASTER * best.ms) best = { design, ms };
    } catch (error) {
      failure = error;
    }
  }
  if (!best) throw failure;
  return best.design;
}

/** Milliseconds per update. */
async function measure(run: EngineRun): Promise<number> {
  let first = 0;
  const train = async (count: number): Promise<number> => {
    const from = performance.now();
    await run.train({ first, count, learningRate: 0.001 });
    first += count;
    return performance.now() - from;
  };
  let count = 1;
  let ms = await train(count);
  while (ms < MEASURE_MS / 2) {
    count *= 2;
    ms = await train(count);
  }
  const samples = [ms];
  while (samples.length < MEASUREMENTS) samples.push(await train(count));
  return Math.min(...samples) / count;
}
