import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  launch,
  type Browser,
  type ElementHandle,
  type KeyInput,
  type Page as PuppeteerPage,
} from 'puppeteer-core';
import { findFirefox } from '../scripts/browsers.mjs';
import { defaultViewport, pageOver, type OpenOptions, type Page, type Tab } from './page.ts';
import { startDisplay, type Display } from './processes.ts';

const preferences = {
  'webgl.force-enabled': true,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
};

export async function openFirefox(options: OpenOptions = {}): Promise<Page> {
  const display = await startDisplay();
  const home = await mkdtemp(join(tmpdir(), 'latch-firefox-'));
  const browser = await start(display, home, options).catch(async (error: unknown) => {
    await display.stop();
    await rm(home, { recursive: true, force: true });
    throw error;
  });
  const page = await browser.newPage();
  await page.setViewport(options.viewport ?? defaultViewport);
  const close = async (): Promise<void> => {
    await browser.close().catch(() => browser.process()?.kill('SIGKILL'));
    await display.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return pageOver('firefox', tabOver(page, close));
}

function start(display: Display, home: string, options: OpenOptions): Promise<Browser> {
  const executablePath = findFirefox();
  if (executablePath === undefined) throw new Error('Firefox not found');
  return launch({
    browser: 'firefox',
    executablePath,
    // without a window its WebGL is unreliable on a machine without a GPU
    headless: display.name === undefined,
    defaultViewport: null,
    userDataDir: join(home, 'profile'),
    extraPrefsFirefox: { ...preferences, 'webgl.disabled': options.withoutWebgl === true },
    protocolTimeout: 30 * 60_000,
    args: ['--width=1600', '--height=1300', ...(options.args ?? [])],
    // it refuses a home that belongs to another user, which a container's often does
    env: { ...process.env, HOME: home, DISPLAY: display.name },
  });
}

function tabOver(page: PuppeteerPage, close: () => Promise<void>): Tab {
  const errors = collectErrors(page);
  return {
    goto: async (url) => void (await page.goto(url, { waitUntil: 'load' })),
    run: async (expression) => (await page.evaluate(expression)) as string,
    click: async (expression) => {
      const handle = await page.evaluateHandle(expression);
      const element = handle.asElement() as ElementHandle | null;
      if (element === null) throw new Error('the element has gone');
      await element.click();
    },
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
