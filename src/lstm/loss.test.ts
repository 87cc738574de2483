import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COIN_LOSS, lossFloor, MARGIN_CLIP, marginLoss, oddProbability, PROBABILITY_CLIP } from './loss.ts';
import type { Head } from './params.ts';

const heads = ['softmax', 'double-softmax'] as const;
const labels = fc.integer({ min: 0, max: 1 });
const margins = fc.double({ min: -40, max: 40, noNaN: true });

const softmax = ([a, b]: readonly [number, number]): [number, number] => {
  const top = Math.max(a, b);
  const [x, y] = [Math.exp(a - top), Math.exp(b - top)];
  return [x / (x + y), y / (x + y)];
};

/** Both outputs of the read-out, as Keras' layers compute them; only the difference of the logits matters. */
function outputs(margin: number, head: Head): [number, number] {
  const once = softmax([0.3, 0.3 + margin]);
  return head === 'softmax' ? once : softmax(once);
}

/** Keras' binary cross entropy over both outputs, averaged, with probabilities clipped. */
function binaryCrossEntropy(margin: number, label: number, head: Head): number {
  const terms = outputs(margin, head).map((p, output) => {
    const clipped = Math.min(1 - PROBABILITY_CLIP, Math.max(PROBABILITY_CLIP, p));
    return output === label ? -Math.log(clipped) : -Math.log(1 - clipped);
  });
  return (terms[0] + terms[1]) / 2;
}

describe.each(heads)('%s', (head) => {
  test('the probability is the second output', () => {
    fc.assert(
      fc.property(margins, (margin) => {
        expect(oddProbability(margin, head)).toBeCloseTo(outputs(margin, head)[1], 13);
      }),
    );
  });

  test('the loss is the binary cross entropy over both outputs', () => {
    fc.assert(
      fc.property(margins, labels, (margin, label) => {
        // 1 - p keeps nine digits of the smallest probabilities
        const naive = binaryCrossEntropy(margin, label, head);
        expect(Math.abs(marginLoss(margin, label, head).loss - naive)).toBeLessThan(2e-9);
      }),
    );
  });

  test('the slope is that of the loss', () => {
    fc.assert(
      fc.property(margins, labels, (margin, label) => {
        fc.pre(Math.abs(Math.abs(margin) - MARGIN_CLIP) > 1e-3);
        const step = 1e-5;
        const difference =
          marginLoss(margin + step, label, head).loss - marginLoss(margin - step, label, head).loss;
        expect(marginLoss(margin, label, head).slope).toBeCloseTo(difference / (2 * step), 8);
      }),
    );
  });

  test('mirroring margin and label mirrors the slope', () => {
    fc.assert(
      fc.property(margins, (margin) => {
        const odd = marginLoss(margin, 1, head);
        const even = marginLoss(-margin, 0, head);
        expect(even.loss).toBeCloseTo(odd.loss, 13);
        expect(even.slope).toBeCloseTo(-odd.slope, 13);
      }),
    );
  });

  test('a coin costs ln 2', () => {
    expect(oddProbability(0, head)).toBe(0.5);
    expect(marginLoss(0, 0, head).loss).toBeCloseTo(COIN_LOSS, 15);
    expect(marginLoss(0, 1, head).loss).toBeCloseTo(Math.log(2), 15);
  });

  test('no margin gets below the floor, and a large one reaches it', () => {
    fc.assert(
      fc.property(margins, labels, (margin, label) => {
        expect(marginLoss(margin, label, head).loss).toBeGreaterThanOrEqual(lossFloor(head));
      }),
    );
    expect(marginLoss(1000, 1, head).loss - lossFloor(head)).toBeLessThan(1.01 * PROBABILITY_CLIP);
  });
});

test('the double softmax answers within [0.269, 0.731] and its floor is ln(1 + 1/e)', () => {
  expect(oddProbability(1000, 'double-softmax')).toBeCloseTo(0.7311, 4);
  expect(oddProbability(-1000, 'double-softmax')).toBeCloseTo(0.2689, 4);
  expect(lossFloor('double-softmax')).toBeCloseTo(0.31326, 5);
  expect(lossFloor('softmax')).toBe(0);
});

describe('the clip at 1e-7', () => {
  test('makes the single softmax flat beyond it, without a jump', () => {
    expect(oddProbability(MARGIN_CLIP, 'softmax')).toBeCloseTo(1 - PROBABILITY_CLIP, 15);
    for (const sign of [-1, 1])
      for (const label of [0, 1]) {
        const inside = marginLoss(sign * (MARGIN_CLIP - 1e-9), label, 'softmax');
        const outside = marginLoss(sign * (MARGIN_CLIP + 1e-9), label, 'softmax');
        expect(outside.loss).toBeCloseTo(inside.loss, 8);
        expect(outside.slope).toBe(0);
        expect(inside.slope).not.toBe(0);
        expect(marginLoss(sign * 1e6, label, 'softmax')).toEqual(outside);
      }
    expect(marginLoss(-1e6, 1, 'softmax').loss).toBeCloseTo(-Math.log(1e-7), 12);
  });

  test('never meets the double softmax: its slope fades with the margin but stays', () => {
    expect(marginLoss(-30, 1, 'double-softmax').slope).toBeLessThan(0);
    expect(marginLoss(30, 1, 'double-softmax').slope).toBeLessThan(0);
  });
});
