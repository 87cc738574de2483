/** The page's clock, handed in: what it waits for in seconds passes in less, while the story lets it. */
import type { Page } from './driver/page.ts';

/** For what the page has been given up to say: ten seconds of silence are one. */
const HASTE = 10;

/** Runs in the page: from now on its time passes so many times as fast. */
function passTime(times: number): void {
  interface Haste {
    times: number;
  }
  const page = globalThis as unknown as { latchHaste?: Haste };
  if (page.latchHaste === undefined) {
    const haste: Haste = { times: 1 };
    page.latchHaste = haste;
    const now = performance.now.bind(performance);
    const after = globalThis.setTimeout;
    let [shown, at] = [now(), now()];
    Object.defineProperty(performance, 'now', {
      value: () => {
        const real = now();
        shown += (real - at) * haste.times;
        at = real;
        return shown;
      },
    });
    const hastened = (then: TimerHandler, ms = 0, ...values: unknown[]): number =>
      after(then, ms / haste.times, ...values);
    globalThis.setTimeout = hastened as typeof setTimeout;
  }
  // up to here at the old speed
  performance.now();
  page.latchHaste.times = times;
}

/** Lets the page's time fly until something is so; what is healthy must not be waited for meanwhile. */
export async function whileTimeFlies(page: Page, isSo: () => Promise<void>): Promise<void> {
  await page.evaluate(passTime, HASTE);
  await isSo();
  await page.evaluate(passTime, 1);
}
