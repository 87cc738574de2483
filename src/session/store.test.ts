import { afterEach, describe, expect, test, vi } from 'vitest';
import { createStore, type Store } from './store.ts';

interface Counts {
  readonly a: number;
  readonly b: number;
  readonly names: readonly string[];
}

const counts = (): Store<Counts> => createStore<Counts>({ a: 0, b: 0, names: [] });

afterEach(() => vi.unstubAllGlobals());

/** What is reported meanwhile, instead of on the console. */
function reports(): unknown[] {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => void reported.push(error));
  return reported;
}

describe('watching', () => {
  test('hears of what it picks, with what that was before, and of nothing else', () => {
    const store = counts();
    const heard: unknown[] = [];
    const stop = store.watch(
      ({ a }) => a,
      (a, before) => heard.push([before, a]),
    );
    store.set({ a: 1 });
    store.set({ b: 1 });
    store.set({ a: 1 });
    store.set({ a: 3, b: 3 });
    stop();
    store.set({ a: 4 });
    expect(heard).toEqual([
      [0, 1],
      [1, 3],
    ]);
  });

  test('compares lists by their members', () => {
    const store = counts();
    const react = vi.fn<() => void>();
    store.watch(({ a, names }) => [a, names], react);
    store.set({ b: 1 });
    expect(react).not.toHaveBeenCalled();
    store.set({ names: ['x'] });
    store.set({ a: 1 });
    expect(react).toHaveBeenCalledTimes(2);
  });

  test('what counts as seen may be older than the watch', () => {
    const store = counts();
    const react = vi.fn<(a: number, before: number) => void>();
    const seen = store.get().a;
    store.set({ a: 1 });
    store.watch(({ a }) => a, react, seen);
    expect(react).not.toHaveBeenCalled();
    store.set({ b: 1 });
    expect(react).toHaveBeenCalledExactlyOnceWith(1, 0);
  });
});

describe('a listener that changes the state', () => {
  test('is not interrupted by another: all hear of it afterwards, in order', () => {
    const store = counts();
    const order: string[] = [];
    store.watch(
      ({ a }) => a,
      (a) => {
        order.push(`first begins with ${a}`);
        store.set({ b: 10 * a });
        // at once for whoever asks
        expect(store.get().b).toBe(10 * a);
        if (a < 3) store.set({ a: a + 1 });
        order.push(`first ends with ${a}`);
      },
    );
    store.subscribe(() => order.push(`second sees ${store.get().a} ${store.get().b}`));
    store.set({ a: 1 });
    expect(order).toEqual([
      'first begins with 1',
      'first ends with 1',
      'second sees 2 10',
      'first begins with 2',
      'first ends with 2',
      'second sees 3 20',
      'first begins with 3',
      'first ends with 3',
      'second sees 3 30',
      'second sees 3 30',
    ]);
  });

  test('hears of its own change once', () => {
    const store = counts();
    const heard: number[] = [];
    store.watch(
      ({ a }) => a,
      (a) => {
        heard.push(a);
        if (a === 1) store.set({ a: 2 });
      },
    );
    store.set({ a: 1 });
    expect(heard).toEqual([1, 2]);
  });

  test('for ever is stopped and reported, and the store lives on', () => {
    const reported = reports();
    const store = counts();
    const stop = store.subscribe(() => store.set({ a: store.get().a + 1 }));
    store.set({ b: 1 });
    expect(reported.map(String)).toEqual(['Error: listeners of a store change its state without end']);
    stop();
    const react = vi.fn<() => void>();
    store.watch(({ b }) => b, react);
    store.set({ b: 2 });
    expect(react).toHaveBeenCalledOnce();
  });
});

describe('an error', () => {
  test('in one listener harms no other, nor what it has set before', () => {
    const reported = reports();
    const store = counts();
    const heard: string[] = [];
    store.watch(
      ({ a }) => a,
      () => {
        store.set({ b: 5 });
        throw new Error('react');
      },
    );
    store.watch(
      ({ a }): number => {
        if (a > 0) throw new Error('select');
        return a;
      },
      () => heard.push('never'),
    );
    store.watch(
      ({ a, b }) => `${a} ${b}`,
      (part) => heard.push(part),
    );
    store.set({ a: 1 });
    expect(heard).toEqual(['1 5']);
    expect(reported.map(String)).toEqual(['Error: react', 'Error: select', 'Error: select']);
    store.set({ a: 2 });
    expect(heard.at(-1)).toBe('2 5');
  });
});

test('who stops listening, or begins to, while others are told hears nothing of that change', () => {
  const store = counts();
  const heard: string[] = [];
  let stop = (): void => {};
  store.subscribe(() => {
    stop();
    if (store.get().a === 1) store.subscribe(() => heard.push(`late ${store.get().a}`));
  });
  stop = store.subscribe(() => heard.push('stopped'));
  store.set({ a: 1 });
  expect(heard).toEqual([]);
  store.set({ a: 2 });
  expect(heard).toEqual(['late 2']);
});
