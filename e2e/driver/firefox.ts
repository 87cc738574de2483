import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  launch,
  type Browser,
  type BrowserContext,
  type ElementHandle,
  type KeyInput,
  type Page as PuppeteerPage,
} from 'puppeteer-core';
import { findFirefox } from '../scripts/browsers.mjs';
import { root } from '../scripts/prepare.mjs';
import { pressOn } from './aim.ts';
import { defaultViewport, needsNoOther, pageOver, type OpenOptions, type Page, type Tab } from './page.ts';
import { startDisplay, type Display } from './processes.ts';
import { SharedBrowser, type Running } from './shared-browser.ts';

const shaders = join(root, '.cache', 'shaders');
const preferences = {
  // without a GPU each frame is drawn by the processor, and no story looks at sixty a second
  'layout.frame_rate': 30,
  'webgl.force-enabled': true,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
};

/** Each page has a context of its own in it, as new as a profile; one at a time, as others would be hidden behind it. */
const shared = new SharedBrowser(() => start({}));

export async function openFirefox(options: OpenOptions = {}): Promise<Page> {
  if (shared.isTaken || !needsNoOther(options)) {
    const { browser, stop } = await start(options);
    return pageOver('firefox', tabOver(await newPage(browser, options), stop));
  }
  const browser = await shared.take();
  const context = await browser.createBrowserContext();
  const close = async (): Promise<void> => {
    await context.close();
    shared.give();
  };
  return pageOver('firefox', tabOver(await newPage(context, options), close));
}

async function newPage(context: Browser | BrowserContext, options: OpenOptions): Promise<PuppeteerPage> {
  const page = await context.newPage();
  await page.setViewport(options.viewport ?? defaultViewport);
  return page;
}

async function start(options: OpenOptions): Promise<Running<Browser>> {
  const display = await startDisplay();
  const home = await mkdtemp(join(tmpdir(), 'latch-firefox-'));
  // where the process ends before the browser is closed
  const sweep = (): void => {
    try {
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch {
      // what a dying browser still writes there stays behind, and is no failure
    }
  };
  process.once('exit', sweep);
  const tidy = async (): Promise<void> => {
    await display.stop();
    try {
      // its processes may still write for seconds after the browser has closed, on a busy machine
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
      process.off('exit', sweep);
    } catch {
      // swept when this process ends
    }
  };
  const browser = await launchBrowser(display, home, options).catch(async (error: unknown) => {
    await tidy();
    throw error;
  });
  return {
    browser,
    isThere: () => browser.connected,
    stop: async () => {
      await browser.close().catch(() => browser.process()?.kill('SIGKILL'));
      await tidy();
    },
  };
}

function launchBrowser(display: Display, home: string, options: OpenOptions): Promise<Browser> {
  const executablePath = findFirefox();
  if (executablePath === undefined) throw new Error('Firefox not found');
  return launch({
    browser: 'firefox',
    executablePath,
    // without a window its WebGL is unreliable on a machine without a GPU
    headless: display.name === undefined,
    defaultViewport: null,
    userDataDir: join(home, 'profile'),
    extraPrefsFirefox: {
      ...preferences,
      'webgl.disabled': options.withoutWebgl === true,
      'dom.serviceWorkers.enabled': options.keepsPages === true,
    },
    protocolTimeout: 30 * 60_000,
    args: ['--width=1600', '--height=1300', ...(options.args ?? [])],
    // it refuses a home that belongs to another user, which a container's often does; the driver's shaders outlive it
    env: { ...process.env, HOME: home, DISPLAY: display.name, MESA_SHADER_CACHE_DIR: shaders },
  });
}

function tabOver(page: PuppeteerPage, close: () => Promise<void>): Tab {
  const errors = collectErrors(page);
  const run: Tab['run'] = async (expression) => (await page.evaluate(expression)) as string;
  return {
    goto: async (url) => void (await page.goto(url, { waitUntil: 'load' })),
    run,
    click: (expression) =>
      pressOn(run, expression, async () => {
        const handle = await page.evaluateHandle(expression);
        const element = handle.asElement() as ElementHandle | null;
        if (element === null) throw new Error('the element has gone');
        await element.click();
      }),
    type: (text) => page.keyboard.type(text),
    chord: async (keys) => {
      const pressed = keys.map((key) => (key === 'Space' ? ' ' : key) as KeyInput);
      for (const key of pressed) await page.keyboard.down(key);
      for (const key of pressed.toReversed()) await page.keyboard.up(key);
    },
    screenshot: async (path) => void (await page.screenshot({ path: path as `${string}.png` })),
    setViewport: (width, height) => page.setViewport({ width, height }),
    consoleErrors: () => Promise.resolve([...errors]),
    close,
  };
}

function collectErrors(page: PuppeteerPage): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}
