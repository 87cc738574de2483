/** The plain model's margins alone, bit after bit, without a trace and without memory. */
import { PlainCell } from '../lstm/cell.ts';
import { marginLoss } from '../lstm/loss.ts';
import type { ModelSpec, ParamVector } from '../lstm/params.ts';

/** Answers strings with one state that is used again for every string. */
export class PlainAnswers {
  readonly #head: ModelSpec['head'];
  readonly #cell: PlainCell;
  readonly #state: Float64Array;

  constructor(model: ModelSpec) {
    this.#head = model.head;
    this.#cell = new PlainCell(model);
    this.#state = new Float64Array(2 * model.hidden);
  }

  /** The weights that answer from here on. */
  load(params: ParamVector): this {
    this.#cell.load(params);
    return this;
  }

  /** Before the first bit. */
  restart(): void {
    this.#state.fill(0);
  }

  /** One bit; gives back logit of odd minus logit of even. */
  step(bit: number): number {
    return this.#cell.step(this.#state, bit);
  }

  /** Margins after every bit of a string. */
  margins(bits: ArrayLike<number>): Float64Array {
    this.restart();
    return Float64Array.from(bits, (bit) => this.step(bit));
  }

  /** The loss over every bit of a string. */
  loss(bits: ArrayLike<number>): number {
    this.restart();
    let [parity, sum] = [0, 0];
    for (let t = 0; t < bits.length; t++) {
      parity ^= bits[t];
      sum += marginLoss(this.step(bits[t]), parity, this.#head).loss;
    }
    return sum;
  }
}

/** How far weights are moved, relative to themselves, to see what rounding can do: eight times a float32's last bit. */
const NUDGE = 2 ** -20;
const NUDGES = 4;

/** Some weights that differ from those given by no more than rounding does, always the same. */
export function nudgedWeights(params: ParamVector): Float64Array[] {
  return Array.from({ length: NUDGES }, (_, n) =>
    Float64Array.from(params, (weight, k) => weight * (1 + ((k * 7 + n * 3) % 5 < 2 ? NUDGE : -NUDGE))),
  );
}
