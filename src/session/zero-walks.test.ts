import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ZERO_COUNTS } from '../proof/portrait/zero-run.ts';
import type { ShownNetwork } from './network.ts';
import { createZeroWalks, type ZeroAnswers } from './zero-walks.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Forgets at once, and says odd or even for ever: a walk is over after a few steps. */
const network = (bias: number): ShownNetwork => ({
  spec: { hidden: 1, activation: 'hard-sigmoid', head: 'softmax' },
  params: new Float32Array(20).fill(0).with(19, bias),
  origin: 'run',
  seed: 1,
  update: 0,
});

function bench(isTraining: boolean) {
  const found: ZeroAnswers[] = [];
  const walks = createZeroWalks(
    () => isTraining,
    (answers) => void found.push(answers),
  );
  return { found, walks };
}

test('answers of the network that is shown, the newest only', async () => {
  const { found, walks } = bench(false);
  walks.show(network(1));
  const last = network(-1);
  walks.show(last);
  await vi.advanceTimersByTimeAsync(100);
  expect(found).toHaveLength(1);
  expect(found[0]!.network).toBe(last);
  expect(found[0]!.firstWrong).toBe(0);
  expect(found[0]!.margins).toHaveLength(ZERO_COUNTS.length);
  walks.show(last);
  await vi.advanceTimersByTimeAsync(5000);
  expect(found).toHaveLength(1);
});

test('while training they come a second apart, of the newest weights at last', async () => {
  const { found, walks } = bench(true);
  walks.show(network(1));
  await vi.advanceTimersByTimeAsync(100);
  expect(found).toHaveLength(1);
  for (let bias = 2; bias <= 6; bias++) {
    walks.show(network(bias));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(found).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(found).toHaveLength(2);
  expect(found[1]!.network.params[19]).toBe(6);
  walks.show(network(7));
  walks.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(found).toHaveLength(2);
});
