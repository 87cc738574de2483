/** What a visitor sets for the four, and the gradient that is measured beside them for it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fourBench, type FourBench } from './four-bench.fixture.ts';
import { fourConfig, fourLink, SETTINGS } from './four-state.ts';
import { formatLink, parseLink } from './url.ts';

let bench: FourBench;
beforeEach(() => {
  vi.useFakeTimers();
  bench = fourBench();
});
afterEach(() => void vi.useRealTimers());

describe('options', () => {
  test('a bad one is refused in words and changes nothing', () => {
    const before = bench.four.store.get().options;
    for (const text of ['', '0', '65', '1.5', 'x', '-1'])
      expect(bench.four.setOption('seeds', text)).toBe('A whole number from 1 to 64.');
    expect(bench.four.store.get().options).toBe(before);
    expect(bench.four.setOption('seeds', '4')).toBeNull();
    expect(bench.four.store.get().options.seeds).toBe(4);
  });

  test.each(SETTINGS)('the link of $supervision, $lengths sets the laboratory to it', (setting) => {
    const options = { seeds: 5, epochs: 3, hidden: 2 };
    const { state, problems } = parseLink(formatLink(fourLink(setting, options)));
    expect(problems).toEqual([]);
    expect(state.config).toEqual(fourConfig(setting, options));
    expect(state.config).toMatchObject({ ...setting, replicas: 5, epochs: 3, hidden: 2, stop: 'solved' });
  });
});

describe('the gradient at the start', () => {
  const signal = { seed: 1, byLength: [0.1], error: [0], settings: [] };

  test('is measured when it is looked at, once, and anew when the seeds or units change', () => {
    expect(bench.signals.commands).toHaveLength(0);
    bench.four.setOption('epochs', '3');
    expect(bench.signals.commands).toHaveLength(0);
    bench.four.measure();
    bench.four.measure();
    expect(bench.signals.commands).toHaveLength(1);
    expect(bench.signals.commands[0].plan).toMatchObject({ max: 50, seeds: { length: 16 } });
    const { requestId } = bench.signals.commands[0];
    bench.signals.send({ type: 'seed', requestId, signal });
    expect(bench.four.store.get().signals).toHaveLength(1);
    bench.four.setOption('hidden', '2');
    expect(bench.signals.commands).toHaveLength(2);
    expect(bench.four.store.get().signals).toHaveLength(0);
    bench.signals.send({ type: 'seed', requestId, signal });
    expect(bench.four.store.get().signals).toHaveLength(0);
  });

  test('its worker ends with the last seed', () => {
    bench.four.setOption('seeds', '2');
    bench.four.measure();
    const { requestId } = bench.signals.commands[0];
    bench.signals.send({ type: 'seed', requestId, signal });
    expect(bench.signals.disposals).toBe(0);
    bench.signals.send({ type: 'seed', requestId, signal: { ...signal, seed: 2 } });
    expect(bench.signals.disposals).toBe(1);
  });
});
