import { expect, test } from 'vitest';
import { WorkClock } from './work-clock.ts';

test('even work counts whole', () => {
  const clock = new WorkClock();
  expect([8, 16, 16, 20].map((count) => clock.take(count, 2 * count))).toEqual([16, 32, 32, 40]);
});

test('ten seconds of sleep count as five times what such a chunk takes', () => {
  const clock = new WorkClock();
  for (let k = 0; k < 20; k++) clock.take(10, 20);
  expect(clock.take(10, 10_020)).toBe(100);
  expect(clock.take(20, 40)).toBe(40);
});

test('work that has become slower is counted whole before long', () => {
  const clock = new WorkClock();
  for (let k = 0; k < 20; k++) clock.take(1, 20);
  const counted = Array.from({ length: 20 }, () => clock.take(1, 200));
  expect(counted[0]).toBe(100);
  expect(counted.slice(10).every((ms) => ms === 200)).toBe(true);
});

test('sleeping again and again does not become the measure', () => {
  const clock = new WorkClock();
  for (let k = 0; k < 40; k++) expect(clock.take(1, k % 4 === 3 ? 5000 : 20)).toBeLessThanOrEqual(100);
});

test('short pieces may wait a little', () => {
  const clock = new WorkClock();
  for (let k = 0; k < 20; k++) clock.take(1, 1);
  expect(clock.take(1, 40)).toBe(40);
});
