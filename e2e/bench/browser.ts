/**
 * One browser with a page for each contestant, since tfjs' current backend is global to a worker. All pages are open
 * all the time, and only one of them computes at any moment: the caller awaits every call.
 */
import type { CDPSession, Page as PlaywrightPage } from 'playwright-core';
import { openChromium } from '../driver/chromium.ts';
import type { EngineCalls } from '../engine-page/engine-page.worker.ts';
import { serveEnginePage } from '../engine-page/open.ts';
import { processMemory } from '../process-memory.ts';
import { CONTESTANTS, type BenchRun, type Contestant } from './results.ts';

export interface BenchBrowser {
  readonly version: string;
  call<Name extends keyof EngineCalls>(
    contestant: Contestant,
    name: Name,
    argument: Parameters<EngineCalls[Name]>[0],
  ): Promise<Awaited<ReturnType<EngineCalls[Name]>>>;
  /** Milliseconds for which a page's main thread has been busy since it was opened. */
  mainThreadMs(contestant: Contestant): Promise<number>;
  /** Resident memory now; null where it cannot be read. */
  memory(): Promise<BenchRun['memoryMb']>;
  close(): Promise<void>;
}

export async function openBenchBrowser(): Promise<BenchBrowser> {
  const site = await serveEnginePage();
  const chromium = await openChromium({ alone: true });
  const context = chromium.playwright.context();
  const browser = context.browser()!;
  const pages = new Map<Contestant, { readonly page: PlaywrightPage; readonly cdp: CDPSession }>();
  for (const contestant of CONTESTANTS) {
    const page = await context.newPage();
    await page.goto(site.url);
    await page.waitForFunction(() => typeof window.engineCall === 'function');
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable');
    pages.set(contestant, { page, cdp });
  }
  const system = await browser.newBrowserCDPSession();
  return {
    version: `Chromium ${browser.version()}`,
    call: (contestant, name, argument) =>
      pages
        .get(contestant)!
        .page.evaluate(([call, value]) => window.engineCall(call as keyof EngineCalls, value) as never, [
          name,
          argument,
        ] as const),
    async mainThreadMs(contestant) {
      const { metrics } = await pages.get(contestant)!.cdp.send('Performance.getMetrics');
      return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
    },
    memory: () => processMemory(system),
    async close() {
      await chromium.close();
      await site.close();
    },
  };
}
