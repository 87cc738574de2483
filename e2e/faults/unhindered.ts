/**
 * Stories of faults are not told again when they fail: a wrong number that comes once in three times is one. But a browser
 * that ends GPU processes, or has none, may end itself, and then it has said nothing.
 */
import { openChromium, type ChromiumPage } from '../driver/chromium.ts';
import { installRecorder } from './recorder.ts';

/** As Playwright says that it has no page any more. */
const GONE = /has been closed|has crashed|Target crashed|Browser closed|disconnected/u;
const MOST_TIMES = 3;

/** Plays again what the browser has broken off; what the page has done is the answer, whatever it was. */
export async function unhindered<T>(play: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await play();
    } catch (error) {
      if (time === MOST_TIMES || !(error instanceof Error && GONE.test(error.message))) throw error;
      console.log(`played again, since the browser has gone: ${error.message.split('\n')[0]}`);
    }
  }
}

/** A page with the recorder, used again until it has gone. */
export class RecordedPage {
  #page: ChromiumPage | null = null;
  #hasGone = false;

  async take(): Promise<ChromiumPage> {
    if (this.#page && (this.#hasGone || this.#page.playwright.isClosed())) await this.close();
    if (this.#page) return this.#page;
    const page = await openChromium();
    page.playwright.on('crash', () => (this.#hasGone = true));
    await installRecorder(page);
    this.#page = page;
    this.#hasGone = false;
    return page;
  }

  async close(): Promise<void> {
    const page = this.#page;
    this.#page = null;
    // with its browser it has closed itself
    await page?.close().catch(() => undefined);
  }
}
