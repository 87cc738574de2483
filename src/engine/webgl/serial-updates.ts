/** Updates on one string each, many in one draw (`serial.kernel.ts`). */
import { adamStepSize } from '../../lstm/adam.ts';
import { startsTally, type RunPlan } from '../engine.ts';
import { uniform, type Device } from './device.ts';
import { laneGrid, MAX_ROWS, type LaneGrid } from './lane-grid.ts';
import type { DeviceProgram } from './program-compiler.ts';
import { serialKernel, updatesPerDraw } from './serial.kernel.ts';
import { otherSide, type Updates, type UpdateSpan, type UpdateTextures } from './updates.ts';

export class SerialUpdates implements Updates {
  readonly grid: LaneGrid;
  readonly #device: Device;
  readonly #plan: RunPlan;
  readonly #program: DeviceProgram;

  constructor(device: Device, plan: RunPlan) {
    const batches = { replicas: plan.seeds.length, batch: plan.batch };
    this.grid = laneGrid(batches, MAX_ROWS, { strings: 1, pixels: 1 });
    this.#device = device;
    this.#plan = plan;
    this.#program = device.programs({ serial: serialKernel(plan, this.grid) }).serial;
  }

  draw(
    { sides, words, lengths, active }: UpdateTextures,
    { first, end, firstBatch, learningRate }: UpdateSpan,
    from: 0 | 1,
  ): 0 | 1 {
    const device = this.#device;
    const program = this.#program;
    const { gl } = device;
    const { repeats } = this.#plan;
    const most = updatesPerDraw(this.#plan);
    let side = from;
    for (let update = first; update < end; update += most) {
      const count = Math.min(most, end - update);
      const state = sides[side].textures.map(({ texture }) => texture);
      device.use(program, [...state, words.texture, lengths.texture, active.texture]);
      gl.uniform1i(uniform(program, 'block'), Math.floor(update / repeats) - firstBatch);
      gl.uniform1i(uniform(program, 'phase'), update % repeats);
      gl.uniform1i(uniform(program, 'batchNumber'), Math.floor(update / repeats));
      gl.uniform1i(uniform(program, 'count'), count);
      gl.uniform2fv(uniform(program, 'steps'), this.#steps(update, most, learningRate));
      device.draw(sides[otherSide(side)].target);
      side = otherSide(side);
    }
    return side;
  }

  /** For each update its step size, and 1 where the tally starts afresh. */
  #steps(first: number, count: number, learningRate: number): Float32Array {
    return Float32Array.from({ length: 2 * count }, (_, k) => {
      const update = first + (k >> 1);
      if ((k & 1) === 0) return adamStepSize(learningRate, update + 1);
      return startsTally(this.#plan, update) ? 1 : 0;
    });
  }

  dispose(): void {
    this.#device.deleteProgram(this.#program);
  }
}
