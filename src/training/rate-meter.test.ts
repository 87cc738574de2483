import { expect, test } from 'vitest';
import { RateMeter } from './rate-meter.ts';

test('counts by the clock on the wall, waits included', () => {
  const meter = new RateMeter();
  expect(meter.updatesPerSecond).toBe(0);
  meter.restart(0);
  expect(meter.updatesPerSecond).toBe(0);
  for (let second = 1; second <= 5; second++) meter.add(1000 * second, 1, 256);
  expect(meter.updatesPerSecond).toBeCloseTo(1);
  expect(meter.stringsPerSecond).toBeCloseTo(256);
});

test('a wait of two seconds is a fifth of it, not all', () => {
  const meter = new RateMeter();
  meter.restart(0);
  for (let at = 10; at <= 8000; at += 10) meter.add(at, 1, 1);
  meter.add(10_010, 1, 1);
  expect(meter.updatesPerSecond).toBeGreaterThan(79);
});

test('forgets what is older than ten seconds, and what was before a restart', () => {
  const meter = new RateMeter();
  meter.restart(0);
  for (let at = 10; at <= 3000; at += 10) meter.add(at, 1, 1);
  expect(meter.updatesPerSecond).toBeCloseTo(100);
  for (let at = 3010; at <= 14_000; at += 10) meter.add(at, 5, 1);
  expect(meter.updatesPerSecond).toBeCloseTo(500);
  meter.restart(60_000);
  meter.add(60_100, 1, 1);
  expect(meter.updatesPerSecond).toBeCloseTo(10);
});
