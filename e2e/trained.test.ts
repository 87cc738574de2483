/** The networks that proofs are measured on are trained and judged as the page does it. */
import { expect, test } from 'vitest';
import { small } from '../src/training/trainer-bench.fixture.ts';
import { trainConfig } from './proof/trained.ts';

test('one that answers every held-out string is solved, one that was hardly trained is not', () => {
  const config = { ...small, replicas: 1 };
  const { solvedAt } = trainConfig(config);
  expect(solvedAt).toBeGreaterThan(0);
  expect(trainConfig({ ...config, stop: 'budget', epochs: 1, lr: 0.0001 }).solvedAt).toBeNull();
});
