/**
 * Faults that are as slight as a fault can be: a concrete state, or a read-out, shows that the changed certificate says
 * something false, by a thousandth. Certificates of one, two and four units, `latch` among them.
 */
import { describe, expect, test } from 'vitest';
import { formatCertificate } from '../certificate/certificate.ts';
import type { WordCertificate, WordSet } from '../certificate/word-certificate.ts';
import { WordSearch } from '../cover/word-search.ts';
import { seededRandom, trainedNetwork, wideNetworks } from '../test-networks.fixture.ts';
import { checkCertificate } from './checker.ts';
import { ConcreteClaims, type Farthest } from './concrete-claims.fixture.ts';

const SLACK = 1e-6;
/** Sets that are looked at, all over the list, and claims on each. */
const SETS = 4;
const CLAIMS = 6;
/** By how much a claim is made false. */
const BEYOND = 1e-3;

const certificates = [trainedNetwork('latch 1'), ...wideNetworks].map(({ name, spec, params }) => {
  const search = new WordSearch(spec, params, SLACK).search();
  let step = search.next();
  while (step.done !== true) step = search.next();
  if (!step.value.found) throw new Error(`${name}: no proof`);
  return { name, certificate: { spec, params, slack: SLACK, sets: step.value.sets } };
});

const isAccepted = (certificate: WordCertificate): boolean =>
  checkCertificate(formatCertificate(certificate)).ok;

const changed = (
  certificate: WordCertificate,
  at: number,
  change: (set: WordSet) => WordSet,
): WordCertificate => ({
  ...certificate,
  sets: certificate.sets.map((set, k) => (k === at ? change(set) : set)),
});

/** The coordinate in which a state is farthest out. */
const farthestAxis = ({ coordinates }: Farthest): number =>
  coordinates.reduce((best, x, j) => (Math.abs(x) > Math.abs(coordinates[best]) ? j : best), 0);

/** What makes a set just too small, or just too far away, for a state that it is said to hold. */
const FAULTS: readonly (readonly [string, (set: WordSet, out: Farthest) => WordSet])[] = [
  [
    'all axes shorter',
    (set, { length }) => ({ ...set, axes: set.axes.map((x) => x * length * (1 - BEYOND)) }),
  ],
  [
    'one axis shorter',
    (set, out) => {
      const { length, coordinates } = out;
      const axis = farthestAxis(out);
      // the other coordinates stay, this one grows until the length is 1 and a little
      const others = length ** 2 - coordinates[axis] ** 2;
      const factor = Math.abs(coordinates[axis]) / Math.sqrt((1 + BEYOND) ** 2 - others);
      const n = set.centre.length;
      return { ...set, axes: set.axes.map((x, k) => (Math.floor(k / n) === axis ? x * factor : x)) };
    },
  ],
  [
    'its centre moved',
    (set, { length, coordinates }) => {
      const n = set.centre.length;
      const by = (1 + BEYOND - length) / length;
      const centre = set.centre.map((x, k) => {
        let away = 0;
        for (let j = 0; j < n; j++) away += coordinates[j] * set.axes[j * n + k];
        return x - by * away;
      });
      return { ...set, centre };
    },
  ],
];

describe.each(certificates)('$name', ({ certificate }) => {
  const { sets, params } = certificate;
  const claims = new ConcreteClaims(certificate, seededRandom(7));
  const every = (list: readonly number[], most: number): number[] =>
    list.filter((_, k) => k % Math.ceil(list.length / most) === 0);
  const targets = every([...sets.keys()], SETS).flatMap((target) => {
    const known = claims.claimsOn(target);
    const outs = every([...known.keys()], CLAIMS).map((k) => claims.farthest(known[k]));
    return outs.length === 0 ? [] : [{ target, out: outs.reduce((a, b) => (a.length > b.length ? a : b)) }];
  });

  test('is accepted as it is, and no concrete state is where it should not be', () => {
    expect(isAccepted(certificate)).toBe(true);
    expect(targets.length).toBeGreaterThan(2);
    for (const { out } of targets) {
      expect(out.length).toBeLessThan(1);
      expect(claims.leastMargin(out)).toBeGreaterThan(0);
    }
    // states come near the rims, or what follows would be gross
    expect(Math.max(...targets.map(({ out }) => out.length))).toBeGreaterThan(0.5);
  });

  test.each(FAULTS)('is refused with any one target that has %s', (_, fault) => {
    const accepted = targets.filter(({ target, out }) =>
      isAccepted(changed(certificate, target, (set) => fault(set, out))),
    );
    expect(accepted).toEqual([]);
  });

  test('is refused with a read-out that is moved just over a state', () => {
    const wrong = targets.flatMap(({ out }) => {
      const margin = claims.leastMargin(out) * (1 + BEYOND);
      // one of both ways is the wrong one
      return [margin, -margin]
        .map((by) => ({
          ...certificate,
          params: params.map((x, k) => (k === params.length - 1 ? x + by : x)),
        }))
        .filter((moved) => new ConcreteClaims(moved, seededRandom(7)).leastMargin(out) < 0);
    });
    expect(wrong.length).toBeGreaterThanOrEqual(targets.length);
    expect(wrong.filter(isAccepted)).toEqual([]);
  });

  test('is refused with half the slack', () => {
    expect(isAccepted({ ...certificate, slack: SLACK / 2 })).toBe(false);
  });

  test('what is accepted with a change is still true of concrete states: changes that are false of one are refused', () => {
    const random = seededRandom(11);
    const changes: ((set: WordSet) => WordSet)[] = [
      (set) => ({ ...set, axes: set.axes.map((x) => x * 0.999) }),
      (set) => ({ ...set, axes: set.axes.map((x) => x * 1.001) }),
      (set) => ({ ...set, axes: set.axes.map((x, k) => (k < set.centre.length ? x * 0.999 : x)) }),
      (set) => ({ ...set, axes: set.axes.map((x) => x * (1 + 1e-3 * (random() - 0.5))) }),
      (set) => ({ ...set, centre: set.centre.map((x, k) => x + 0.01 * set.axes[k]) }),
      (set) => ({ ...set, to: nearbyTargets(set, sets) }),
      (set) => ({ ...set, to: set.to.toReversed() }),
      (set) => stoppedEarly(set, sets),
    ];
    const falsified = targets.flatMap(({ target }) =>
      changes.flatMap((change) => {
        const other = changed(certificate, target, change);
        const problem = firstFalse(other, target);
        return problem === null ? [] : [{ other, problem }];
      }),
    );
    expect(falsified.filter(({ other }) => isAccepted(other)).map(({ problem }) => problem)).toEqual([]);
  });

  /** A claim of the set, or on it, that a concrete state shows to be false. */
  function firstFalse(other: WordCertificate, set: number): string | null {
    const concrete = new ConcreteClaims(other, seededRandom(5));
    const own = every([...other.sets[set].words.keys()], CLAIMS).map((word) => ({ set, word }));
    const on = concrete.claimsOn(set);
    for (const claim of [...own, ...every([...on.keys()], CLAIMS).map((k) => on[k])]) {
      const { length } = concrete.farthest(claim);
      if (length > 1) return `word ${claim.word} of set ${claim.set} comes to ${length}`;
      if (concrete.leastMargin(claim) < 0) return `word ${claim.word} of set ${claim.set} is read wrongly`;
    }
    return null;
  }
});

/** Each word's target, or the other set of its parity that is nearest. */
function nearbyTargets({ to }: WordSet, sets: readonly WordSet[]): readonly number[] {
  return to.map((k) => {
    const distance = (at: number): number =>
      at === k || sets[at].parity !== sets[k].parity
        ? Infinity
        : Math.hypot(...sets[at].centre.map((x, q) => x - sets[k].centre[q]));
    return sets.reduce(
      (best, _, at) => (distance(at) < distance(best) ? at : best),
      k === 0 ? sets.length - 1 : 0,
    );
  });
}

/** Words of one bit, to sets that are named anyway if they can be. */
function stoppedEarly(set: WordSet, sets: readonly WordSet[]): WordSet {
  const to = [0, 1].map((bit) => {
    const isRight = (k: number): boolean => sets[k].parity === (set.parity ^ bit);
    return set.to.find(isRight) ?? [...sets.keys()].find(isRight)!;
  });
  return { ...set, words: ['0', '1'], to };
}
