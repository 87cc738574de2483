/** The kernel designs that a run can be trained with. */
import { MAX_HIDDEN } from '../../lstm/params.ts';
import type { RunPlan } from '../engine.ts';
import type { Device } from './device.ts';
import { gradientKernel, stringLayout } from './gradient.kernel.ts';
import { LanePass, type LaneDesign } from './lane-pass.ts';
import { quadKernel, quadLayout } from './quad.kernel.ts';
import { SerialUpdates } from './serial-updates.ts';
import { StepPass } from './step-pass.ts';
import { SummedUpdates } from './summed-updates.ts';
import type { Updates } from './updates.ts';

export const DESIGN_NAMES = ['string', 'quad', 'step', 'serial'] as const;
export type DesignName = (typeof DESIGN_NAMES)[number];

/** A design with the number of texels that a fragment writes, as run files and links name it. */
export type KernelName = `${DesignName}-${4 | 8}`;

/** Beyond, the repetition in `serial` costs more than the draws that it saves. */
const MAX_SERIAL_REPLICAS = 32;

/** The part of a plan that a design must fit. */
type Size = Pick<RunPlan, 'batch'> & { readonly model: Pick<RunPlan['model'], 'hidden'> };

/** Designs that a network can be trained with; the first is kept unless another is clearly faster. */
export function designsFor({
  batch,
  seeds,
  model: { hidden },
}: Size & Pick<RunPlan, 'seeds'>): readonly DesignName[] {
  if (hidden === 1) return batch === 1 && seeds.length <= MAX_SERIAL_REPLICAS ? ['serial'] : ['string'];
  if (hidden === 2) return ['string', 'quad'];
  // a quad would be padded from 5 units to 8
  if (hidden === 5) return ['string', 'quad', 'step'];
  if (hidden <= 8) return ['quad', 'string', 'step'];
  return hidden <= 16 ? ['quad', 'step'] : ['step'];
}

/** Whether a design can train such a network at all. */
export function designFits(design: DesignName, { batch, model: { hidden } }: Size): boolean {
  if (design === 'serial') return hidden === 1 && batch === 1;
  if (design === 'step') return hidden <= MAX_HIDDEN;
  return hidden <= (design === 'quad' ? 16 : 8);
}

/** The kernel called `name`, or null. A design's name alone stands for 8 texels. */
export function parseKernel(name: string): { readonly design: DesignName; readonly targets: 4 | 8 } | null {
  const [text, count = '8'] = name.split('-');
  const design = DESIGN_NAMES.find((known) => known === text);
  return design && (count === '4' || count === '8') ? { design, targets: count === '4' ? 4 : 8 } : null;
}

const LANE_DESIGNS: Record<Exclude<DesignName, 'step' | 'serial'>, LaneDesign> = {
  string: {
    layout: stringLayout,
    kernel: (plan, grid, targets) => gradientKernel(plan, grid, stringLayout(plan.model.hidden, targets)),
  },
  quad: {
    layout: quadLayout,
    kernel: (plan, grid, targets) => quadKernel(plan, grid, quadLayout(plan.model.hidden, targets)),
  },
};

/** Makes what a design needs for a run. Throws an EngineError when the device cannot hold or compile it. */
export function createUpdates(name: DesignName, device: Device, plan: RunPlan, targets: 4 | 8): Updates {
  if (name === 'serial') return new SerialUpdates(device, plan);
  const pass =
    name === 'step'
      ? new StepPass(device, plan, targets)
      : new LanePass(device, plan, LANE_DESIGNS[name], targets);
  return new SummedUpdates(device, plan, pass);
}
