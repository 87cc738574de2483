/** Gradients of designs that run a whole string in one draw: one texture array of texels per lane, added up by Adam. */
import { EngineError, type RunPlan } from '../engine.ts';
import { paramColumns, tableSize } from './columns.ts';
import type { GradientSum } from './adam.kernel.ts';
import { uniform, type Device, type DeviceTexture, type RenderTarget } from './device.ts';
import { sourceTexels, type GradientLayout } from './gradient-layout.ts';
import type { GradientPass, RunTextures } from './gradient-pass.ts';
import { laneGrid, laneGridGlsl, MAX_ROWS, type LaneGrid } from './lane-grid.ts';
import type { DeviceProgram, ProgramSource } from './program-compiler.ts';

/** How the string of a lane is worked through. */
export interface LaneDesign {
  readonly layout: (hidden: number, targets: number) => GradientLayout;
  readonly kernel: (plan: RunPlan, grid: LaneGrid, targets: number) => ProgramSource;
}

/** Most bytes that the gradients of one update may take. */
const MAX_GRADIENT_BYTES = 256 * 2 ** 20;

export class LanePass implements GradientPass {
  readonly grid: LaneGrid;
  readonly sum: GradientSum;
  readonly #device: Device;
  readonly #program: DeviceProgram;
  readonly #gradients: DeviceTexture;
  readonly #target: RenderTarget;
  readonly #sources: DeviceTexture;

  constructor(device: Device, plan: RunPlan, design: LaneDesign, targets: number) {
    const { hidden } = plan.model;
    const layout = design.layout(hidden, targets);
    const { slices, pixels } = layout;
    const batches = { replicas: plan.seeds.length, batch: plan.batch };
    const grid = laneGrid(batches, Math.floor(MAX_ROWS / (slices * pixels)), { strings: 1, pixels });
    checkSize(plan, grid, layout);
    this.#device = device;
    this.grid = grid;
    this.sum = sumOfLanes(grid, layout);
    this.#program = device.programs({ gradient: design.kernel(plan, grid, targets) }).gradient;
    this.#gradients = device.textureArray(grid.width * pixels, grid.rows * slices * pixels, targets);
    this.#target = device.layerTarget(this.#gradients, targets);
    const { width, rows } = tableSize(paramColumns(hidden) + 1);
    this.#sources = device.texture('rgba32i', width, rows, sourceTexels(hidden, layout));
  }

  compute(
    weights: DeviceTexture,
    { words, lengths, active }: RunTextures,
    { block, mark }: { readonly block: number; readonly mark: number },
  ): void {
    const device = this.#device;
    device.use(this.#program, [weights.texture, words.texture, lengths.texture, active.texture]);
    device.gl.uniform2i(uniform(this.#program, 'blockAndMark'), block, mark);
    device.draw(this.#target);
  }

  bindSum(program: DeviceProgram, unit: number, strings: number): void {
    const device = this.#device;
    device.bind(unit, this.#gradients.texture, device.gl.TEXTURE_2D_ARRAY);
    device.bind(unit + 1, this.#sources.texture);
    device.gl.uniform1i(uniform(program, 'laneCount'), strings);
  }

  dispose(): void {
    const device = this.#device;
    device.deleteProgram(this.#program);
    device.deleteTarget(this.#target);
    device.deleteTexture(this.#gradients);
    device.deleteTexture(this.#sources);
  }
}

/** Adds up the lanes of a replica, always in the same order. `sources` says where a column comes out (`sourceTexels`). */
const sumOfLanes = (grid: LaneGrid, { pixels }: GradientLayout): GradientSum => ({
  glsl: `
uniform sampler2DArray gradients;
uniform isampler2D sources;
uniform int laneCount;
${laneGridGlsl(grid)}
vec4 gradientSum(int column, int replica) {
  ivec4 source = texelFetch(sources, tablePlace(column), 0);
  ivec2 texel = texelOfLane(replica * LANES_PER_REPLICA);
  ivec2 offset = ivec2(source.z & 1, source.z >> 1) + ivec2(0, source.y * GRID_ROWS * ${pixels});
  vec4 sum = vec4(0.0);
  for (int lane = 0; lane < laneCount; lane++) {
    ivec2 at = texel * ${pixels} + offset;
    sum += texelFetch(gradients, ivec3(at, source.x), 0);
    if (source.w >= 0) sum += texelFetch(gradients, ivec3(at, source.w), 0);
    nextLane(texel);
  }
  return sum;
}
// every lane adds four times the mark to its wrong strings, of which it has one at most
bool takeMark(inout vec4 metrics, int replica) {
  metrics.w -= 4.0 * DRAW_MARK * float(laneCount);
  return metrics.w >= 0.0 && metrics.w <= float(laneCount);
}`,
  samplers: ['gradients', 'sources'],
  uniforms: ['laneCount'],
});

/** Throws an EngineError in plain words rather than let the GPU run out of memory. */
function checkSize({ seeds, batch, model }: RunPlan, grid: LaneGrid, layout: GradientLayout): void {
  const { slices, targets, pixels } = layout;
  refuseBeyond(grid.width * grid.rows * pixels * pixels * slices * targets * 16, MAX_GRADIENT_BYTES, {
    replicas: seeds.length,
    hidden: model.hidden,
    batch,
  });
}

/** Throws an EngineError when a run needs more than `limit` bytes. */
export function refuseBeyond(
  bytes: number,
  limit: number,
  { replicas, hidden, batch }: { readonly replicas: number; readonly hidden: number; readonly batch: number },
): void {
  if (bytes <= limit) return;
  const megabytes = (count: number): string => `${Math.round(count / 2 ** 20)} MB`;
  throw new EngineError(
    `${replicas} networks of ${hidden} units in batches of ${batch} need ${megabytes(bytes)} of GPU memory, ` +
      `more than the ${megabytes(limit)} that are used at most. Fewer replicas or a smaller batch will fit.`,
  );
}
