/** The recording is of what the page opens with, whole, and as this page trains it. */
import { expect, test } from 'vitest';
import { initialState } from '../../session/state.ts';
import { pointStride } from '../../training/history.ts';
import recorded from './recorded-run.json';

const { config, updates, replicas, epochs, heldOut } = recorded;
const total = Math.ceil(config.strings / config.batch) * config.repeats * config.epochs;

test('shows the experiment that the page opens with', () => {
  expect(config).toEqual(initialState.config);
  expect(replicas.map(({ seed }) => seed)).toEqual(
    Array.from({ length: config.replicas }, (_, k) => config.seed + k),
  );
});

test('goes from the first points to the last update, every replica with it', () => {
  expect(updates[0]).toBe(pointStride(Math.ceil(config.strings / config.batch)));
  expect(updates.at(-1)).toBe(total);
  expect(updates).toEqual(updates.toSorted((a, b) => a - b));
  for (const { bitAccuracy, loss } of replicas) {
    expect([bitAccuracy.length, loss.length]).toEqual([updates.length, updates.length]);
    expect(Math.max(...bitAccuracy)).toBeLessThanOrEqual(1);
  }
  expect([epochs.length, heldOut.length]).toEqual([config.epochs, config.epochs]);
  expect(heldOut.every(({ update }, k) => update === (total / config.epochs) * (k + 1))).toBe(true);
});

test('a seed counts as solved where its curve ends at 100 %', () => {
  for (const { solvedAt, bitAccuracy } of replicas)
    expect(bitAccuracy.at(-1)! > 0.999).toBe(solvedAt !== null);
});
