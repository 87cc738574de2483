/** Updates of designs that compute the gradients of a batch side by side: their sum and Adam take a draw of their own. */
import { adamStepSize } from '../../lstm/adam.ts';
import { batchOfUpdate, startsTally, type RunPlan } from '../engine.ts';
import { ADAM_SAMPLERS, adamKernel } from './adam.kernel.ts';
import { uniform, type Device, type DeviceTexture, type RenderTarget } from './device.ts';
import type { GradientPass } from './gradient-pass.ts';
import { blocksReady, type LaneGrid } from './lane-grid.ts';
import { answersKernel, batchStamp } from './strings.kernel.ts';
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
  readonly #programs;
  /** RGBA32F [replicas, batches that lie ready]: bits and strings of a batch, and its stamp. */
  readonly #answers: DeviceTexture;
  readonly #answersTarget: RenderTarget;

  constructor(device: Device, plan: RunPlan, pass: GradientPass) {
    this.grid = pass.grid;
    this.#device = device;
    this.#plan = plan;
    this.#pass = pass;
    this.#programs = device.programs({ answers: answersKernel(pass.grid), adam: adamKernel(plan, pass.sum) });
    this.#answers = device.texture('rgba32f', plan.seeds.length, blocksReady(pass.grid));
    this.#answersTarget = device.target([this.#answers]);
  }

  draw(textures: UpdateTextures, { first, end, firstBatch, learningRate }: UpdateSpan, from: 0 | 1): 0 | 1 {
    const blockOf = (update: number): number => Math.floor(update / this.#plan.repeats) - firstBatch;
    this.#count(textures, firstBatch, blockOf(end - 1) + 1);
    let side = from;
    for (let update = first; update < end; update++) {
      const block = blockOf(update);
      const mark = markOf(update);
      this.#pass.compute(textures.sides[side].textures[0], textures, { block, mark });
      this.#step(textures, side, { update, block, mark, firstBatch, learningRate });
      side = otherSide(side);
    }
    return side;
  }

  /** Counts what the mean of the loss is taken over, batch by batch. */
  #count({ lengths }: UpdateTextures, firstBatch: number, blocks: number): void {
    const { answers } = this.#programs;
    this.#device.use(answers, [lengths.texture]);
    this.#device.gl.uniform1i(uniform(answers, 'firstBatch'), firstBatch);
    this.#device.draw(this.#answersTarget, blocks);
  }

  #step(
    { sides, active }: UpdateTextures,
    side: 0 | 1,
    { update, block, mark, firstBatch, learningRate }: Step,
  ): void {
    const device = this.#device;
    const { gl } = device;
    const { adam } = this.#programs;
    const state = sides[side].textures.map(({ texture }) => texture);
    device.use(adam, [...state, this.#answers.texture, active.texture]);
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
    Object.values(this.#programs).forEach((program) => this.#device.deleteProgram(program));
    this.#device.deleteTarget(this.#answersTarget);
    this.#device.deleteTexture(this.#answers);
    this.#pass.dispose();
  }
}
