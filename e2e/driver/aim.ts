/**
 * Presses that go where they were aimed at, for drivers that look up where an element is, and press there a moment later:
 * what is drawn above it in between moves it away. Playwright watches over it by itself.
 */
import { PATIENCE_MS } from './patience.ts';

interface Aim {
  /** `none` until the press has come; `missed` when it came down on something else, or the element left before it was up. */
  outcome: 'none' | 'hit' | 'missed';
  /** What it came down on instead. */
  on: string;
  end: () => void;
}

/** Evaluates an expression that gives a promise of a string. */
type Run = (expression: string) => Promise<string>;

/** Presses the element that an expression gives, again when it missed. */
export async function pressOn(run: Run, expression: string, press: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    await run(settled(expression));
    await press();
    // a press that leaves the page takes the aim along
    const missed = await run(`(${outcomeOf.toString()})()`).catch(() => '');
    if (!missed) return;
    if (Date.now() > deadline) throw new Error(`the press on ${expression} comes down on ${missed}`);
  }
}

/**
 * Source of a promise: two frames with the element in the same place, at most a second; then the next press on anything else
 * is kept from the page.
 */
const settled = (expression: string): string => `new Promise((done) => {
  const locate = () => ${expression};
  const deadline = performance.now() + 1000;
  let before = '';
  const look = () => {
    const now = JSON.stringify(locate()?.getBoundingClientRect() ?? null);
    if (now !== before && performance.now() < deadline) {
      before = now;
      return requestAnimationFrame(look);
    }
    (${aim.toString()})(locate);
    done('');
  };
  look();
})`;

// these run in the page

function aim(locate: () => Element | null): void {
  const page = globalThis as { latchAim?: Aim };
  page.latchAim?.end();
  const kinds = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'];
  let down: Element | null = null;
  const reaches = (event: Event): boolean => {
    const path = event.composedPath();
    return [down, locate()].some(
      (element) =>
        element !== null && (path.includes(element) || path.includes(element.closest('label') ?? element)),
    );
  };
  const watch = (event: Event): void => {
    if (!event.isTrusted) return;
    if (state.outcome === 'none') {
      down = locate();
      state.outcome = reaches(event) ? 'hit' : 'missed';
    } else if (state.outcome === 'hit' && event.type === 'click' && !reaches(event)) {
      state.outcome = 'missed';
    }
    if (state.outcome !== 'missed') return;
    state.on = (event.target as Element).outerHTML?.slice(0, 200) ?? 'the page';
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const state: Aim = {
    outcome: 'none',
    on: '',
    end: () => {
      for (const kind of kinds) removeEventListener(kind, watch, true);
    },
  };
  page.latchAim = state;
  for (const kind of kinds) addEventListener(kind, watch, { capture: true, passive: false });
}

/** What was pressed instead, or nothing. */
function outcomeOf(): Promise<string> {
  const aimed = (globalThis as { latchAim?: Aim }).latchAim;
  aimed?.end();
  return Promise.resolve(aimed?.outcome === 'missed' ? aimed.on : '');
}
