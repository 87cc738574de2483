/**
 * The page's pace: when views are drawn again, and how long what is worked out beside a run rests. Every frame costs a
 * drawing of the page, however small the change, and no frame may take long: so views of one beat are drawn together,
 * and the beats share the work out. Typing goes first.
 */
import type { SessionState } from './state.ts';
import type { Store } from './store.ts';

/** When a view is drawn again: at `at` milliseconds, and at every multiple of `everyMs` after. */
export interface Beat {
  readonly everyMs: number;
  readonly at: number;
}

/** Views that hold figures and small pictures. */
export const FIGURES_BEAT: Beat = { everyMs: 250, at: 170 };
/** Each chart has a frame of its own: drawing both in one took over 30 ms of it. */
export const ACCURACY_BEAT: Beat = { everyMs: 200, at: 85 };
export const LOSS_BEAT: Beat = { everyMs: 200, at: 185 };
export const TABLES_BEAT: Beat = { everyMs: 500, at: 85 };
/** With every second beat of the figures, which are light: no frame more is drawn for it. */
export const INSIDE_BEAT: Beat = { everyMs: 500, at: FIGURES_BEAT.at };
const TRACE_BEAT: Beat = { everyMs: 250, at: 0 };
const HEAVY_TRACE_BEAT: Beat = { everyMs: 1500, at: 0 };

/** Multiplications from which a trace is heavy. */
const HEAVY_STEPS = 3_000_000;

/** When the trace of a string takes on new weights. */
export const traceBeat = (hidden: number, bits: number): Beat =>
  hidden ** 2 * 4 * bits > HEAVY_STEPS ? HEAVY_TRACE_BEAT : TRACE_BEAT;

/** Training as fast as possible takes the machine, and costly views are drawn so many times more seldom. */
const FULL_SPEED_FACTOR = 4;
/** A keystroke has so long to be painted, before any costly view is drawn; in fast typing, not longer than the second. */
const PAINTED_AFTER_MS = 60;
const LONGEST_WAIT_MS = 1500;
/** Somebody types until so long after a keystroke, and costly views are drawn that seldom meanwhile. */
const TYPING_LASTS_MS = 500;
const TYPING_PERIOD_MS = 1000;

/** What a view's next drawing depends on besides its beat; moments in milliseconds, -Infinity: never. */
export interface Drawn {
  readonly shownAt: number;
  readonly typedAt: number;
  readonly isFullSpeed: boolean;
}

/** The moment at which a view that has something new is drawn, `now` or later. */
export function nextDrawing(now: number, { everyMs, at }: Beat, drawn: Drawn): number {
  const { shownAt, typedAt, isFullSpeed } = drawn;
  const period = isFullSpeed ? FULL_SPEED_FACTOR * everyMs : everyMs;
  const onBeat = at + Math.ceil((now - at) / period) * period;
  const oncePainted = Math.min(typedAt + PAINTED_AFTER_MS, shownAt + LONGEST_WAIT_MS);
  const betweenKeystrokes = now - typedAt < TYPING_LASTS_MS ? shownAt + TYPING_PERIOD_MS : now;
  return Math.max(now, onBeat, oncePainted, betweenKeystrokes);
}

/** Where the time comes from. */
export interface PageClock {
  now(): number;
  /** Calls `then` after so many milliseconds; gives back how to call it off. */
  after(ms: number, then: () => void): () => void;
}

const pageClock: PageClock = {
  now: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/** A view that is drawn at its beat. */
export interface Sampling<Part> {
  readonly select: (state: SessionState) => Part;
  readonly beat: Beat;
  /** A change that is shown at once. */
  readonly isUrgent: (shown: Part, next: Part) => boolean;
  readonly show: (part: Part) => void;
  /** Takes what the view's own functions throw: the store and its other listeners have no part in it. */
  readonly fail: (error: unknown) => void;
}

/** Shows the newest part at each beat at which it is another than the `shown` one. Gives back how to end it. */
export function sample<Part>(
  store: Pick<Store<SessionState>, 'get' | 'watch'>,
  { select, beat, isUrgent, show, fail }: Sampling<Part>,
  shown: Part,
  clock: PageClock = pageClock,
): () => void {
  let { bits } = store.get();
  let [shownAt, typedAt] = [-Infinity, -Infinity];
  let isFullSpeed = false;
  let callOff: (() => void) | null = null;
  let last = shown;
  const draw = (): void => {
    callOff?.();
    callOff = null;
    last = select(store.get());
    shownAt = clock.now();
    show(last);
  };
  const listen = (): void => {
    const state = store.get();
    const isTyped = state.bits !== bits;
    const isOtherPace = isFullSpeed !== trainsAtFullSpeed(state);
    if (isTyped) typedAt = clock.now();
    bits = state.bits;
    isFullSpeed = trainsAtFullSpeed(state);
    const next = select(state);
    if (next === last) return;
    if (isUrgent(last, next)) return draw();
    if (callOff && !isTyped && !isOtherPace) return;
    callOff?.();
    const now = clock.now();
    callOff = clock.after(nextDrawing(now, beat, { shownAt, typedAt, isFullSpeed }) - now, guarded(draw));
  };
  const guarded = (act: () => void) => (): void => {
    try {
      act();
    } catch (error) {
      fail(error);
    }
  };
  guarded(listen)();
  const stop = store.watch((state) => state, guarded(listen));
  return () => {
    callOff?.();
    stop();
  };
}

const trainsAtFullSpeed = ({ speed, status }: SessionState): boolean =>
  speed === 'full' && status === 'training';

/**
 * What follows typing a little later: `shown`, once `bits`, which a beat lets through, has come to its string; until
 * then what was there `before`.
 */
export const settle = <Shown extends { readonly bits: string }>(
  before: Shown,
  shown: Shown,
  bits: string,
): Shown => (bits === shown.bits ? shown : before);

/** While training, what is worked out beside it rests so many times as long as it took. */
const REST = 10;
/** A picture of the inside rests at least so long. */
const PORTRAIT_REST_MS = 300;
/** Nobody knows what a worker took that broke down. */
const FAILED_PROOF_REST_MS = 10_000;

/** Only of the network that is looked at does one take longer than a few seconds, and the others wait. */
const LONGEST_PROOF_REST_MS = 30_000;

/** Milliseconds between two decisions while training, after one that took `ms`; null: it broke down. */
export const proofRest = (ms: number | null): number =>
  ms === null ? FAILED_PROOF_REST_MS : Math.min(REST * ms, LONGEST_PROOF_REST_MS);

/** Milliseconds between two portraits while training, after one that took `ms`. */
export const portraitRest = (ms: number): number => Math.max(PORTRAIT_REST_MS, REST * ms);

/** A slice of a walk along many zeros. */
export const WALK_SLICE_MS = 4;
const WALK_PAUSE_MS = 4;
const TRAINING_WALK_PAUSE_MS = 40;
const WALK_PERIOD_MS = 1000;

/** Milliseconds between two slices of a walk; while training the page has other things to do. */
export const walkPause = (isTraining: boolean): number =>
  isTraining ? TRAINING_WALK_PAUSE_MS : WALK_PAUSE_MS;

/** Milliseconds until a walk may begin, where the last began at `walkedAt`. */
export const nextWalk = (isTraining: boolean, walkedAt: number, now: number): number =>
  isTraining ? Math.max(WALK_PAUSE_MS, walkedAt + WALK_PERIOD_MS - now) : 0;
