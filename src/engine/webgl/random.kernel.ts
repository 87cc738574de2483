/** The GLSL twin of `parity/random.ts`, generated from the same constants. */
import { FEISTEL_ROUNDS, THREEFRY_PARITY, THREEFRY_ROTATIONS } from '../../parity/random.ts';

const unsigned = (x: number): string => `${x >>> 0}u`;

const fourRounds = (rotations: readonly number[], injection: number): string => {
  const rounds = rotations.map(
    (distance) => `x.x += x.y; x.y = ((x.y << ${distance}) | (x.y >> ${32 - distance})) ^ x.x;`,
  );
  const keys = ['k.x', 'k.y', 'k2'];
  const injected = `x += uvec2(${keys[injection % 3]}, ${keys[(injection + 1) % 3]} + ${injection}u);`;
  return [...rounds, injected].join('\n  ');
};

const first = THREEFRY_ROTATIONS.slice(0, 4);
const second = THREEFRY_ROTATIONS.slice(4);

/** `threefry(key, counter)`: Threefry-2x32-20. */
export const THREEFRY_GLSL = `
uvec2 threefry(uvec2 k, uvec2 x) {
  uint k2 = k.x ^ k.y ^ ${unsigned(THREEFRY_PARITY)};
  x += k;
  ${fourRounds(first, 1)}
  ${fourRounds(second, 2)}
  ${fourRounds(first, 3)}
  ${fourRounds(second, 4)}
  ${fourRounds(first, 5)}
  return x;
}
`;

/** `permuted(seed, epoch, position, halfBits, size)`: the place of a position in an epoch's order. */
export const permutationGlsl = (shufflePurpose: number): string => `
uint mix32(uint x) {
  x = (x ^ (x >> 16)) * 0x85ebca6bu;
  x = (x ^ (x >> 13)) * 0xc2b2ae35u;
  return x ^ (x >> 16);
}
uint permuted(uint seed, uint epoch, uint position, uint halfBits, uint size) {
  uint keys[${FEISTEL_ROUNDS}];
  for (int pair = 0; pair < ${FEISTEL_ROUNDS / 2}; pair++) {
    uvec2 words = threefry(uvec2(seed, ${shufflePurpose}u), uvec2(epoch, uint(pair)));
    keys[2 * pair] = words.x;
    keys[2 * pair + 1] = words.y;
  }
  uint mask = (1u << halfBits) - 1u;
  uint value = position;
  do {
    uint left = value >> halfBits;
    uint right = value & mask;
    for (int round_ = 0; round_ < ${FEISTEL_ROUNDS}; round_++) {
      uint next = left ^ (mix32(right ^ keys[round_]) & mask);
      left = right;
      right = next;
    }
    value = (left << halfBits) | right;
  } while (value >= size);
  return value;
}
`;
