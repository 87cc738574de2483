/**
 * Which kernel design trains a run: the fastest on this device, found by training a few updates with each. A choice
 * is kept, so that a run started twice is trained by the same kernel and gives the same weights.
 */
import type { EngineRun, RunPlan } from '../engine.ts';
import { timeUpdate } from '../update-time.ts';
import type { DesignName } from './designs.ts';

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
/** No further design is tried after so much training; how long a driver compiles says nothing of how fast it is then. */
const PROBE_LIMIT_MS = 1500;
/** Nor where the best so far takes so many times as long as an update may take: no other is that much faster. */
const HOPELESS = 4;

/** How a design is tried. */
export interface DesignTrials {
  /** Makes a run that has trained an update, or rejects. */
  readonly start: (design: DesignName) => Promise<EngineRun>;
  /** Rejects where the design computes something wrong. */
  readonly test: (design: DesignName) => Promise<void>;
}

/** A design, and the milliseconds of an update with it. */
export interface TimedDesign {
  readonly design: DesignName;
  readonly ms: number;
}

/**
 * Tries designs in their order and gives the fastest. Only what may be chosen is tested: where even the best takes longer
 * than `mostMs` an update, WebGL is not chosen. The last error is thrown when no design can be had. Runs are disposed of.
 */
export async function fastestDesign(
  designs: readonly DesignName[],
  { start, test }: DesignTrials,
  mostMs = Infinity,
): Promise<TimedDesign> {
  let best: TimedDesign | null = null;
  let failure: unknown = null;
  let spentMs = 0;
  for (const design of designs) {
    if (best && (spentMs > PROBE_LIMIT_MS || best.ms > HOPELESS * mostMs)) break;
    try {
      const run = await start(design);
      const time = await timeUpdate(run).finally(() => run.dispose());
      spentMs += time.spentMs;
      if (best && time.ms >= CLEARLY_FASTER * best.ms) continue;
      if (time.ms <= mostMs) await test(design);
      best = { design, ms: time.ms };
    } catch (error) {
      failure = error;
    }
  }
  if (!best) throw failure;
  return best;
}
