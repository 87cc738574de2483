/**
 * Strings side by side in lanes. Every array of the passes is [..., lanes], so that the innermost loop runs over
 * the strings of a block and touches neighbouring numbers. The strings of a batch are ordered from long to short:
 * the lanes that are still running after t bits are the first `running[t]` of a block, and nothing is computed for
 * padding. A batch of more than LANES strings is several blocks, so memory does not grow with the batch.
 */
import { bitAt } from '../../parity/bits.ts';
import type { PackedStrings } from '../../parity/dataset.ts';

/** Strings in a block: few enough for the gates of 50 steps to stay in the second-level cache. */
export const LANES = 64;

/** A block of strings, unpacked. */
export interface LaneBlock {
  /** Bits of the longest string. */
  readonly steps: number;
  /** Entry t counts the strings of more than t bits; entry `steps` is 0. */
  readonly running: Int32Array; // [max + 1]
  readonly bits: Int32Array; // [max, LANES]
  /** Parity of the bits so far. */
  readonly labels: Int32Array; // [max, LANES]
}

export interface LaneBlockBuffer extends LaneBlock {
  steps: number;
}

/** An empty block for strings of up to `max` bits. */
export const createLaneBlock = (max: number): LaneBlockBuffer => ({
  steps: 0,
  running: new Int32Array(max + 1),
  bits: new Int32Array(max * LANES),
  labels: new Int32Array(max * LANES),
});

/** Unpacks the strings `order[from .. to - 1]` (long before short) into a block. */
export function fillLaneBlock(
  block: LaneBlockBuffer,
  strings: PackedStrings,
  order: Int32Array,
  range: { readonly from: number; readonly to: number },
): void {
  const { running, bits, labels } = block;
  const { words, lengths } = strings;
  block.steps = lengths[order[range.from]];
  running.fill(0);
  for (let place = range.from; place < range.to; place++) {
    const lane = place - range.from;
    const index = order[place];
    const length = lengths[index];
    for (let t = 0, parity = 0, at = lane; t < length; t++, at += LANES) {
      const bit = bitAt(words, index, t);
      parity ^= bit;
      bits[at] = bit;
      labels[at] = parity;
    }
    // counts by length for now, cumulated below
    if (length > 0) running[length - 1]++;
  }
  for (let t = block.steps - 2; t >= 0; t--) running[t] += running[t + 1];
}

/** Writes the places of `count` strings to `order`, from the longest to the shortest, equal ones as they come. */
export function orderByLength(lengths: Uint8Array, count: number, order: Int32Array): void {
  starts.fill(0);
  for (let index = 0; index < count; index++) starts[lengths[index]]++;
  for (let length = starts.length - 1, next = 0; length >= 0; length--) {
    const strings = starts[length];
    starts[length] = next;
    next += strings;
  }
  for (let index = 0; index < count; index++) order[starts[lengths[index]]++] = index;
}

const starts = new Int32Array(256);
