/**
 * Checks a certificate from its file alone. It shares no arithmetic with the search that found it: bounds move
 * beyond the neighbouring float64 after every operation, and exp, the only transcendental function, is summed here from its
 * series with the remainder bounded, so that nothing rests on the accuracy of `Math.exp` or `Math.tanh`.
 *
 * What is claimed, and so what is checked, stands in `certificate.ts`. An image is enclosed by plain interval
 * arithmetic.
 */
import { paramLayout } from '../lstm/params.ts';
import { CertificateError, parseCertificate, type Certificate } from './certificate.ts';

/** The outcome of a check; a problem says what the certificate fails to prove. */
export type CheckResult =
  | { readonly ok: true; readonly certificate: Certificate; readonly images: number }
  | { readonly ok: false; readonly problem: string };

/** The least slack under which a claim covers the float32 engines. */
const LEAST_SLACK = 1e-6;

interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** A state's bounds. */
interface State {
  readonly c: readonly Interval[]; // [hidden]
  readonly h: readonly Interval[]; // [hidden]
}

/** Checks a certificate file's text. Never throws. */
export function checkCertificate(text: string): CheckResult {
  try {
    const certificate = parseCertificate(text);
    return check(certificate);
  } catch (error) {
    if (error instanceof CertificateError) return { ok: false, problem: error.message };
    throw error;
  }
}

function check(certificate: Certificate): CheckResult {
  const { spec, slack } = certificate;
  if (slack < LEAST_SLACK) return { ok: false, problem: `the slack is below ${LEAST_SLACK}` };
  const boxes = certificate.boxes.map(({ parity, box }) => ({ parity, state: stateOf(box, spec.hidden) }));
  const zero = { lo: 0, hi: 0 };
  const start: State = {
    c: Array.from({ length: spec.hidden }, () => zero),
    h: Array.from({ length: spec.hidden }, () => zero),
  };
  if (!boxes.some(({ parity, state }) => parity === 0 && contains(state, start)))
    return { ok: false, problem: 'no box of parity 0 holds the zero state' };
  const ofParity = [0, 1].map((wanted) => boxes.filter(({ parity }) => parity === wanted));
  for (const [k, { parity, state }] of boxes.entries())
    for (const bit of [0, 1]) {
      const next = parity ^ bit;
      const targets = ofParity[next].map((box) => box.state);
      const problem = imageProblem(certificate, state, { bit, parity: next, targets });
      if (problem !== null) return { ok: false, problem: `box ${k}, bit ${bit}: the image ${problem}` };
    }
  return { ok: true, certificate, images: 2 * boxes.length };
}

function stateOf(box: Float64Array, hidden: number): State {
  const interval = (k: number): Interval => ({ lo: box[2 * k], hi: box[2 * k + 1] });
  return {
    c: Array.from({ length: hidden }, (_, unit) => interval(unit)),
    h: Array.from({ length: hidden }, (_, unit) => interval(hidden + unit)),
  };
}

const isWithin = (inner: Interval, outer: Interval): boolean => inner.lo >= outer.lo && inner.hi <= outer.hi;

const contains = (outer: State, inner: State): boolean =>
  inner.c.every((c, unit) => isWithin(c, outer.c[unit])) &&
  inner.h.every((h, unit) => isWithin(h, outer.h[unit]));

interface Goal {
  readonly bit: number;
  readonly parity: number;
  readonly targets: readonly State[];
}

/** What keeps the image of `state` from lying in one target on the right side of the read-out, or null. */
function imageProblem(certificate: Certificate, state: State, { bit, parity, targets }: Goal): string | null {
  const image = imageOf(certificate, state, bit);
  const margin = marginOf(certificate, image);
  if (parity === 1 ? !(margin.lo > 0) : !(margin.hi < 0)) return 'is not read out rightly';
  return targets.some((target) => contains(target, image)) ? null : 'lies in no one box of its parity';
}

/** `c = f c + i g`, `h = o tanh(c)`, over all states in the box. */
function imageOf({ spec, params, slack }: Certificate, state: State, bit: number): State {
  const { hidden } = spec;
  const { inputKernel, recurrentKernel, bias } = paramLayout(hidden);
  const width = 4 * hidden;
  const argument = (column: number): Interval =>
    state.h.reduce(
      (sum, h, unit) => plus(sum, times(point(params[recurrentKernel.offset + unit * width + column]), h)),
      plus(point(params[inputKernel.offset + bit * width + column]), point(params[bias.offset + column])),
    );
  const gate = (column: number): Interval =>
    spec.activation === 'sigmoid'
      ? widen(monotone(sigmoidPoint, argument(column)), slack)
      : hardSigmoid(argument(column), slack);
  const widenedTanh = (x: Interval): Interval => widen(monotone(tanhPoint, x), slack);
  const c = state.c.map((previous, unit) =>
    plus(times(gate(hidden + unit), previous), times(gate(unit), widenedTanh(argument(2 * hidden + unit)))),
  );
  const h = c.map((cell, unit) => times(gate(3 * hidden + unit), widenedTanh(cell)));
  return { c, h };
}

/** Logit of odd minus logit of even. */
function marginOf({ spec, params }: Certificate, state: State): Interval {
  const { outputKernel, outputBias } = paramLayout(spec.hidden);
  const difference = (at: number): Interval => plus(point(params[at + 1]), point(-params[at]));
  return state.h.reduce(
    (sum, h, unit) => plus(sum, times(difference(outputKernel.offset + 2 * unit), h)),
    difference(outputBias.offset),
  );
}

/** `clip(z / 5 + 1/2, 0, 1)` widened, or exact when the whole argument is beyond a knee by the slack. */
function hardSigmoid(z: Interval, slack: number): Interval {
  const knee = up(2.5 + slack);
  if (z.lo >= knee) return point(1);
  if (z.hi <= -knee) return point(0);
  const clip = (x: number): number => Math.min(1, Math.max(0, x));
  const line = plus(over(z, 5), point(0.5));
  return widen({ lo: clip(line.lo), hi: clip(line.hi) }, slack);
}

/**
 * A number above `x` by at least a unit in its last place, and by a little near 0: the product of a normal x and
 * 1 + 2^-52 is x + ulp or more before it is rounded, and rounding is monotone. Infinity stays.
 */
const up = (x: number): number => (x >= 0 ? x * (1 + 2 ** -52) : x * (1 - 2 ** -52)) + 1e-305;

/** The same below. */
const down = (x: number): number => -up(-x);

const point = (x: number): Interval => ({ lo: x, hi: x });

const widen = (x: Interval, by: number): Interval => ({ lo: down(x.lo - by), hi: up(x.hi + by) });

const isExactly = (x: Interval, value: number): boolean => x.lo === value && x.hi === value;

function plus(a: Interval, b: Interval): Interval {
  if (isExactly(a, 0)) return b;
  if (isExactly(b, 0)) return a;
  return { lo: down(a.lo + b.lo), hi: up(a.hi + b.hi) };
}

/** The product; an unbounded end stands for finite numbers, so that 0 times it is 0. */
function times(a: Interval, b: Interval): Interval {
  if (isExactly(a, 1)) return b;
  if (isExactly(a, 0) || isExactly(b, 0)) return point(0);
  const product = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);
  const corners = [product(a.lo, b.lo), product(a.lo, b.hi), product(a.hi, b.lo), product(a.hi, b.hi)];
  return { lo: down(Math.min(...corners)), hi: up(Math.max(...corners)) };
}

const over = (a: Interval, divisor: number): Interval => ({
  lo: down(a.lo / divisor),
  hi: up(a.hi / divisor),
});

const monotone = (f: (x: number) => Interval, x: Interval): Interval => ({ lo: f(x.lo).lo, hi: f(x.hi).hi });

/** Beyond this the sigmoid is within `e^-40 < 5e-18` of 0 or 1. */
const FAR = 40;

/** `1 / (1 + exp(-x))`. */
function sigmoidPoint(x: number): Interval {
  if (x > FAR) return { lo: 1 - 1e-15, hi: 1 };
  if (x < -FAR) return { lo: 0, hi: 1e-15 };
  const denominator = plus(point(1), exp(-x));
  return { lo: down(1 / denominator.hi), hi: up(1 / denominator.lo) };
}

/** `2 sigmoid(2 x) - 1`. */
const tanhPoint = (x: number): Interval => plus(times(point(2), sigmoidPoint(2 * x)), point(-1));

/** Halvings that bring an argument of at most `FAR` (twice, for tanh) below 1/25. */
const HALVINGS = 11;
/** Terms of the series: the remainder after them is below `2 (1/25)^10 / 10! < 6e-21`. */
const TERMS = 10;

/** exp at a number of at most 2 `FAR` in size: `exp(x) = exp(x / 2^k)^(2^k)`, the inner one by its series. */
function exp(x: number): Interval {
  const small = point(x / 2 ** HALVINGS); // exact: a power of two
  let sum = point(1);
  for (let k = TERMS - 1; k > 0; k--) sum = plus(point(1), over(times(small, sum), k));
  sum = widen(sum, 1e-20);
  for (let k = 0; k < HALVINGS; k++) sum = times(sum, sum);
  return sum;
}
