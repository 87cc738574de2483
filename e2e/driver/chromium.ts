import { chromium, type Browser, type BrowserContext, type Page as PlaywrightPage } from 'playwright-core';
import { findChromium } from '../scripts/browsers.mjs';
import { defaultViewport, needsNoOther, pageOver, type OpenOptions, type Page, type Tab } from './page.ts';
import { PATIENCE_MS } from './patience.ts';
// ends what is left, before the process ends
import './processes.ts';
import { SharedBrowser } from './shared-browser.ts';

export interface ChromiumPage extends Page {
  /** For what only this engine can do: network interception, CPU throttling, a crash of the GPU process. */
  readonly playwright: PlaywrightPage;
}

/**
 * The browser's own popups, which no story sees: each new window would start a process for them, for more than half a
 * processor second. Only the last such switch counts, so what Playwright turns off by itself stands here, too.
 */
const withoutFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];
const quiet = [
  `--disable-features=${withoutFeatures.join(',')}`,
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
// through EGL a machine without a GPU draws with Mesa's llvmpipe, about three times faster than SwiftShader; the page
// itself is put together on the processor, as Chromium does by itself where it finds no GPU
const graphics =
  process.platform === 'linux'
    ? ['--use-gl=angle', '--use-angle=gl-egl', '--ignore-gpu-blocklist', '--disable-gpu-compositing']
    : [];

/** For whoever starts a browser by other means. */
export const chromiumArguments = [...quiet, ...graphics];

/** What Playwright adds by itself. */
const SWIFTSHADER = '--enable-unsafe-swiftshader';
const noGraphics = ['--disable-gpu', '--disable-software-rasterizer'];

/** Each page has a context of its own in it, as new as a profile. */
const shared = new SharedBrowser(async () => {
  const browser = await launch([...quiet, ...graphics]);
  return { browser, isThere: () => browser.isConnected(), stop: () => browser.close() };
});

function launch(args: string[], ignoreDefaultArgs: string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('Chrome or Chromium not found');
  return chromium.launch({ executablePath, args, ignoreDefaultArgs, handleSIGHUP: true });
}

function launchFor({ args = [], withoutWebgl, asShipped }: OpenOptions): Promise<Browser> {
  if (asShipped) return launch([...quiet, ...args], [SWIFTSHADER]);
  return launch([...quiet, ...(withoutWebgl ? noGraphics : graphics), ...args]);
}

export async function openChromium(options: OpenOptions = {}): Promise<ChromiumPage> {
  const isShared = needsNoOther(options);
  const browser = isShared ? await shared.take() : await launchFor(options);
  const context = await browser.newContext({
    viewport: options.viewport ?? defaultViewport,
    serviceWorkers: options.keepsPages === true ? 'allow' : 'block',
  });
  const close = async (): Promise<void> => {
    if (!isShared) return browser.close();
    await context.close();
    shared.give();
  };
  const page = await pageIn(context, close);
  if (options.keepsPages === true) await restServiceWorkers(page.playwright);
  return page;
}

/** Another tab in the place of one that has crashed, with what the browser keeps for both. */
export async function openInstead(crashed: ChromiumPage): Promise<ChromiumPage> {
  const page = await pageIn(crashed.playwright.context(), () => crashed.close());
  await crashed.playwright.close();
  return page;
}

async function pageIn(context: BrowserContext, close: () => Promise<void>): Promise<ChromiumPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const errors = collectErrors(page);
  const tab: Tab = {
    goto: async (url) => void (await page.goto(url)),
    run: (expression) => page.evaluate<string>(expression),
    click: async (expression) => {
      const element = (await page.evaluateHandle<Element>(expression)).asElement();
      if (element === null) throw new Error('the element has gone');
      await element.click();
    },
    type: (text) => page.keyboard.type(text),
    chord: (keys) => page.keyboard.press(keys.join('+')),
    screenshot: async (path) => void (await page.screenshot({ path })),
    setViewport: (width, height) => page.setViewportSize({ width, height }),
    consoleErrors: () => Promise.resolve([...errors]),
    close,
  };
  return { ...pageOver('chromium', tab), playwright: page };
}

const REST_MS = 5000;

/**
 * Ends service workers that keep a newer one waiting, as Chromium does when they have rested for half a minute. With a
 * debugger attached, as here, it lets them run on, and the newer one would wait for five minutes.
 */
async function restServiceWorkers(page: PlaywrightPage): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const statuses = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const isWaiting = (): boolean => {
    const all = [...statuses.values()];
    return all.includes('installed') && !all.includes('activating') && !all.includes('installing');
  };
  const end = (): void => {
    timer = null;
    // the page may have been closed meanwhile
    if (isWaiting()) session.send('ServiceWorker.stopAllWorkers').catch(() => undefined);
  };
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { versionId, status } of versions) statuses.set(versionId, status);
    if (isWaiting()) timer ??= setTimeout(end, REST_MS);
  });
  await session.send('ServiceWorker.enable');
}

function collectErrors(page: PlaywrightPage): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('crash', () => errors.push('the page crashed'));
  return errors;
}
