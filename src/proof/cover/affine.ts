/**
 * Sets that remember how c and h hang together: `x = centre + generators η + rest`, η in a box, and what one bit makes
 * of them by the mean value form
 *
 *     F(centre + δ) in F(centre) + J(box) δ,    J(box): bounds on the cell's derivatives over the set's box
 *
 * (Moore, Kearfott and Cloud, 2009, ch. 6; Lohner, "Enclosing the solutions of ordinary initial value problems", 1987.)
 * Where a unit latches by feedback, the plain intervals of c and h grow though every orbit converges: in J two terms
 * almost cancel. Rounding is not bounded here: this is a search, and the checker judges what it finds.
 */
import { modelOf, type ModelSpec, type ParamVector } from '../../lstm/params.ts';
import {
  functionBounds,
  leastSquareSlope,
  mostSquareSlope,
  productHigh,
  productLow,
  type GateBounds,
} from './function-bounds.ts';
import type { Box, IntervalNetwork } from './intervals.ts';

/** A set of states, in a box as well: n = 2 hidden coordinates, c of every unit, then h of every unit. */
export interface AffineForm {
  readonly centre: Float64Array; // [n]
  readonly generators: Float64Array; // [n, n]
  /** Half widths of η. */
  readonly reach: Float64Array; // [n]
  readonly rest: Box; // [2 n]
  readonly box: Box; // [2 n]
}

/** Widens what rounding might have narrowed, so that the checker's outward rounding still fits. */
const ROUNDING = 1e-11;

/** What the slopes of one unit depend on. */
interface UnitBounds {
  readonly unit: number;
  /** Whether its cell is unbounded: then tanh c is a constant between two bounds. */
  readonly isFree: boolean;
  readonly i: GateBounds;
  readonly f: GateBounds;
  readonly g: GateBounds;
  readonly o: GateBounds;
  readonly cLo: number;
  readonly cHi: number;
  /** tanh of the new cell. */
  readonly tLo: number;
  readonly tHi: number;
}

/** Maps affine forms of one network. */
export class AffineNetwork {
  readonly spec: ModelSpec;
  readonly #intervals: IntervalNetwork;
  readonly #params: ParamVector;
  /** Recurrent weights of each column. */
  readonly #weights: readonly Float64Array[]; // [4H][H]
  readonly #offsets: { readonly input: number; readonly bias: number };
  /** Slopes of the new state along the old one: midpoints and radii. */
  readonly #middle: Float64Array; // [n, n]
  readonly #radius: Float64Array; // [n, n]

  constructor(intervals: IntervalNetwork, params: ParamVector) {
    this.spec = intervals.spec;
    this.#intervals = intervals;
    this.#params = params;
    const { inputKernel, recurrentKernel, bias } = modelOf(this.spec, params).layout;
    this.#offsets = { input: inputKernel.offset, bias: bias.offset };
    const { hidden } = this.spec;
    this.#weights = Array.from({ length: 4 * hidden }, (_, column) =>
      Float64Array.from(
        { length: hidden },
        (_row, from) => params[recurrentKernel.offset + from * 4 * hidden + column],
      ),
    );
    const n = 2 * hidden;
    this.#middle = new Float64Array(n * n);
    this.#radius = new Float64Array(n * n);
  }

  /** Encloses what `bit` makes of the set. */
  image(form: AffineForm, bit: 0 | 1): AffineForm {
    const { hidden } = this.spec;
    const n = 2 * hidden;
    const box = new Float64Array(2 * n);
    this.#intervals.image(form.box, bit, box);
    const centre = new Float64Array(n);
    const extra = new Float64Array(2 * n);
    this.#middle.fill(0);
    this.#radius.fill(0);
    for (let unit = 0; unit < hidden; unit++) this.#unit(form, bit, { unit, box, centre, extra });
    return this.#compose(form, { centre, extra, box });
  }

  /** Value, slopes and slack of one unit's new c and h. */
  #unit(
    form: AffineForm,
    bit: number,
    out: {
      readonly unit: number;
      readonly box: Box;
      readonly centre: Float64Array;
      readonly extra: Box;
    },
  ): void {
    const { hidden } = this.spec;
    const { unit, box, centre, extra } = out;
    const isHard = this.spec.activation === 'hard-sigmoid';
    const i = this.#gate(form, bit, { column: unit, isHard });
    const f = this.#gate(form, bit, { column: hidden + unit, isHard });
    const g = this.#gate(form, bit, { column: 2 * hidden + unit, isHard: null });
    const o = this.#gate(form, bit, { column: 3 * hidden + unit, isHard });
    const cLo = form.box[2 * unit];
    const cHi = form.box[2 * unit + 1];
    const isFree = !Number.isFinite(cHi - cLo) || !Number.isFinite(box[2 * unit + 1] - box[2 * unit]);
    const slack = this.#intervals.slack;
    const c = isFree ? 0 : f.at * form.centre[unit] + i.at * g.at;
    const cSlack =
      f.slack * Math.max(Math.abs(cLo), Math.abs(cHi)) + i.slack * 1.01 + g.slack * i.hi + slack * slack;
    const tLo = Math.tanh(box[2 * unit]) - slack;
    const tHi = Math.tanh(box[2 * unit + 1]) + slack;
    centre[unit] = c;
    if (isFree) {
      extra[2 * unit] = box[2 * unit];
      extra[2 * unit + 1] = box[2 * unit + 1];
      const t = (tLo + tHi) / 2;
      centre[hidden + unit] = o.at * t;
      const spread = (Math.max(o.hi, -o.lo) * (tHi - tLo)) / 2 + o.slack + slack;
      extra[2 * (hidden + unit)] = -spread;
      extra[2 * (hidden + unit) + 1] = spread;
    } else {
      extra[2 * unit] = -cSlack;
      extra[2 * unit + 1] = cSlack;
      centre[hidden + unit] = o.at * Math.tanh(c);
      const hSlack = o.slack * 1.01 + Math.max(o.hi, -o.lo) * (slack + cSlack);
      extra[2 * (hidden + unit)] = -hSlack;
      extra[2 * (hidden + unit) + 1] = hSlack;
    }
    this.#slopes({ unit, isFree, i, f, g, o, cLo, cHi, tLo, tHi });
  }

  /** Slopes of one unit's new c and h along the old state. */
  #slopes({ unit, isFree, i, f, g, o, cLo, cHi, tLo, tHi }: UnitBounds): void {
    const { hidden } = this.spec;
    const n = 2 * hidden;
    const row = (hidden + unit) * n;
    const bendLo = leastSquareSlope(tLo, tHi);
    const bendHi = mostSquareSlope(tLo, tHi);
    const throughLo = productLow(o.lo, o.hi, bendLo, bendHi);
    const throughHi = productHigh(o.lo, o.hi, bendLo, bendHi);
    if (!isFree) {
      const keptLo = f.lo + f.slack;
      const keptHi = f.hi - f.slack;
      this.#setSlope(unit * n + unit, keptLo, keptHi);
      this.#setSlope(
        row + unit,
        productLow(throughLo, throughHi, keptLo, keptHi),
        productHigh(throughLo, throughHi, keptLo, keptHi),
      );
    }
    for (let from = 0; from < hidden; from++) {
      const byI = this.#weights[unit][from];
      const byF = this.#weights[hidden + unit][from];
      const byG = this.#weights[2 * hidden + unit][from];
      const byO = this.#weights[3 * hidden + unit][from];
      const alongLo = productLow(byO * o.slopeLo, byO * o.slopeHi, tLo, tHi);
      const alongHi = productHigh(byO * o.slopeLo, byO * o.slopeHi, tLo, tHi);
      if (isFree) {
        this.#setSlope(row + hidden + from, alongLo, alongHi);
        continue;
      }
      const lo =
        productLow(byF * f.slopeLo, byF * f.slopeHi, cLo, cHi) +
        productLow(byI * i.slopeLo, byI * i.slopeHi, g.lo, g.hi) +
        productLow(byG * g.slopeLo, byG * g.slopeHi, i.lo, i.hi);
      const hi =
        productHigh(byF * f.slopeLo, byF * f.slopeHi, cLo, cHi) +
        productHigh(byI * i.slopeLo, byI * i.slopeHi, g.lo, g.hi) +
        productHigh(byG * g.slopeLo, byG * g.slopeHi, i.lo, i.hi);
      this.#setSlope(unit * n + hidden + from, lo, hi);
      this.#setSlope(
        row + hidden + from,
        alongLo + productLow(throughLo, throughHi, lo, hi),
        alongHi + productHigh(throughLo, throughHi, lo, hi),
      );
    }
  }

  #setSlope(at: number, a: number, b: number): void {
    this.#middle[at] = (a + b) / 2;
    this.#radius[at] = Math.abs(b - a) / 2;
  }

  /** Bounds on gate `column` over the set; `isHard` null: the candidate's tanh. */
  #gate(
    form: AffineForm,
    bit: number,
    { column, isHard }: { readonly column: number; readonly isHard: boolean | null },
  ): GateBounds {
    const { hidden } = this.spec;
    const n = 2 * hidden;
    const { input, bias } = this.#offsets;
    const weights = this.#weights[column];
    let at = this.#params[input + bit * 4 * hidden + column] + this.#params[bias + column];
    let lo = at;
    let hi = at;
    let restLo = 0;
    let restHi = 0;
    for (let from = 0; from < hidden; from++) {
      const w = weights[from];
      const k = 2 * (hidden + from);
      at += w * form.centre[hidden + from];
      lo += Math.min(w * form.box[k], w * form.box[k + 1]);
      hi += Math.max(w * form.box[k], w * form.box[k + 1]);
      restLo += Math.min(w * form.rest[k], w * form.rest[k + 1]);
      restHi += Math.max(w * form.rest[k], w * form.rest[k + 1]);
    }
    let reach = 0;
    for (let along = 0; along < n; along++) {
      let sum = 0;
      for (let from = 0; from < hidden; from++)
        sum += weights[from] * form.generators[(hidden + from) * n + along];
      reach += Math.abs(sum) * form.reach[along];
    }
    const low = Math.max(lo, at - reach + restLo);
    const high = Math.min(hi, at + reach + restHi);
    return functionBounds(isHard, { low, high, at }, this.#intervals.slack);
  }

  /** `J (generators η + rest)` with J split into midpoints, which make the new generators, and radii. */
  #compose(
    form: AffineForm,
    { centre, extra, box }: { readonly centre: Float64Array; readonly extra: Box; readonly box: Box },
  ): AffineForm {
    const n = centre.length;
    const generators = new Float64Array(n * n);
    for (let row = 0; row < n; row++)
      for (let k = 0; k < n; k++) {
        const slope = this.#middle[row * n + k];
        if (slope === 0) continue;
        for (let column = 0; column < n; column++)
          generators[row * n + column] += slope * form.generators[k * n + column];
      }
    const rest = new Float64Array(2 * n);
    const image = box.slice();
    for (let row = 0; row < n; row++) {
      let lo = extra[2 * row];
      let hi = extra[2 * row + 1];
      for (let k = 0; k < n; k++) {
        const radius = this.#radius[row * n + k];
        const slope = this.#middle[row * n + k];
        if (radius === 0 && slope === 0) continue;
        const away = deviation(form, k);
        lo += Math.min(slope * form.rest[2 * k], slope * form.rest[2 * k + 1]) - radius * away;
        hi += Math.max(slope * form.rest[2 * k], slope * form.rest[2 * k + 1]) + radius * away;
      }
      const rounding = ROUNDING * (1 + Math.abs(centre[row]));
      rest[2 * row] = lo - rounding;
      rest[2 * row + 1] = hi + rounding;
      let reach = 0;
      for (let k = 0; k < n; k++) reach += Math.abs(generators[row * n + k]) * form.reach[k];
      image[2 * row] = Math.max(image[2 * row], centre[row] - reach + rest[2 * row]);
      image[2 * row + 1] = Math.min(image[2 * row + 1], centre[row] + reach + rest[2 * row + 1]);
    }
    return { centre, generators, reach: form.reach, rest, box: image };
  }
}

/** How far coordinate `k` may be from the centre: by the generators, for the checker goes by them too. */
function deviation({ generators, reach, rest }: AffineForm, k: number): number {
  const n = reach.length;
  let away = Math.max(Math.abs(rest[2 * k]), Math.abs(rest[2 * k + 1]));
  for (let along = 0; along < n; along++) away += Math.abs(generators[k * n + along]) * reach[along];
  return away;
}
