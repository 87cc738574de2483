/**
 * Tries a certificate of version 3 on concrete states, for the tests: how far out in their targets the images of a set
 * really come, and how little is left of a read-out. Uphill along the slopes, so that what is found is near the worst.
 */
import { createWalker, type Walker } from '../walker.ts';
import type { WordCertificate, WordSet } from '../certificate/word-certificate.ts';
import type { Random } from '../test-networks.fixture.ts';
import { solved } from './solved.fixture.ts';

const STARTS = 2;
const CLIMBS = 4;
const STEP = 1e-6;

/** A claim of a set about one of its words. */
export interface Claim {
  readonly set: number;
  /** Its place among the words of the set. */
  readonly word: number;
}

/** A state of a set where a word leads, in the target's coordinates: inside while its length is at most 1. */
export interface Farthest extends Claim {
  readonly length: number;
  readonly coordinates: Float64Array; // [n]
}

export class ConcreteClaims {
  readonly #certificate: WordCertificate;
  readonly #walker: Walker;
  readonly #random: Random;

  constructor(certificate: WordCertificate, random: Random) {
    this.#certificate = certificate;
    this.#walker = createWalker(certificate.spec, certificate.params);
    this.#random = random;
  }

  /** The claims of other sets that lead to a set. */
  claimsOn(target: number): Claim[] {
    return this.#certificate.sets.flatMap(({ to }, set) =>
      to.flatMap((k, word) => (k === target && set !== target ? [{ set, word }] : [])),
    );
  }

  /** About the farthest out in its target that a state of the set comes. */
  farthest({ set, word }: Claim): Farthest {
    const { sets } = this.#certificate;
    const from = sets[set];
    const target = sets[from.to[word]];
    const image = (u: Float64Array): Float64Array => {
      const state = stateAt(from, u);
      for (const bit of from.words[word]) this.#walker.step(state, Number(bit));
      return solved(
        target.axes,
        state.map((x, k) => x - target.centre[k]),
      );
    };
    const { u } = this.#climb(from, (at) => Math.hypot(...image(at)));
    const coordinates = image(u);
    return { set, word, length: Math.hypot(...coordinates), coordinates };
  }

  /** About the least margin, with its right sign positive, of all read-outs along a word. */
  leastMargin({ set, word }: Claim): number {
    const from = this.#certificate.sets[set];
    const least = (u: Float64Array): number => {
      const state = stateAt(from, u);
      let { parity }: { parity: number } = from;
      let margin = Infinity;
      for (const bit of from.words[word]) {
        parity ^= Number(bit);
        const odd = this.#walker.step(state, Number(bit));
        margin = Math.min(margin, parity === 1 ? odd : -odd);
      }
      return margin;
    };
    return -this.#climb(from, (u) => -least(u)).most;
  }

  /** Climbs on the rim, from some places. */
  #climb({ centre }: WordSet, height: (u: Float64Array) => number): { u: Float64Array; most: number } {
    const n = centre.length;
    let best: { u: Float64Array; most: number } = {
      u: new Float64Array(n),
      most: height(new Float64Array(n)),
    };
    for (let start = 0; start < STARTS; start++) {
      let u = unit(Float64Array.from({ length: n }, () => this.#random() - 0.5));
      for (let climb = 0; climb < CLIMBS; climb++) {
        const here = height(u);
        if (here > best.most) best = { u, most: here };
        u = unit(u.map((_, k) => height(u.map((x, at) => (at === k ? x + STEP : x))) - here));
      }
    }
    return best;
  }
}

/** The state at u, or where the way there from the centre leaves what h can be. */
function stateAt({ centre, axes }: WordSet, u: Float64Array): Float64Array {
  const n = centre.length;
  const way = centre.map((_, k) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += u[j] * axes[j * n + k];
    return sum;
  });
  let share = 1;
  for (let k = n / 2; k < n; k++)
    share = Math.min(share, (1 - Math.sign(way[k]) * centre[k]) / Math.abs(way[k]));
  return centre.map((x, k) => x + Math.max(0, share) * way[k]);
}

function unit(u: Float64Array): Float64Array {
  const length = Math.hypot(...u);
  return length > 0 ? u.map((x) => x / length) : u.map((_, k) => (k === 0 ? 1 : 0));
}
