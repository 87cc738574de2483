import { describe, expect, test } from 'vitest';
import { Pace } from './pace.ts';
import type { Speed } from './protocol.ts';

/** Runs a pace for some time on a clock of its own; every update takes `updateMs`. */
function simulate(
  speed: Speed,
  updateMs: number,
  seconds: number,
  {
    frameMs = null,
    waits = [0],
  }: { readonly frameMs?: number | null; readonly waits?: readonly number[] } = {},
) {
  const pace = new Pace();
  let now = 1000;
  const end = now + 1000 * seconds;
  const startedAt: number[] = [];
  const chunks: number[] = [];
  let busyMs = 0;
  pace.set(speed, now);
  while (now < end) {
    const wait = pace.wait(now);
    if (wait > 0) {
      now += wait;
      pace.rested();
      continue;
    }
    const count = pace.chunkUpdates(now);
    startedAt.push(now);
    chunks.push(count);
    const elapsed = count * updateMs + waits[chunks.length % waits.length]!;
    now += elapsed;
    busyMs += count * updateMs;
    pace.took(count, elapsed, now);
    if (startedAt.length % 50 === 0) pace.frames(frameMs);
  }
  return { startedAt, chunks, updates: chunks.reduce((sum, count) => sum + count, 0), busyMs };
}

describe.each([
  ['1', 1],
  ['10', 10],
  ['100', 100],
] as const)('at %s updates a second', (speed, rate) => {
  test('updates come one by one, at that rate, the first after a period', () => {
    const { startedAt, chunks, updates } = simulate(speed, 2, 10);
    expect(new Set(chunks)).toEqual(new Set([1]));
    expect(Math.abs(updates - 10 * rate)).toBeLessThanOrEqual(1);
    expect(startedAt[0]! - 1000).toBeCloseTo(1000 / rate);
  });
});

test('a machine too slow for the rate is never idle, and does not make up for long', () => {
  const { startedAt, updates } = simulate('100', 40, 10);
  expect(updates).toBe(250);
  const gaps = startedAt.slice(1).map((at, k) => at - startedAt[k]!);
  expect(Math.max(...gaps)).toBeCloseTo(40);
  const pace = new Pace();
  pace.set('100', 0);
  pace.took(1, 5000, 5000);
  expect(pace.wait(5000)).toBeGreaterThanOrEqual(-100);
});

test('chunks grow to 16 ms beside the page, to 30 ms at full speed, and to one update at least', () => {
  expect(simulate('shared', 0.25, 2).chunks.at(-1)).toBe(64);
  expect(simulate('full', 0.25, 2).chunks.at(-1)).toBe(120);
  expect(simulate('shared', 200, 2).chunks.at(-1)).toBe(1);
});

test('shared training rests while frames are late, and only then', () => {
  const share = (speed: Speed, frameMs: number | null): number =>
    simulate(speed, 1, 60, { frameMs }).busyMs / 60_000;
  expect(share('shared', 16.7)).toBeGreaterThan(0.99);
  expect(share('shared', null)).toBeGreaterThan(0.99);
  expect(share('full', 120)).toBeGreaterThan(0.99);
  const late = share('shared', 120);
  expect(late).toBeGreaterThan(0.55);
  expect(late).toBeLessThan(0.7);
});

test('waiting for the GPU makes no chunk shorter, and counts as rest', () => {
  // the page draws every other time
  const waits = [0, 25];
  const { chunks, busyMs } = simulate('shared', 0.25, 20, { frameMs: 120, waits });
  expect(chunks.slice(20).every((count) => count === 64)).toBe(true);
  // 16 ms of work in each chunk: one waits 25 ms, and only the other rests for 10.7 ms
  expect(busyMs / 20_000).toBeGreaterThan(32 / (32 + 25 + 10.7) - 0.02);
});

test('chunks shrink when updates take longer for good', () => {
  const pace = new Pace();
  pace.set('shared', 0);
  for (let k = 0; k < 20; k++) pace.took(pace.chunkUpdates(0), pace.chunkUpdates(0), 0);
  expect(pace.chunkUpdates(0)).toBe(16);
  for (let k = 0; k < 20; k++) pace.took(pace.chunkUpdates(0), 5 * pace.chunkUpdates(0), 0);
  expect(pace.chunkUpdates(0)).toBe(3);
});

test.each(['shared', 'full'] as const)('%s: chunks are short while the visitor types', (speed) => {
  const pace = new Pace();
  pace.set(speed, 0);
  for (let k = 0; k < 20; k++) pace.took(pace.chunkUpdates(0), 0.5 * pace.chunkUpdates(0), 0);
  const usual = pace.chunkUpdates(0);
  expect(usual).toBeGreaterThanOrEqual(32);
  pace.attend(100);
  expect(pace.chunkUpdates(101)).toBe(10);
  pace.took(10, 60, 200);
  expect(pace.chunkUpdates(1099)).toBe(10);
  expect(pace.chunkUpdates(1100)).toBe(usual);
});

test('a hidden page gives the whole time back', () => {
  const pace = new Pace();
  pace.set('shared', 0);
  for (let k = 0; k < 10; k++) pace.frames(200);
  pace.took(10, 10, 10);
  expect(pace.wait(10)).toBeCloseTo(6.67, 2);
  pace.rested();
  pace.frames(null);
  pace.took(10, 10, 20);
  expect(pace.wait(20)).toBe(0);
});
