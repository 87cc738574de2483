/**
 * Whether WebGL or the processor trains a run, where the visitor leaves it to the page: WebGL, which this page is about,
 * unless the processor is clearly faster. Both train a few updates of the very plan, some tens of milliseconds long.
 */
import { paramCount } from '../lstm/params.ts';
import type { OptimizerState, RunPlan } from './engine.ts';

/** The processor trains where it is more than so many times as fast. */
export const CLEARLY_FASTER = 3;

/** Whether the processor trains; `times`: how many times as fast as WebGL it is. */
export const isCpuChosen = (times: number): boolean => times > CLEARLY_FASTER;

/** What a choice depends on, beside the device: what else an option changes costs both alike. */
export const planKey = ({ model, dataset, batch, seeds }: RunPlan): string =>
  [model.hidden, dataset.lengths, dataset.max, Math.min(batch, dataset.strings), seeds.length].join(' ');

/** Under which a measurement is remembered, beside the kernels. */
const memoryKey = (renderer: string, plan: RunPlan): string =>
  ['processor', renderer, planKey(plan)].join(' | ');

/** A run on trial. */
export interface TimedRun {
  /** Milliseconds of an update; asked again, they may be fewer. */
  time(): Promise<number>;
  dispose(): void;
}

/** How each engine's milliseconds of an update are found. */
export interface Stopwatches {
  readonly cpu: (plan: RunPlan, state: OptimizerState) => TimedRun;
  /** More than `mostMs` need not be exact. */
  readonly webgl: (plan: RunPlan, state: OptimizerState, mostMs: number) => Promise<number>;
}

/** Measurements made earlier, by `memoryKey`. */
type Memory = Map<string, string>;

/** How many times as fast as WebGL the processor is for a plan: remembered, or measured and then remembered. */
export async function cpuTimesAsFast(
  device: { readonly renderer: string; readonly remembered: Memory },
  run: { readonly plan: RunPlan; readonly state: OptimizerState },
  stopwatches: Stopwatches,
): Promise<number> {
  const key = memoryKey(device.renderer, run.plan);
  const known = Number(device.remembered.get(key));
  if (known > 0) return known;
  const times = (await measure(run.plan, run.state, stopwatches)).toPrecision(2);
  device.remembered.set(key, times);
  return Number(times);
}

/** Strings of one network that tell what the processor takes for all. */
const FEW_STRINGS = 128;
/** A plan that takes the processor longer an update is cut down until it does not: a visitor waits for the trial. */
const LONGEST_MS = 30;

/**
 * A browser compiles what runs on the processor well only after a while, on a busy machine a long one. So where WebGL
 * seems the better choice the same run is timed again after it.
 */
async function measure(plan: RunPlan, state: OptimizerState, { cpu, webgl }: Stopwatches): Promise<number> {
  const strings = Math.min(plan.batch, plan.dataset.strings);
  const few = Math.min(strings, FEW_STRINGS);
  const share = cutDown(plan, state, { replicas: 1, batch: few });
  const run = cpu(share.plan, share.state);
  try {
    const msOfString = (await run.time()) / few;
    const most = LONGEST_MS / msOfString;
    const replicas = Math.min(plan.seeds.length, Math.max(1, Math.floor(most / strings)));
    const batch = replicas > 1 || strings <= most ? plan.batch : Math.max(few, Math.floor(most));
    const trial = cutDown(plan, state, { replicas, batch });
    // it trains one string after the other
    const inTrial = replicas * Math.min(batch, strings);
    const webglMs = await webgl(trial.plan, trial.state, CLEARLY_FASTER * msOfString * inTrial);
    const times = webglMs / (msOfString * inTrial);
    if (isCpuChosen(times)) return times;
    return Math.max(times, webglMs / (((await run.time()) / few) * inTrial));
  } finally {
    run.dispose();
  }
}

/** The first networks of a plan, on smaller batches. */
function cutDown(
  plan: RunPlan,
  { params, m, v }: OptimizerState,
  { replicas, batch }: { readonly replicas: number; readonly batch: number },
): { readonly plan: RunPlan; readonly state: OptimizerState } {
  const size = replicas * paramCount(plan.model.hidden);
  const first = (values: Float32Array): Float32Array => values.slice(0, size);
  return {
    plan: { ...plan, batch, seeds: plan.seeds.slice(0, replicas) },
    state: { params: first(params), m: first(m), v: first(v) },
  };
}

/** Renderers that draw on the processor, for the words alone. */
const SOFTWARE = /llvmpipe|softpipe|swiftshader|basic render|swr/iu;

/** Why the processor trains, for the visitor. */
export function whyCpu(renderer: string, times: number): string {
  const how = SOFTWARE.test(renderer) ? 'drawn by software' : 'slow';
  return `WebGL is ${how} here: the processor is ${timesInWords(times)} times as fast.`;
}

const timesInWords = (times: number): string =>
  times < 10 ? String(times) : Math.round(times).toLocaleString('en');
