/** The passes in WebAssembly's vectors: the memory that they share with JavaScript, and what goes in and comes out. */
import { marginLoss } from '../../lstm/loss.ts';
import { paramLayout, type ModelSpec, type Supervision } from '../../lstm/params.ts';
import { WORDS_PER_STRING } from '../../parity/bits.ts';
import type { PackedStrings } from '../../parity/dataset.ts';
import { addToTally, type Batch, type BlockSums, type EvaluationRows, type Passes } from './passes.ts';
import { LANES } from './lanes.ts';
import { simdLayout, STEPS_PER_PRODUCT } from './simd-layout.ts';
import { simdModule } from './simd.kernel.ts';

interface Exports {
  readonly forward: (steps: number, countAll: number) => void;
  readonly backward: (steps: number) => void;
}

const PAGE = 65_536;

/** The module compiled last: the next run is mostly of the same network, and finds the code as warm as it was left. */
let compiled: { readonly key: string; readonly module: WebAssembly.Module } | null = null;

/** Passes for strings of up to `max` bits; `isFused`: with relaxed SIMD's multiply-add. Throws what WebAssembly throws where it, or its vectors, cannot be had. */
export function createSimdPasses(spec: ModelSpec, max: number, isFused: boolean): Passes {
  const layout = simdLayout(spec.hidden, max);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.bytes / PAGE) });
  const key = JSON.stringify([spec, max, isFused]);
  if (compiled?.key !== key)
    compiled = { key, module: new WebAssembly.Module(simdModule(spec, layout, isFused)) };
  const { forward, backward } = new WebAssembly.Instance(compiled.module, { env: { memory } })
    .exports as unknown as Exports;
  return new SimdPasses({ spec, max, layout, memory, forward, backward });
}

interface Parts extends Exports {
  readonly spec: ModelSpec;
  readonly max: number;
  readonly layout: ReturnType<typeof simdLayout>;
  readonly memory: WebAssembly.Memory;
}

class SimdPasses implements Passes {
  readonly gradient: Float64Array;
  readonly #parts: Parts;
  readonly #floats: Float32Array;
  readonly #integers: Int32Array;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#floats = new Float32Array(parts.memory.buffer);
    this.#integers = new Int32Array(parts.memory.buffer);
    this.gradient = new Float64Array(paramLayout(parts.spec.hidden).size);
  }

  batchGradient(params: Float32Array, batch: Batch, supervision: Supervision, tally: Float32Array): void {
    const { strings, order, count } = batch;
    const { layout, forward, backward } = this.#parts;
    this.#loadWeights(params);
    this.#floats.fill(0, layout.inputGradient / 4, layout.bytes / 4);
    addToTally(tally, batch, supervision, (scale) => {
      const sums = { loss: 0, wrongBits: 0, wrongLastBits: 0, wrongStrings: 0 };
      this.#floats[layout.scale / 4] = scale;
      for (let from = 0; from < count; from += LANES) {
        const steps = this.#fillBlock(strings, order, from, Math.min(from + LANES, count));
        forward(steps, supervision === 'every' ? -1 : 0);
        backward(steps);
        this.#addCounts(steps, sums);
      }
      return sums;
    });
    this.#sumGradient();
  }

  evaluate(params: Float32Array, strings: PackedStrings, rows: EvaluationRows): void {
    const { layout, spec, forward } = this.#parts;
    const count = strings.lengths.length;
    const order = Int32Array.from({ length: count }, (_, index) => index);
    const sums = { loss: 0, wrongBits: 0, wrongLastBits: 0, wrongStrings: 0 };
    let lastLoss = 0;
    this.#loadWeights(params);
    for (let from = 0; from < count; from += LANES) {
      const to = Math.min(from + LANES, count);
      const steps = this.#fillBlock(strings, order, from, to);
      forward(steps, -1);
      this.#addCounts(steps, sums);
      for (let t = 0; t < steps; t++)
        rows.wrongByLength[t] += sumOfFour(this.#integers, layout.wrongByStep / 4 + 4 * t);
      const lastRow = (steps - 1) * LANES;
      for (let lane = 0; lane < to - from; lane++)
        lastLoss += marginLoss(
          this.#floats[layout.margins / 4 + lastRow + lane],
          this.#integers[layout.labels / 4 + lastRow + lane] & 1,
          spec.head,
        ).loss;
    }
    rows.sums.set([sums.loss, lastLoss, sums.wrongStrings]);
  }

  /** Reorders a replica's parameters for the passes. */
  #loadWeights(params: Float32Array): void {
    const { layout, spec } = this.#parts;
    const { hidden } = spec;
    const floats = this.#floats;
    const at = paramLayout(hidden);
    const width = 4 * hidden;
    for (let gate = 0; gate < 4; gate++)
      for (let unit = 0; unit < hidden; unit++) {
        const column = gate * hidden + unit;
        const input = layout.input / 4 + 8 * unit + 2 * gate;
        for (let bit = 0; bit < 2; bit++)
          floats[input + bit] =
            params[at.bias.offset + column] + params[at.inputKernel.offset + bit * width + column];
        for (let from = 0; from < hidden; from++) {
          const weight = params[at.recurrentKernel.offset + from * width + column];
          floats[layout.recurrent / 4 + 4 * (unit * hidden + from) + gate] = weight;
          floats[layout.recurrentBack / 4 + (4 * unit + gate) * hidden + from] = weight;
        }
      }
    for (let unit = 0; unit < hidden; unit++) {
      const row = at.outputKernel.offset + 2 * unit;
      floats[layout.output / 4 + unit] = params[row + 1] - params[row];
    }
    floats[layout.outputBias / 4] = params[at.outputBias.offset + 1] - params[at.outputBias.offset];
  }

  /** Puts the strings `order[from .. to - 1]`, long before short, into the lanes; gives the bits of the longest. */
  #fillBlock({ words, lengths }: PackedStrings, order: Int32Array, from: number, to: number): number {
    const { layout } = this.#parts;
    const integers = this.#integers;
    const steps = lengths[order[from]];
    const running = layout.running / 4;
    integers.fill(0, running, running + steps + 1);
    for (let place = from; place < to; place++) {
      const index = order[place];
      for (let word = 0; word < WORDS_PER_STRING; word++)
        integers[layout.words / 4 + word * LANES + place - from] = words[WORDS_PER_STRING * index + word];
      // counts by length for now, cumulated below
      integers[running + lengths[index] - 1]++;
    }
    for (let t = steps - 2; t >= 0; t--) integers[running + t] += integers[running + t + 1];
    integers.fill(0, layout.wrongInLane / 4, layout.wrongInLane / 4 + LANES);
    integers.fill(0, layout.wrongLast / 4, layout.wrongLast / 4 + 4);
    this.#floats.fill(0, layout.penalty / 4, layout.penalty / 4 + 4);
    this.#floats.fill(1, layout.products / 4, layout.products / 4 + this.#productLanes(steps));
    return steps;
  }

  readonly #productLanes = (steps: number): number => Math.ceil(steps / STEPS_PER_PRODUCT) * LANES;

  #addCounts(steps: number, sums: BlockSums): void {
    const { layout } = this.#parts;
    sums.wrongLastBits += sumOfFour(this.#integers, layout.wrongLast / 4);
    for (let at = layout.wrongInLane / 4, end = at + LANES; at < end; at++) {
      const wrong = this.#integers[at];
      sums.wrongBits += wrong;
      if (wrong > 0) sums.wrongStrings++;
    }
    sums.loss += sumOfFour(this.#floats, layout.penalty / 4);
    for (let at = layout.products / 4, end = at + this.#productLanes(steps); at < end; at++)
      sums.loss += Math.log(this.#floats[at]);
  }

  /** Adds up the four lanes of every parameter's gradient. */
  #sumGradient(): void {
    const { layout, spec } = this.#parts;
    const { hidden } = spec;
    const { gradient } = this;
    const floats = this.#floats;
    const to = paramLayout(hidden);
    const width = 4 * hidden;
    for (let unit = 0; unit < hidden; unit++) {
      for (let gate = 0; gate < 4; gate++) {
        const column = gate * hidden + unit;
        const all = sumOfFour(floats, layout.inputGradient / 4 + 4 * (8 * unit + gate));
        const ofOnes = sumOfFour(floats, layout.inputGradient / 4 + 4 * (8 * unit + 4 + gate));
        gradient[to.bias.offset + column] = all;
        gradient[to.inputKernel.offset + column] = all - ofOnes;
        gradient[to.inputKernel.offset + width + column] = ofOnes;
        for (let from = 0; from < hidden; from++)
          gradient[to.recurrentKernel.offset + from * width + column] = sumOfFour(
            floats,
            layout.recurrentGradient / 4 + 4 * (4 * (from * hidden + unit) + gate),
          );
      }
      const output = sumOfFour(floats, layout.outputGradient / 4 + 4 * unit);
      gradient[to.outputKernel.offset + 2 * unit] = -output;
      gradient[to.outputKernel.offset + 2 * unit + 1] = output;
    }
    const bias = sumOfFour(floats, layout.outputBiasGradient / 4);
    gradient[to.outputBias.offset] = -bias;
    gradient[to.outputBias.offset + 1] = bias;
  }
}

const sumOfFour = (values: Float32Array | Int32Array, at: number): number =>
  values[at] + values[at + 1] + values[at + 2] + values[at + 3];
