/**
 * Everything on the GPU that belongs to one run. A chunk packs the tensors into columns, makes its strings, and then
 * draws its updates, as the design has it, before it unpacks into fresh tensors.
 */
import { paramCount } from '../../lstm/params.ts';
import { DIGEST_SPAN } from '../canary.ts';
import type { Chunk, RunPlan } from '../engine.ts';
import type { KernelSession } from '../kernel-session.ts';
import { columnIndices, columnsSize, flatIndices, paramColumns, tableSize } from './columns.ts';
import { createUpdates, type DesignName } from './designs.ts';
import { uniform, type Device, type DeviceTexture, type RenderTarget } from './device.ts';
import { Evaluation } from './evaluation.ts';
import { blockRows, blocksReady } from './lane-grid.ts';
import { stringsKernel } from './strings.kernel.ts';
import { digestKernel, packKernel, unpackKernel, unpackTallyKernel } from './tensors.kernel.ts';
import type { StateSide, Updates, UpdateTextures } from './updates.ts';

/** Textures of the tensors that a chunk returns. */
export interface TensorTextures {
  readonly params: DeviceTexture;
  readonly m: DeviceTexture;
  readonly v: DeviceTexture;
  readonly tally: DeviceTexture;
}

/** Everything on the GPU that belongs to one session. */
export class WebglSession {
  readonly device: Device;
  readonly plan: RunPlan;
  readonly #updates: Updates;
  readonly #programs;
  readonly #textures: DeviceTexture[] = [];
  readonly #targets: RenderTarget[] = [];
  readonly #sides: readonly [StateSide, StateSide];
  readonly #blocks: number;
  readonly #words: DeviceTexture;
  readonly #lengths: DeviceTexture;
  readonly #stringsTarget: RenderTarget;
  readonly #seeds: DeviceTexture;
  readonly #places: DeviceTexture;
  readonly #columns: DeviceTexture;
  readonly #active: DeviceTexture;
  #activeUploaded: readonly boolean[] | null = null;
  #evaluation: Evaluation | null = null;

  constructor(device: Device, plan: RunPlan, design: DesignName, targets: 4 | 8) {
    this.device = device;
    this.plan = plan;
    const { hidden } = plan.model;
    const replicas = plan.seeds.length;
    this.#updates = createUpdates(design, device, plan, targets);
    const { grid } = this.#updates;
    this.#blocks = blocksReady(grid);
    this.#programs = device.programs({
      pack: packKernel(hidden),
      strings: stringsKernel(plan, grid),
      unpack: unpackKernel(hidden, replicas),
      unpackTally: unpackTallyKernel(hidden, replicas),
      digest: digestKernel(),
    });

    const texture = (...size: Parameters<Device['texture']>): DeviceTexture =>
      this.#keep(device.texture(...size));
    const table = (format: 'rgba32i' | 'r32i', texels: Int32Array, length: number): DeviceTexture => {
      const { width, rows } = tableSize(length);
      return texture(format, width, rows, padded(texels, width * rows * (texels.length / length)));
    };
    const target = (textures: readonly DeviceTexture[]): RenderTarget =>
      this.#keepTarget(device.target(textures));
    const side = (): StateSide => {
      const one = (): DeviceTexture => texture('rgba32f', ...columnsSize(hidden, replicas));
      const textures = [one(), one(), one()] as const;
      return { textures, target: target(textures) };
    };
    this.#sides = [side(), side()];
    this.#words = texture('rgba32ui', grid.width, blockRows(grid) * this.#blocks);
    this.#lengths = texture('r32ui', grid.width, blockRows(grid) * this.#blocks);
    this.#stringsTarget = target([this.#words, this.#lengths]);
    this.#seeds = texture('r32ui', replicas, 1, Uint32Array.from(plan.seeds));
    this.#places = table('rgba32i', flatIndices(hidden), paramColumns(hidden));
    this.#columns = table('r32i', columnIndices(hidden), paramCount(hidden));
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
    this.#pack(inputs, false);
    let side: 0 | 1 = 0;
    const textures: UpdateTextures = {
      sides: this.#sides,
      words: this.#words,
      lengths: this.#lengths,
      active: this.#active,
    };
    const { learningRate } = chunk;
    let first = chunk.first;
    while (first < chunk.first + chunk.count) {
      const firstBatch = Math.floor(first / this.plan.repeats);
      const end = Math.min(chunk.first + chunk.count, (firstBatch + this.#blocks) * this.plan.repeats);
      this.#makeStrings(firstBatch, Math.ceil(end / this.plan.repeats) - firstBatch);
      side = this.#updates.draw(textures, { first, end, firstBatch, learningRate }, side);
      first = end;
    }
    this.#unpack(side, outputs);
  }

  /** Turns tensors into columns; `isAlone`: only the weights matter. */
  #pack(tensors: readonly WebGLTexture[], isAlone: boolean): void {
    const { device } = this;
    const { pack } = this.#programs;
    device.use(pack, [...tensors, this.#places.texture]);
    device.gl.uniform1i(uniform(pack, 'alone'), isAlone ? 1 : 0);
    device.draw(this.#sides[0].target);
  }

  #uploadActive(active: readonly boolean[]): void {
    if (this.#activeUploaded === active) return;
    this.device.upload(this.#active, 'r32f', Float32Array.from(active, Number));
    this.#activeUploaded = active;
  }

  #makeStrings(firstBatch: number, blocks: number): void {
    const { device } = this;
    const { grid } = this.#updates;
    const { strings } = this.#programs;
    this.device.use(strings, [this.#seeds.texture]);
    device.gl.uniform1i(uniform(strings, 'firstBatch'), firstBatch);
    device.draw(this.#stringsTarget, blocks * blockRows(grid));
  }

  #unpack(side: 0 | 1, outputs: TensorTextures): void {
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

  /** Begins to compile what judges, which would stand in the way of the first evaluation. */
  prepareToJudge(): void {
    this.#evaluation ??= new Evaluation(this.device, this.plan);
  }

  /** Judges the weights in a tensor's texture and writes the result's. */
  evaluate(session: KernelSession, params: WebGLTexture, stamp: number, judged: DeviceTexture): void {
    const { device, plan } = this;
    device.begin();
    this.#evaluation ??= new Evaluation(device, plan);
    this.#pack([params, params, params, params], true);
    this.#evaluation.run(session, this.#sides[0].textures[0], stamp, judged);
  }

  /** Writes the digests of a matrix in a tensor's texture. */
  digest(values: WebGLTexture, [rows, columns]: readonly number[], digests: DeviceTexture): void {
    const { device } = this;
    const { digest } = this.#programs;
    device.begin();
    device.use(digest, [values]);
    const sizes = { rows, columns, spans: Math.ceil(columns / DIGEST_SPAN), width: digests.width };
    for (const [name, size] of Object.entries(sizes)) device.gl.uniform1i(uniform(digest, name), size);
    device.drawInto([digests]);
  }

  dispose(): void {
    const { device } = this;
    this.#evaluation?.dispose();
    this.#updates.dispose();
    Object.values(this.#programs).forEach((program) => device.deleteProgram(program));
    this.#targets.forEach((target) => device.deleteTarget(target));
    this.#textures.forEach((texture) => device.deleteTexture(texture));
  }
}

/** The same numbers with zeros after them. */
function padded(values: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length);
  longer.set(values);
  return longer;
}
