/** Makes right networks wrong, but only just, for the tests: the hardest for a proof to refuse. */
import { paramLayout, type ModelSpec, type ParamVector } from '../lstm/params.ts';
import { walkedNetwork, type WrongString } from './counterexample/counterexample.ts';
import { FAMILIES, searchFamily } from './counterexample/family-search.ts';

/** A network on the way from right to wrong; at 0 it is unchanged. */
export type Way = (spec: ModelSpec, params: ParamVector, far: number) => Float32Array;

/** The whole network fades; cells forget more; the read-out tilts to odd; one unit's own loop weakens. */
export const WAYS: Readonly<Record<string, Way>> = {
  fades: (_, params, far) => Float32Array.from(params, (x) => x * (1 - far)),
  forgets: (spec, params, far) => {
    const { offset } = paramLayout(spec.hidden).bias;
    const isForget = (k: number): boolean => k >= offset + spec.hidden && k < offset + 2 * spec.hidden;
    return Float32Array.from(params, (x, k) => (isForget(k) ? x - 10 * far : x));
  },
  tilts: (_, params, far) =>
    Float32Array.from(params, (x, k) => (k === params.length - 1 ? x + 20 * far : x)),
  'loops less': (spec, params, far) => {
    const { offset, rows, columns } = paramLayout(spec.hidden).recurrentKernel;
    const isLoop = (k: number): boolean => k >= offset && k < offset + rows * columns;
    return Float32Array.from(params, (x, k) => (isLoop(k) ? x * (1 - far) : x));
  },
};

const LONGEST = 10_000;
const HALVINGS = 10;

/** Nearly the nearest network on the way that some family's string shows to be wrong, with the string; or null. */
export function justWrong(
  spec: ModelSpec,
  params: ParamVector,
  way: Way,
): { readonly params: Float32Array; readonly wrong: WrongString } | null {
  let [right, far] = [0, 1];
  let found = wrongString(spec, way(spec, params, far));
  if (!found) return null;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (right + far) / 2;
    const wrong = wrongString(spec, way(spec, params, middle));
    if (wrong) [far, found] = [middle, wrong];
    else right = middle;
  }
  return { params: way(spec, params, far), wrong: found };
}

/** A string of a family that is answered wrongly, or null. */
function wrongString(spec: ModelSpec, params: ParamVector): WrongString | null {
  const subject = walkedNetwork(spec, params);
  for (const family of FAMILIES) {
    const search = searchFamily(subject, family, { longest: LONGEST, farthest: LONGEST });
    let step = search.next();
    while (step.done !== true) step = search.next();
    if (step.value) return step.value;
  }
  return null;
}
