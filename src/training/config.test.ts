import { describe, expect, test } from 'vitest';
import { FIELDS, replicaSeeds, seedOfReplica } from './config.ts';

describe('seeds', () => {
  const last = FIELDS.seed.kind === 'number' ? FIELDS.seed.max : Number.NaN;

  test.each([
    [last, 3, [2_147_483_647, 1, 2]],
    [last - 1, 4, [2_147_483_646, 2_147_483_647, 1, 2]],
    [1, 2, [1, 2]],
    [last, 1, [2_147_483_647]],
  ])('of seed %i, %i replicas: from 1 again after the last', (seed, replicas, seeds) => {
    expect(replicaSeeds({ seed, replicas })).toEqual(seeds);
    expect(seeds.map((_, k) => seedOfReplica({ seed }, k))).toEqual(seeds);
  });

  test('stay allowed and different, however many there are', () => {
    const seeds = replicaSeeds({ seed: last - 100, replicas: 256 });
    expect(new Set(seeds).size).toBe(256);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 1 && seed <= last)).toBe(true);
  });
});
