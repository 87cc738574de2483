/**
 * Writes what search and checker enclose, for `enclosures.py` to compare with Arb: images of boxes under both bits, and
 * of ellipsoids along words; every number as the float64 it is. `node e2e/scripts/run.mjs e2e/proof/enclosures.ts > FILE`
 */
import { boundsOf, imagesOfSet } from '../../src/proof/checker/checker-sets.ts';
import { plainImage } from '../../src/proof/checker/checker-cell.ts';
import { BallEnclosure } from '../../src/proof/checker/ball-enclosure.ts';
import { BallImages } from '../../src/proof/checker/ball-image.ts';
import { IntervalNetwork, LEAST_SLACK, zeroBox } from '../../src/proof/cover/intervals.ts';
import { randomNetwork, seededRandom, trainedNetworks } from '../../src/proof/test-networks.fixture.ts';

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

const boxes = networks.flatMap(({ spec, params }) =>
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

const BITS = 20;

/** An ellipsoid of any size, and what the checker has it become along a word, after every few bits. */
function ballCase({ spec, params }: (typeof networks)[number]): unknown {
  const n = 2 * spec.hidden;
  const size = 10 ** (-5 * random());
  const centre = Float64Array.from({ length: n }, (_, k) => (k < n / 2 ? 3 : 0.8) * (2 * random() - 1));
  const axes = Float64Array.from({ length: n * n }, () => size * (2 * random() - 1));
  const images = new BallImages(spec, params, LEAST_SLACK);
  let [from, to] = [new BallEnclosure(n), new BallEnclosure(n)];
  from.setEllipsoid(centre, axes, LEAST_SLACK);
  let word = '';
  const reached = [];
  while (word.length < BITS) {
    const bit = random() < 0.5 ? 1 : 0;
    word += String(bit);
    images.image(from, bit, to);
    [from, to] = [to, from];
    if (word.length > 2 && word.length % 9 !== 0) continue;
    const { ball, count, rows, stride, lo, hi } = from;
    const row = (k: number): number[] => Array.from(rows.subarray(k * stride, k * stride + count));
    const symbols = Array.from({ length: n }, (_, k) => row(k));
    reached.push({
      after: word.length,
      centre: Array.from(from.centre),
      ball,
      symbols,
      lo: Array.from(lo),
      hi: Array.from(hi),
    });
  }
  return {
    spec,
    params: Array.from(params),
    centre: Array.from(centre),
    axes: Array.from(axes),
    word,
    reached,
  };
}

const balls = networks.flatMap((network) => Array.from({ length: 3 }, () => ballCase(network)));
console.log(JSON.stringify({ boxes, balls }));
