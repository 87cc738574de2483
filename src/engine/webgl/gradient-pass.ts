/** What a kernel design brings: the gradients of a batch, and their sum for Adam. */
import type { GradientSum } from './adam.kernel.ts';
import type { DeviceTexture } from './device.ts';
import type { LaneGrid } from './lane-grid.ts';
import type { DeviceProgram } from './program-compiler.ts';

/** The textures of a run that every design reads. */
export interface RunTextures {
  /** RGBA32UI and R32UI: the strings of some batches and their lengths with the batch's stamp, as the grid lays them out. */
  readonly words: DeviceTexture;
  readonly lengths: DeviceTexture;
  /** R32F [replicas]: 0 for the frozen ones. */
  readonly active: DeviceTexture;
}

export interface GradientPass {
  /** Where strings must lie. */
  readonly grid: LaneGrid;
  readonly sum: GradientSum;
  /** Draws whatever the sum needs, for the `block`-th batch of the strings that lie ready, with a mark of 1 to 251. */
  compute(
    weights: DeviceTexture,
    run: RunTextures,
    step: { readonly block: number; readonly mark: number },
  ): void;
  /** Binds the sum's samplers from texture unit `unit` on, and sets its uniforms; the batch has `strings` strings. */
  bindSum(program: DeviceProgram, unit: number, strings: number): void;
  dispose(): void;
}
