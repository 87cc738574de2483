/**
 * Writes what search and checker enclose, for `enclosures.py` to compare with Arb: images of boxes under both bits,
 * every number as the float64 it is. `node e2e/scripts/run.mjs e2e/proof/enclosures.ts > FILE`
 */
import { boundsOf, imagesOfSet } from '../../src/proof/checker-sets.ts';
import { plainImage } from '../../src/proof/checker-cell.ts';
import { IntervalNetwork, LEAST_SLACK, zeroBox } from '../../src/proof/intervals.ts';
import { randomNetwork, seededRandom, trainedNetworks } from '../../src/proof/test-networks.ts';

const random = seededRandom(4);
const networks = [
  ...trainedNetworks,
  ...Array.from({ length: 60 }, (_, k) =>
    randomNetwork(1 + (k % 3), k % 2 === 0 ? 'sigmoid' : 'hard-sigmoid', random),
  ),
];

const pairs = (bounds: readonly { readonly lo: number; readonly hi: number }[]): number[] =>
  bounds.flatMap(({ lo, hi }) => [lo, hi]);

/** Bounded boxes of all sizes: Arb has no half-lines of this kind. */
function randomBox(hidden: number): Float64Array {
  const box = zeroBox(hidden);
  for (let k = 0; k < 2 * hidden; k++) {
    const centre = (2 * random() - 1) * (k < hidden ? 10 ** (2 * random() - 0.5) : 1);
    const radius = random() < 0.1 ? 0 : 10 ** (-7 * random());
    box[2 * k] = centre - radius;
    box[2 * k + 1] = centre + radius;
  }
  return box;
}

const cases = networks.flatMap(({ spec, params }) =>
  Array.from({ length: 20 }, () => {
    const box = randomBox(spec.hidden);
    const network = new IntervalNetwork(spec, params);
    const certificate = { spec, params, slack: LEAST_SLACK, boxes: [] };
    const n = 2 * spec.hidden;
    const rows = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
    const images = ([0, 1] as const).map((bit) => {
      const search = zeroBox(spec.hidden);
      network.image(box, bit, search);
      const sets = imagesOfSet(certificate, { parity: 0, box, basis: { rows, coordinates: box } })(bit);
      return {
        search: Array.from(search),
        checker: pairs(plainImage(certificate, boundsOf(box), bit)),
        meanValue: pairs(sets.box),
      };
    });
    return { spec, params: Array.from(params), slack: LEAST_SLACK, box: Array.from(box), images };
  }),
);
console.log(JSON.stringify(cases));
