/** Gradients by one draw per time step (`step.kernel.ts`): forward, then back with every step added to the sums. */
import type { RunPlan } from '../engine.ts';
import type { GradientSum } from './adam.kernel.ts';
import { uniform, type Device, type DeviceTexture, type RenderTarget } from './device.ts';
import type { GradientPass, RunTextures } from './gradient-pass.ts';
import { laneGrid, MAX_ROWS, type LaneGrid } from './lane-grid.ts';
import { refuseBeyond } from './lane-pass.ts';
import { stepBackwardKernel, stepForwardKernel } from './step.kernel.ts';
import { rowsWithMark } from './step-marks.ts';
import { ADJOINT_LAYERS, groupsOf, pairsOf, STATE_LAYERS } from './step-rows.ts';
import { stepGradientKernel, stepSum, sumColumns } from './step-sum.kernel.ts';
import type { DeviceProgram } from './program-compiler.ts';

/** A texture array that draws go into and come out of. */
interface Layered {
  readonly texture: DeviceTexture;
  readonly target: RenderTarget;
}

/** Most bytes that the states of one update may take. */
const MAX_STATE_BYTES = 512 * 2 ** 20;

export class StepPass implements GradientPass {
  readonly grid: LaneGrid;
  readonly sum: GradientSum;
  readonly #device: Device;
  readonly #plan: RunPlan;
  readonly #programs;
  readonly #layered: Layered[] = [];
  /** States before the first step, which stays zero, and after every step. */
  readonly #states: readonly Layered[];
  readonly #adjoints: readonly [Layered, Layered];
  readonly #sums: readonly [Layered, Layered];

  constructor(device: Device, plan: RunPlan, targets: 4 | 8) {
    const { hidden } = plan.model;
    const { max } = plan.dataset;
    const replicas = plan.seeds.length;
    const strings = targets / ADJOINT_LAYERS;
    const batches = { replicas, batch: plan.batch };
    const grid = laneGrid(batches, Math.floor((MAX_ROWS - 1) / pairsOf(hidden)), { strings, pixels: 1 });
    const texels = grid.width * grid.rows * groupsOf(hidden) * STATE_LAYERS * strings * (max + 1);
    refuseBeyond(16 * texels, MAX_STATE_BYTES, { replicas, hidden, batch: plan.batch });
    this.#device = device;
    this.#plan = plan;
    this.grid = grid;
    this.sum = stepSum(hidden, targets);
    this.#programs = device.programs({
      forward: stepForwardKernel(plan, grid),
      backward: stepBackwardKernel(plan, grid),
      gradient: stepGradientKernel(plan, grid, targets),
    });
    const layered = (width: number, height: number, layers: number): Layered => {
      const texture = device.textureArray(width, height, layers);
      const made = { texture, target: device.layerTarget(texture, layers) };
      this.#layered.push(made);
      return made;
    };
    const stateRows = rowsWithMark(grid, groupsOf(hidden));
    this.#states = Array.from({ length: max + 1 }, () =>
      layered(grid.width, stateRows, STATE_LAYERS * strings),
    );
    const adjoint = (): Layered =>
      layered(grid.width, rowsWithMark(grid, pairsOf(hidden)), ADJOINT_LAYERS * strings);
    this.#adjoints = [adjoint(), adjoint()];
    const sums = (): Layered => layered(sumColumns(hidden, targets), replicas, targets);
    this.#sums = [sums(), sums()];
  }

  compute(
    weights: DeviceTexture,
    run: RunTextures,
    { block, mark }: { readonly block: number; readonly mark: number },
  ): void {
    const { gl } = this.#device;
    const { hidden } = this.#plan.model;
    const { max } = this.#plan.dataset;
    const { forward, backward, gradient } = this.#programs;
    const sizes = { block, groups: groupsOf(hidden), pairs: pairsOf(hidden), laneCount: this.grid.lanes };
    for (const program of [forward, backward, gradient]) {
      this.#device.use(program, []);
      for (const [name, value] of Object.entries(sizes)) gl.uniform1i(uniform(program, name), value);
    }
    for (const program of [forward, backward]) {
      this.#device.use(program, []);
      gl.uniform1f(uniform(program, 'mark'), mark);
    }
    const flat = [run.words.texture, run.active.texture];
    for (let t = 0; t < max; t++)
      this.#draw(forward, t, { weights, arrays: [this.#states[t]], flat }, this.#states[t + 1]);
    for (let t = max; t >= 0; t--) {
      // two of each, which change places at every step
      const turn = t % 2;
      const [later, now] = [this.#adjoints[turn], this.#adjoints[1 - turn]];
      const [sums, former] = [this.#sums[turn], this.#sums[1 - turn]];
      const around = [this.#states[t], this.#states[Math.min(t + 1, max)], later];
      const strings = [run.words.texture, run.lengths.texture, run.active.texture];
      this.#draw(backward, t, { weights, arrays: around, flat: strings }, now);
      this.#draw(gradient, t, { arrays: [this.#states[t], now, former], flat }, sums);
    }
  }

  /** Draws step `time` of a program whose samplers are the weights if it has them, then arrays, then flat textures. */
  #draw(
    program: DeviceProgram,
    time: number,
    inputs: {
      readonly weights?: DeviceTexture;
      readonly arrays: readonly Layered[];
      readonly flat: readonly WebGLTexture[];
    },
    into: Layered,
  ): void {
    const device = this.#device;
    const { gl } = device;
    const { weights, arrays, flat } = inputs;
    device.use(program, weights ? [weights.texture] : []);
    let unit = weights ? 1 : 0;
    for (const { texture } of arrays) device.bind(unit++, texture.texture, gl.TEXTURE_2D_ARRAY);
    for (const texture of flat) device.bind(unit++, texture);
    gl.uniform1i(uniform(program, 'time'), time);
    device.draw(into.target);
  }

  bindSum(_program: DeviceProgram, unit: number): void {
    // the sums of step 0
    this.#device.bind(unit, this.#sums[0].texture.texture, this.#device.gl.TEXTURE_2D_ARRAY);
  }

  dispose(): void {
    Object.values(this.#programs).forEach((program) => this.#device.deleteProgram(program));
    for (const { texture, target } of this.#layered) {
      this.#device.deleteTarget(target);
      this.#device.deleteTexture(texture);
    }
  }
}
