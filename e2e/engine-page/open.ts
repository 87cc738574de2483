/** Builds the engines' page and opens it in a browser: `call(name, argument)` runs in its worker. */
import { openPage } from '../driver/open.ts';
import type { EngineName, Page } from '../driver/page.ts';
import { serveDirectory, type Site } from '../driver/serve.ts';
import { buildEnginePage } from '../scripts/prepare.mjs';
import type { EngineCalls } from './engine-page.worker.ts';

export interface EnginePage {
  readonly page: Page;
  call<Name extends keyof EngineCalls>(
    name: Name,
    argument: Parameters<EngineCalls[Name]>[0],
  ): Promise<Awaited<ReturnType<EngineCalls[Name]>>>;
  close(): Promise<void>;
}

/** Builds the page unless it is there, and serves it. */
export function serveEnginePage(): Promise<Site> {
  buildEnginePage();
  return serveDirectory('dist-engine');
}

export async function openEnginePage(site: Site, browser: EngineName): Promise<EnginePage> {
  const page = await openPage(browser, { webglInWorkers: true });
  await page.goto(site.url);
  await page.waitFor(() => typeof window.engineCall === 'function');
  return {
    page,
    call: (name, argument) =>
      page.evaluate(
        (...[call, value]: [typeof name, unknown]) => window.engineCall(call, value) as never,
        name,
        argument,
      ),
    close: () => page.close(),
  };
}
