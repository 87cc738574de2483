import { describe, expect, test } from 'vitest';
import {
  FIGURES_BEAT,
  nextDrawing,
  nextWalk,
  portraitRest,
  proofRest,
  sample,
  settle,
  traceBeat,
  type Beat,
  type Drawn,
  type PageClock,
  type Sampling,
} from './page-pace.ts';
import { initialState, type SessionState } from './state.ts';
import { createStore, type Store } from './store.ts';

const BEAT: Beat = { everyMs: 200, at: 85 };
const IDLE: Drawn = { shownAt: -Infinity, typedAt: -Infinity, isFullSpeed: false };

describe('the next drawing', () => {
  test.each<[string, number, Partial<Drawn>, number]>([
    ['is the next beat', 1000, {}, 1085],
    ['is now, on a beat', 1085, {}, 1085],
    ['is the one after, just past it', 1086, {}, 1285],
    ['has had beats from the start', 0, {}, 85],
    ['comes at every fourth beat at full speed', 1000, { isFullSpeed: true }, 1685],
    ['does not come before a keystroke is painted', 1080, { typedAt: 1079, shownAt: 0 }, 1139],
    ['waits a second from the last one while somebody types', 1300, { typedAt: 1250, shownAt: 1085 }, 2085],
    ['does not wait for whoever has stopped typing', 1750, { typedAt: 1250, shownAt: 1085 }, 1885],
    ['waits for no more keystrokes after a second and a half', 2590, { typedAt: 2589, shownAt: 1085 }, 2685],
    ['is of no old keystroke', 1000, { typedAt: 0, shownAt: 85 }, 1085],
  ])('%s', (_, now, drawn, expected) => {
    const next = nextDrawing(now, BEAT, { ...IDLE, ...drawn });
    expect(next).toBe(expected);
  });

  test('is never in the past', () => {
    for (let now = 0; now < 3000; now += 7)
      for (const typedAt of [-Infinity, now - 600, now - 70, now - 1, now])
        for (const shownAt of [-Infinity, now - 2000, now - 900, now - 1, now])
          for (const isFullSpeed of [false, true])
            expect(nextDrawing(now, BEAT, { typedAt, shownAt, isFullSpeed })).toBeGreaterThanOrEqual(now);
  });
});

/** A clock that goes on when it is told to. */
class HandClock implements PageClock {
  #now = 0;
  #due: { readonly at: number; readonly act: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): () => void {
    const timer = { at: this.#now + ms, act };
    this.#due.push(timer);
    return () => void (this.#due = this.#due.filter((other) => other !== timer));
  }

  /** Goes on to a moment, calling what is due on the way. */
  to(moment: number): void {
    for (;;) {
      const next = this.#due.reduce((first, timer) => (timer.at < first.at ? timer : first), {
        at: Infinity,
        act: (): void => {},
      });
      if (next.at > moment) break;
      this.#now = next.at;
      this.#due = this.#due.filter((timer) => timer !== next);
      next.act();
    }
    this.#now = moment;
  }

  get waiting(): number {
    return this.#due.length;
  }
}

interface View {
  readonly store: Store<SessionState>;
  readonly clock: HandClock;
  /** What was drawn, and when. */
  readonly drawn: [number, number][];
  readonly failed: unknown[];
  readonly stop: () => void;
}

/** A view of the cursor, which stands for whatever changes often. */
function view(options: Partial<Sampling<number>> = {}): View {
  const store = createStore(initialState);
  store.set({ cursor: 0 });
  const clock = new HandClock();
  const drawn: [number, number][] = [];
  const failed: unknown[] = [];
  const sampling: Sampling<number> = {
    select: (state) => state.cursor,
    beat: BEAT,
    isUrgent: () => false,
    show: (part) => void drawn.push([clock.now(), part]),
    fail: (error) => void failed.push(error),
    ...options,
  };
  return { store, clock, drawn, failed, stop: sample(store, sampling, 0, clock) };
}

describe('sampling', () => {
  test('shows the newest at each beat, and nothing where nothing is new', () => {
    const { store, clock, drawn } = view();
    clock.to(10);
    store.set({ cursor: 1 });
    clock.to(20);
    store.set({ cursor: 2 });
    clock.to(900);
    store.set({ cursor: 3 });
    clock.to(2000);
    expect(drawn).toEqual([
      [85, 2],
      [1085, 3],
    ]);
    expect(clock.waiting).toBe(0);
  });

  test('shows at once what is urgent, and not once more at the beat', () => {
    const { store, clock, drawn } = view({ isUrgent: (shown, next) => next > shown + 5 });
    clock.to(10);
    store.set({ cursor: 1 });
    clock.to(20);
    store.set({ cursor: 10 });
    clock.to(500);
    expect(drawn).toEqual([[20, 10]]);
  });

  test('what has changed between drawing and listening is not missed', () => {
    const store = createStore(initialState);
    store.set({ cursor: 7 });
    const clock = new HandClock();
    const drawn: number[] = [];
    const show = (part: number): void => void drawn.push(part);
    const select = (state: SessionState): number => state.cursor;
    sample(store, { select, beat: BEAT, isUrgent: () => false, show, fail: () => {} }, 6, clock);
    clock.to(85);
    expect(drawn).toEqual([7]);
  });

  test('puts off what is due when a key is pressed', () => {
    const { store, clock, drawn } = view();
    clock.to(50);
    store.set({ cursor: 1 });
    clock.to(90);
    store.set({ cursor: 2 });
    for (let at = 100; at < 900; at += 100) {
      clock.to(at);
      store.set({ bits: `${store.get().bits}1`.slice(1) });
    }
    clock.to(3000);
    expect(drawn.map(([at]) => at)).toEqual([85, 1085]);
  });

  test('goes by the new pace as soon as full speed is over', () => {
    const { store, clock, drawn } = view();
    store.set({ status: 'training', speed: 'full' });
    clock.to(100);
    store.set({ cursor: 1 });
    clock.to(300);
    expect(drawn).toEqual([]);
    store.set({ speed: 'shared' });
    clock.to(500);
    expect(drawn).toEqual([[485, 1]]);
  });

  test('ends, and calls off what was due', () => {
    const { store, clock, drawn, stop } = view();
    store.set({ cursor: 1 });
    stop();
    store.set({ cursor: 2 });
    clock.to(1000);
    expect([drawn, clock.waiting]).toEqual([[], 0]);
  });

  test('hands over what its functions throw, as it listens and as it draws', () => {
    let isBroken = false;
    const select = (state: SessionState): number => {
      if (isBroken) throw new Error('broken');
      return state.cursor;
    };
    const { store, clock, failed, drawn } = view({ select });
    store.set({ cursor: 1 });
    isBroken = true;
    clock.to(85);
    expect(failed.map(String)).toEqual(['Error: broken']);
    clock.to(90);
    store.set({ cursor: 2 });
    expect(failed).toHaveLength(2);
    isBroken = false;
    store.set({ cursor: 3 });
    clock.to(500);
    expect(drawn).toEqual([[285, 3]]);
  });
});

test('while training, what may follow typing comes with the beat, and then not for a second', () => {
  const { store, clock } = view();
  const seen: [number, string][] = [];
  let [settled, shown] = [{ bits: '1' }, { bits: '1' }];
  store.set({ bits: '1', status: 'training' });
  const show = (bits: string): void => {
    settled = settle(settled, shown, bits);
    seen.push([clock.now(), settled.bits]);
  };
  const select = (state: SessionState): string => state.bits;
  sample(store, { select, beat: FIGURES_BEAT, isUrgent: () => false, show, fail: () => {} }, '1', clock);
  for (const [at, bits] of [
    [100, '11'],
    [200, '111'],
    [300, '1111'],
  ] as const) {
    clock.to(at);
    shown = { bits };
    store.set({ bits });
  }
  clock.to(5000);
  expect(seen).toEqual([
    [170, '11'],
    [1170, '1111'],
  ]);
});

test('what follows keeps the string it has until its turn, and takes other weights along with its own string', () => {
  const [before, other, sameString] = [{ bits: '1' }, { bits: '10' }, { bits: '1' }];
  expect(settle(before, other, '1')).toBe(before);
  expect(settle(before, other, '10')).toBe(other);
  expect(settle(before, sameString, '1')).toBe(sameString);
});

test('heavy traces take on new weights more seldom', () => {
  expect(traceBeat(1, 50).everyMs).toBe(250);
  expect(traceBeat(32, 700).everyMs).toBe(250);
  expect(traceBeat(32, 800).everyMs).toBe(1500);
});

test('what is worked out beside a run rests ten times as long as it took', () => {
  expect([proofRest(20), proofRest(9000), proofRest(null)]).toEqual([200, 30_000, 10_000]);
  expect([portraitRest(5), portraitRest(80)]).toEqual([300, 800]);
  expect([nextWalk(false, 0, 100), nextWalk(true, 0, 100), nextWalk(true, 0, 5000)]).toEqual([0, 900, 4]);
});
