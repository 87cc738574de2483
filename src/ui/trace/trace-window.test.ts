import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextNumber } from '../kit/number-steps.ts';
import { MAX_CELL, MIN_CELL, tableRows, traceWindow } from './trace-window.ts';

test('the window holds the cursor, lies inside the string and fits its width', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4096 }),
      fc.nat(4095),
      fc.integer({ min: 30, max: 1600 }),
      fc.nat(4096),
      (length, at, width, from) => {
        const cursor = Math.min(at, length - 1);
        const { start, count, cell, width: room } = traceWindow(length, cursor, width, from);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start + count).toBeLessThanOrEqual(length);
        expect(cursor).toBeGreaterThanOrEqual(start);
        expect(cursor).toBeLessThan(start + count);
        expect(cell).toBeGreaterThanOrEqual(MIN_CELL);
        expect(cell).toBeLessThanOrEqual(MAX_CELL);
        expect(cell * count).toBeLessThanOrEqual(room);
        expect(room).toBeLessThanOrEqual(width);
        // once there, it stays
        expect(traceWindow(length, cursor, width, start).start).toBe(start);
      },
    ),
  );
});

test('typing bit after bit seldom moves the others', () => {
  let before = traceWindow(1, 0, 800, 0);
  let moves = 0;
  for (let length = 2; length <= 200; length++) {
    const view = traceWindow(length, length - 1, 800, before.start);
    if (view.start !== before.start || view.cell !== before.cell) moves++;
    before = view;
  }
  // five smaller cells, then one bit more than a quarter of 33 columns at a time
  expect(moves).toBe(5 + Math.ceil((200 - 33) / 9));
});

test('deleting bit after bit keeps the window full but for a quarter', () => {
  let { start } = traceWindow(200, 199, 800, 0);
  for (let length = 199; length > 40; length--) {
    const view = traceWindow(length, length - 1, 800, start);
    expect(view.count).toBeGreaterThanOrEqual(33 - 8);
    ({ start } = view);
  }
});

test('the table shows short strings whole and long ones around the cursor', () => {
  expect(tableRows(50, 3, 1)).toEqual({ start: 0, end: 50 });
  const { start, end } = tableRows(4096, 2000, 1);
  expect(end - start).toBe(64);
  expect(start).toBeLessThan(2000);
  expect(end).toBeGreaterThan(2000);
});

test('numbers step as a visitor would try them, inside their range', () => {
  const rate = { min: 0.000001, max: 1, integer: false };
  expect(nextNumber(0.001, 1, rate)).toBe(0.002);
  expect(nextNumber(0.001, -1, rate)).toBe(0.0005);
  expect(nextNumber(1, 1, rate)).toBe(1);
  expect(nextNumber(64, 1, { min: 1, max: 64, integer: true })).toBe(64);
  expect(nextNumber(0, 1, { min: 0, max: 1_000_000, integer: true })).toBe(1);
  expect(nextNumber(100_000, 1, { min: 1, max: 1_000_000, integer: true })).toBe(200_000);
});
