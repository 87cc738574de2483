/** Networks for the tests: trained ones, and random ones whose gates saturate now and then. */
import { paramCount, type ModelSpec } from '../lstm/params.ts';
import { TRAINED } from './trained-networks.fixture.ts';
import { WIDE_NETWORKS } from './wide-networks.fixture.ts';

export interface TestNetwork {
  readonly name: string;
  readonly verdict: string;
  readonly spec: ModelSpec;
  readonly params: Float32Array;
}

/** Solved networks by the setting and seed they were trained from, with what they turn out to be. */
export const trainedNetworks: readonly TestNetwork[] = TRAINED.map(({ name, verdict, spec, params }) => ({
  name,
  verdict,
  spec,
  params: Float32Array.from(params),
}));

/** Solved networks of two and four units, all right for strings of every length. */
export const wideNetworks: readonly TestNetwork[] = WIDE_NETWORKS.map(({ name, spec, params }) => ({
  name,
  verdict: 'certified',
  spec,
  params: Float32Array.from(params),
}));

export function trainedNetwork(name: string): TestNetwork {
  const found = trainedNetworks.find((network) => network.name === name);
  if (!found) throw new Error(`no network ${name}`);
  return found;
}

/** A network of normal-looking weights of about `scale`. */
export function randomNetwork(
  hidden: number,
  activation: ModelSpec['activation'],
  random: Random,
): TestNetwork {
  const scale = 10 ** (2 * random() - 1);
  const params = Float32Array.from(
    { length: paramCount(hidden) },
    () => scale * (random() + random() + random() - 1.5),
  );
  return { name: 'random', verdict: '', spec: { hidden, activation, head: 'softmax' }, params };
}

/** A uniform number in [0, 1). */
export type Random = () => number;

/** The generator mulberry32 (Ettinger 2017), seeded. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
