/** Where everything lies in the memory that the vector passes share with JavaScript, in bytes. */
import { WORDS_PER_STRING } from '../../parity/bits.ts';
import { LANES } from './lanes.ts';

/** Bytes of a vector: four numbers. */
export const VECTOR = 16;
/** Bytes of one number for every lane. */
export const ROW = 4 * LANES;
/** Steps after which a product of `1 + e <= 2` begins anew: 2 to this power is far from float32's end. */
export const STEPS_PER_PRODUCT = 32;

const regionNames = [
  'scale',
  'running',
  'words',
  'bits',
  'labels',
  'input',
  'recurrent',
  'recurrentBack',
  'output',
  'outputBias',
  'gates',
  'tanhC',
  'c',
  'h',
  'margins',
  'slopes',
  'wrongInLane',
  'wrongByStep',
  'wrongLast',
  'penalty',
  'products',
  'dz',
  'dc',
  'dh',
  'inputGradient',
  'recurrentGradient',
  'outputGradient',
  'outputBiasGradient',
] as const;
type RegionName = (typeof regionNames)[number];

export type SimdLayout = Readonly<Record<RegionName, number>> & { readonly bytes: number };

/** The regions for `hidden` units and strings of up to `max` bits, each at a multiple of 64 bytes. */
export function simdLayout(hidden: number, max: number): SimdLayout {
  const sizes: Record<RegionName, number> = {
    scale: VECTOR, // of every slope, one float32
    running: 4 * (max + 1), // i32 [max + 1]: strings of more than t bits
    words: WORDS_PER_STRING * ROW, // i32 [word, lane]: the packed strings
    bits: max * ROW, // mask [max, lane]: all ones where the bit is 1
    labels: max * ROW, // mask [max, lane]: all ones where the parity is odd
    input: 32 * hidden, // [hidden, gate, bit]: bias and input product
    recurrent: 16 * hidden * hidden, // [hidden to, hidden from, gate]
    recurrentBack: 16 * hidden * hidden, // [hidden to, gate, hidden from]
    output: 4 * hidden, // [hidden]: the read-out of "odd" minus that of "even"
    outputBias: 4,
    gates: max * hidden * 4 * ROW, // [max, hidden, gate, lane]
    tanhC: max * hidden * ROW, // [max, hidden, lane]
    c: (max + 1) * hidden * ROW, // [max + 1, hidden, lane], row 0 zeros
    h: (max + 1) * hidden * ROW, // [max + 1, hidden, lane], row 0 zeros
    margins: max * ROW, // [max, lane]
    slopes: max * ROW, // [max, lane]: d loss / d margin; 0 beyond the end of a string
    wrongInLane: ROW, // i32 [lane]
    wrongByStep: max * VECTOR, // i32 [max, 4]
    wrongLast: VECTOR, // i32 [4]
    penalty: VECTOR, // [4]: sum of max(0, -x), x the margin in favour of the label
    products: Math.ceil(max / STEPS_PER_PRODUCT) * ROW, // [.., lane]: product of 1 + exp(-|x|)
    dz: hidden * 4 * ROW, // [hidden, gate, lane]
    dc: hidden * ROW, // [hidden, lane]
    dh: hidden * ROW, // [hidden, lane]
    inputGradient: hidden * 8 * VECTOR, // [hidden, gate of all bits and of ones, 4]
    recurrentGradient: hidden * hidden * 4 * VECTOR, // [hidden from, hidden to, gate, 4]
    outputGradient: hidden * VECTOR, // [hidden, 4]
    outputBiasGradient: VECTOR, // [4]
  };
  const offsets = {} as Record<RegionName, number>;
  let bytes = 0;
  for (const name of regionNames) {
    offsets[name] = bytes;
    bytes += 64 * Math.ceil(sizes[name] / 64);
  }
  return { ...offsets, bytes };
}
