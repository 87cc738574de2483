/** Updates of designs that compute the gradients of a batch side by side: their sum and Adam take a draw of their own. */
import { adamStepSize } from '../../lstm/adam.ts';
import { batchOfUpdate, startsTally, type RunPlan } from '../engine.ts';
import { ADAM_SAMPLERS, adamKernel } from './adam.kernel.ts';
import { uniform, type Device } from './device.ts';
import type { GradientPass } from './gradient-pass.ts';
import type { LaneGrid } from './lane-grid.ts';
import type { DeviceProgram } from './program-compiler.ts';
import { batchStamp } from './strings.kernel.ts';
import { otherSide, type Updates, type UpdateSpan, type UpdateTextures } from './updates.ts';

/** One update: which, on which of the batches that lie ready, and the mark of its draws. */
interface Step {
  readonly update: number;
  readonly block: number;
  readonly mark: number;
  readonly firstBatch: number;
  readonly learningRate: number;
}

/** Tells the draws of an update from those of the one before: 1 to 251. */
const markOf = (update: number): number => 1 + (update % 251);

export class SummedUpdates implements Updates {
  readonly grid: LaneGrid;
  readonly #device: Device;
  readonly #plan: RunPlan;
  readonly #pass: GradientPass;
  readonly #adam: DeviceProgram;

  constructor(device: Device, plan: RunPlan, pass: GradientPass) {
    this.grid = pass.grid;
    this.#device = device;
    this.#plan = plan;
    this.#pass = pass;
    this.#adam = device.programs({ adam: adamKernel(plan, pass.sum) }).adam;
  }

  draw(textures: UpdateTextures, { first, end, firstBatch, learningRate }: UpdateSpan, from: 0 | 1): 0 | 1 {
    let side = from;
    for (let update = first; update < end; update++) {
      const block = Math.floor(update / this.#plan.repeats) - firstBatch;
      const mark = markOf(update);
      this.#pass.compute(textures.sides[side].textures[0], textures, { block, mark });
      this.#step(textures, side, { update, block, mark, firstBatch, learningRate });
      side = otherSide(side);
    }
    return side;
  }

  #step(
    { sides, answers, active }: UpdateTextures,
    side: 0 | 1,
    { update, block, mark, firstBatch, learningRate }: Step,
  ): void {
    const device = this.#device;
    const { gl } = device;
    const adam = this.#adam;
    const state = sides[side].textures.map(({ texture }) => texture);
    device.use(adam, [...state, answers.texture, active.texture]);
    const batch = batchOfUpdate(this.#plan, update);
    this.#pass.bindSum(adam, ADAM_SAMPLERS.length, batch.end - batch.start);
    gl.uniform1i(uniform(adam, 'block'), block);
    gl.uniform4f(
      uniform(adam, 'step_'),
      adamStepSize(learningRate, update + 1),
      startsTally(this.#plan, update) ? 1 : 0,
      mark,
      batchStamp(firstBatch + block),
    );
    device.draw(sides[otherSide(side)].target);
  }

  dispose(): void {
    this.#device.deleteProgram(this.#adam);
    this.#pass.dispose();
  }
}
