/** How an update is timed, on a clock that is told. */
import { afterEach, expect, test, vi } from 'vitest';
import type { EngineRun } from './engine.ts';
import { timeUpdate } from './update-time.ts';

afterEach(() => vi.restoreAllMocks());

/** Times a run whose `k`-th chunk of `count` updates takes `chunkMs(count, k)`, on a clock that ticks every `tick` ms. */
async function time(
  chunkMs: (count: number, k: number) => number,
  tick = 0.001,
): Promise<{ readonly ms: number; readonly spentMs: number; readonly chunks: readonly number[] }> {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => Math.floor(now / tick) * tick);
  const chunks: number[] = [];
  const train = ({ count }: { readonly count: number }): Promise<[]> => {
    now += chunkMs(count, chunks.length);
    chunks.push(count);
    return Promise.resolve([]);
  };
  return { ...(await timeUpdate({ train } as unknown as EngineRun)), chunks };
}

test('chunks grow to some milliseconds, and the shortest of them counts', async () => {
  const { ms, chunks } = await time((count, k) => (k === 5 ? 0.58 : 0.6) * count);
  expect(chunks).toEqual([1, 2, 4, 8, 8, 8]);
  expect(ms).toBeCloseTo(0.58, 3);
});

test('what gets faster as a browser compiles it better is waited for', async () => {
  const speeds = [14, 1.7, 0.4, 0.4, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
  const { ms, spentMs } = await time((count, k) => count * (speeds[k] ?? 0.1));
  expect(ms).toBeCloseTo(0.1, 2);
  expect(spentMs).toBeLessThan(80);
});

test('interruptions, however long, do not count', async () => {
  const { ms } = await time((count, k) => count + (k % 2 === 0 ? 40 : 0));
  expect(ms).toBeCloseTo(1, 2);
});

test.each([
  [20, 4],
  [90, 3],
  [5000, 1],
])('where one update takes %i ms there are %i', async (update, times) => {
  const { ms, spentMs, chunks } = await time((count) => update * count);
  expect({ ms, spentMs, updates: chunks.length }).toEqual({
    ms: update,
    spentMs: update * times,
    updates: times,
  });
});

test('a clock of coarse ticks never says that an update takes no time', async () => {
  const { ms } = await time((count) => 0.1 * count, 100);
  expect(ms).toBeGreaterThan(0.03);
  expect(ms).toBeLessThan(0.3);
});
