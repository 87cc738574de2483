/**
 * Everything on the GPU that belongs to one run. A chunk packs the tensors into columns, makes its strings, and then
 * takes two draws per update - every string's gradient; their sum and Adam - before it unpacks into fresh tensors.
 */
import { adamStepSize } from '../../lstm/adam.ts';
import { paramCount } from '../../lstm/params.ts';
import { batchOfUpdate, EngineError, startsTally, type Chunk, type RunPlan } from '../engine.ts';
import type { KernelSession } from '../kernels.ts';
import { adamKernel, TALLY_COLUMNS_PER_REPLICA } from './adam.kernel.ts';
import { columnIndices, flatIndices, paramColumns } from './columns.ts';
import { uniform, type Device, type DeviceTexture, type RenderTarget } from './device.ts';
import { Evaluation } from './evaluation.ts';
import { gradientKernel, planSlices, type SlicePlan } from './gradient.kernel.ts';
import { laneGrid, type LaneGrid } from './lane-grid.ts';
import { answersKernel, stringsKernel } from './strings.kernel.ts';
import { packKernel, unpackKernel, unpackTallyKernel } from './tensors.kernel.ts';

/** Textures of the tensors that a chunk returns. */
export interface TensorTextures {
  readonly params: DeviceTexture;
  readonly m: DeviceTexture;
  readonly v: DeviceTexture;
  readonly tally: DeviceTexture;
}

/** Rows that a texture of ours may have: what every WebGL2 device allows, and enough. */
const MAX_ROWS = 2048;
/** Most bytes that the gradients of one update may take. */
const MAX_GRADIENT_BYTES = 256 * 2 ** 20;
/** Most batches whose strings are made in one draw. */
const MAX_BLOCKS = 256;

/** One of the two copies of the optimiser's state between which the updates alternate. */
interface StateSide {
  readonly textures: readonly [weights: DeviceTexture, m: DeviceTexture, v: DeviceTexture];
  readonly target: RenderTarget;
}

/** Everything on the GPU that belongs to one session. */
export class WebglSession {
  readonly device: Device;
  readonly plan: RunPlan;
  readonly slicing: SlicePlan;
  readonly grid: LaneGrid;
  readonly #programs;
  readonly #textures: DeviceTexture[] = [];
  readonly #targets: RenderTarget[] = [];
  readonly #sides: readonly [StateSide, StateSide];
  readonly #gradients: DeviceTexture;
  readonly #gradientTarget: RenderTarget;
  readonly #blocks: number;
  readonly #words: DeviceTexture;
  readonly #lengths: DeviceTexture;
  readonly #stringsTarget: RenderTarget;
  readonly #answers: DeviceTexture;
  readonly #answersTarget: RenderTarget;
  readonly #seeds: DeviceTexture;
  readonly #sources: DeviceTexture;
  readonly #places: DeviceTexture;
  readonly #columns: DeviceTexture;
  readonly #active: DeviceTexture;
  #activeUploaded: readonly boolean[] | null = null;
  #evaluation: Evaluation | null = null;

  constructor(device: Device, plan: RunPlan, targets: number) {
    this.device = device;
    this.plan = plan;
    const { hidden } = plan.model;
    const replicas = plan.seeds.length;
    this.slicing = planSlices(hidden, targets);
    this.grid = laneGrid(plan.batch * replicas, Math.floor(MAX_ROWS / this.slicing.slices));
    this.#blocks = Math.max(1, Math.min(MAX_BLOCKS, Math.floor(MAX_ROWS / this.grid.rows)));
    checkSize(plan, this.grid, this.slicing);
    this.#programs = device.programs({
      pack: packKernel(hidden),
      strings: stringsKernel(plan, this.grid),
      answers: answersKernel(plan, this.grid),
      gradient: gradientKernel(plan, this.grid, this.slicing),
      adam: adamKernel(plan, this.grid, this.slicing),
      unpack: unpackKernel(hidden, replicas),
      unpackTally: unpackTallyKernel(hidden, replicas),
    });

    const { width, rows } = this.grid;
    const texture = (...size: Parameters<Device['texture']>): DeviceTexture =>
      this.#keep(device.texture(...size));
    const target = (textures: readonly DeviceTexture[]): RenderTarget =>
      this.#keepTarget(device.target(textures));
    const side = (): StateSide => {
      const columns = paramColumns(hidden) + TALLY_COLUMNS_PER_REPLICA;
      const one = (): DeviceTexture => texture('rgba32f', columns, replicas);
      const textures = [one(), one(), one()] as const;
      return { textures, target: target(textures) };
    };
    this.#sides = [side(), side()];
    this.#gradients = this.#keep(device.textureArray(width, rows * this.slicing.slices, targets));
    this.#gradientTarget = this.#keepTarget(device.layerTarget(this.#gradients, targets));
    this.#words = texture('rgba32ui', width, rows * this.#blocks);
    this.#lengths = texture('r32ui', width, rows * this.#blocks);
    this.#stringsTarget = target([this.#words, this.#lengths]);
    this.#answers = texture('r32f', replicas, this.#blocks);
    this.#answersTarget = target([this.#answers]);
    this.#seeds = texture('r32ui', replicas, 1, Uint32Array.from(plan.seeds));
    this.#sources = texture('rgba32i', this.slicing.metricsColumn + 1, 1, this.#sourceTexels());
    this.#places = texture('rgba32i', paramColumns(hidden), 1, flatIndices(hidden));
    this.#columns = texture('r32i', paramCount(hidden), 1, columnIndices(hidden));
    this.#active = texture('r32f', replicas, 1);
  }

  #keep(texture: DeviceTexture): DeviceTexture {
    this.#textures.push(texture);
    return texture;
  }

  #keepTarget(target: RenderTarget): RenderTarget {
    this.#targets.push(target);
    return target;
  }

  /** For every column its layer and its slice. */
  #sourceTexels(): Int32Array {
    const texels = new Int32Array(4 * (this.slicing.metricsColumn + 1));
    for (const [slice, columns] of this.slicing.columns.entries())
      for (const [layer, column] of columns.entries()) texels.set([layer, slice, 0, 0], 4 * column);
    return texels;
  }

  /** Trains a chunk from the textures of four tensors into those of four others. */
  train(
    chunk: Chunk,
    active: readonly boolean[],
    inputs: readonly WebGLTexture[],
    outputs: TensorTextures,
  ): void {
    const { device } = this;
    device.begin();
    this.#uploadActive(active);
    this.device.use(this.#programs.pack, [...inputs, this.#places.texture]);
    device.draw(this.#sides[0].target);
    let side = 0;
    let update = chunk.first;
    const end = chunk.first + chunk.count;
    while (update < end) {
      const firstBatch = Math.floor(update / this.plan.repeats);
      const stop = Math.min(end, (firstBatch + this.#blocks) * this.plan.repeats);
      this.#makeStrings(firstBatch, Math.ceil(stop / this.plan.repeats) - firstBatch);
      for (; update < stop; update++) {
        const block = Math.floor(update / this.plan.repeats) - firstBatch;
        this.#update(side, update, block, chunk.learningRate);
        side = 1 - side;
      }
    }
    this.#unpack(side, outputs);
  }

  #uploadActive(active: readonly boolean[]): void {
    if (this.#activeUploaded === active) return;
    this.device.upload(this.#active, 'r32f', Float32Array.from(active, Number));
    this.#activeUploaded = active;
  }

  #makeStrings(firstBatch: number, blocks: number): void {
    const { device, grid, plan } = this;
    const { strings, answers } = this.#programs;
    this.device.use(strings, [this.#seeds.texture]);
    device.gl.uniform1i(uniform(strings, 'firstBatch'), firstBatch);
    device.draw(this.#stringsTarget, blocks * grid.rows);
    this.device.use(answers, [this.#lengths.texture]);
    // places beyond an epoch's end hold strings of length 0, which count for nothing
    device.gl.uniform1i(uniform(answers, 'batchSize'), plan.batch);
    device.draw(this.#answersTarget, blocks);
  }

  #update(side: number, update: number, block: number, learningRate: number): void {
    const { device, plan } = this;
    const { gl } = device;
    const { gradient, adam } = this.#programs;
    const [weights, m, v] = this.#sides[side].textures;
    this.device.use(gradient, [
      weights.texture,
      this.#words.texture,
      this.#lengths.texture,
      this.#active.texture,
    ]);
    gl.uniform1i(uniform(gradient, 'block'), block);
    device.draw(this.#gradientTarget);

    this.device.use(adam, [weights.texture, m.texture, v.texture]);
    device.bind(3, this.#gradients.texture, gl.TEXTURE_2D_ARRAY);
    device.bind(4, this.#answers.texture);
    device.bind(5, this.#sources.texture);
    device.bind(6, this.#active.texture);
    const batch = batchOfUpdate(plan, update);
    gl.uniform1i(uniform(adam, 'block'), block);
    gl.uniform1i(uniform(adam, 'batchSize'), batch.end - batch.start);
    gl.uniform1f(uniform(adam, 'stepSize'), adamStepSize(learningRate, update + 1));
    gl.uniform1i(uniform(adam, 'restartTally'), startsTally(plan, update) ? 1 : 0);
    device.draw(this.#sides[1 - side].target);
  }

  #unpack(side: number, outputs: TensorTextures): void {
    const { device } = this;
    const { unpack, unpackTally } = this.#programs;
    const textures = this.#sides[side].textures.map(({ texture }) => texture);
    this.device.use(unpack, [...textures, this.#columns.texture]);
    device.gl.uniform1i(uniform(unpack, 'width'), outputs.params.width);
    device.drawInto([outputs.params, outputs.m, outputs.v]);
    this.device.use(unpackTally, textures.slice(0, 1));
    device.gl.uniform1i(uniform(unpackTally, 'width'), outputs.tally.width);
    device.drawInto([outputs.tally]);
  }

  /** Judges the weights in a tensor's texture and writes both result tensors. */
  evaluate(
    session: KernelSession,
    params: WebGLTexture,
    wrongByLength: DeviceTexture,
    sums: DeviceTexture,
  ): void {
    const { device, plan } = this;
    device.begin();
    this.#evaluation ??= new Evaluation(device, plan, session);
    this.device.use(this.#programs.pack, [params, params, params, params, this.#places.texture]);
    device.draw(this.#sides[0].target);
    this.#evaluation.run(this.#sides[0].textures[0], wrongByLength, sums);
  }

  dispose(): void {
    const { device } = this;
    this.#evaluation?.dispose();
    Object.values(this.#programs).forEach((program) => device.deleteProgram(program));
    this.#targets.forEach((target) => device.deleteTarget(target));
    this.#textures.forEach((texture) => device.deleteTexture(texture));
  }
}

/** Throws an EngineError in plain words rather than let the GPU run out of memory. */
function checkSize({ seeds, batch, model }: RunPlan, grid: LaneGrid, { slices, targets }: SlicePlan): void {
  const bytes = grid.width * grid.rows * slices * targets * 16;
  if (bytes <= MAX_GRADIENT_BYTES) return;
  const megabytes = (count: number): string => `${Math.round(count / 2 ** 20)} MB`;
  throw new EngineError(
    `${seeds.length} networks of ${model.hidden} units in batches of ${batch} need ${megabytes(bytes)} of GPU memory, ` +
      `more than the ${megabytes(MAX_GRADIENT_BYTES)} that are used at most. Fewer replicas or a smaller batch will fit.`,
  );
}
