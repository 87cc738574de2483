/** WebKitGTK through its own WebDriver, spoken over plain HTTP: https://www.w3.org/TR/webdriver2/ */
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { findMiniBrowser, findWebKitDriver } from '../scripts/browsers.mjs';
import { pressOn } from './aim.ts';
import { defaultViewport, pageOver, pause, type OpenOptions, type Page, type Tab } from './page.ts';
import { PATIENCE_MS } from './patience.ts';
import { startDisplay, startProgram, type Started } from './processes.ts';

/** Sends one command of a session. */
type Send = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>;

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';
const longestScriptMs = 30 * 60_000;
const pageLoadMs = PATIENCE_MS;

// https://www.w3.org/TR/webdriver2/#keyboard-actions
const keyCodes: Record<string, string> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  Space: ' ',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
  Meta: '\uE03D',
};

export async function openWebKit(options: OpenOptions = {}): Promise<Page> {
  const display = await startDisplay();
  const driver = await startDriver(display.name);
  const stop = async (): Promise<void> => {
    await driver.started.stop();
    await display.stop();
  };
  try {
    const send = await newSession(driver.url, options);
    const tab = tabOver(send, async () => {
      await send('DELETE', '').catch(() => undefined);
      await stop();
    });
    const { width, height } = options.viewport ?? defaultViewport;
    await tab.setViewport(width, height);
    return pageOver('webkit', tab);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startDriver(display: string | undefined): Promise<{ started: Started; url: string }> {
  const path = findWebKitDriver();
  if (path === undefined) throw new Error('WebKitWebDriver not found');
  const port = await freePort();
  const started = startProgram(path, ['--host=127.0.0.1', `--port=${port}`], {
    DISPLAY: display,
    HOME: process.env.HOME ?? homedir(),
    GDK_BACKEND: 'x11',
    NO_AT_BRIDGE: '1',
    // its painting threads and the page's WebGL would meet in Mesa's software rasteriser, which crashes of it
    WEBKIT_SKIA_ENABLE_CPU_RENDERING: '1',
  });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 200; attempt++) {
    const isReady = await fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return { started, url };
    await pause(50);
  }
  await started.stop();
  throw new Error('WebKitWebDriver does not answer');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function newSession(url: string, options: OpenOptions): Promise<Send> {
  const binary = findMiniBrowser();
  if (binary === undefined) throw new Error('MiniBrowser not found');
  const features = [
    ...(options.webglInWorkers === true ? ['+AllowWebGLInWorkers'] : []),
    ...(options.keepsPages === true ? [] : ['-ServiceWorkers']),
  ];
  const args = [
    '--automation',
    ...(features.length > 0 ? [`--features=${features.join(',')}`] : []),
    ...(options.args ?? []),
  ];
  const alwaysMatch = {
    browserName: 'MiniBrowser',
    pageLoadStrategy: 'none',
    'webkitgtk:browserOptions': { binary, args },
  };
  const answer = await command(`${url}/session`, 'POST', { capabilities: { alwaysMatch } });
  const { sessionId } = answer as { sessionId: string };
  const send: Send = (method, path, body) => command(`${url}/session/${sessionId}${path}`, method, body);
  await send('POST', '/timeouts', { script: longestScriptMs, pageLoad: pageLoadMs });
  return send;
}

async function command(url: string, method: string, body?: object): Promise<unknown> {
  const init: RequestInit = { method };
  if (method === 'POST') init.body = JSON.stringify(body ?? {});
  const response = await fetch(url, init);
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`WebKitWebDriver: ${error}: ${message}`);
}

function tabOver(send: Send, close: () => Promise<void>): Tab {
  const errors = errorsOf(send);
  const run: Tab['run'] = async (expression) => {
    const script = `const done = arguments[arguments.length - 1]; ${expression}.then(done);`;
    return (await send('POST', '/execute/async', { script, args: [] })) as string;
  };
  const elementId = async (expression: string): Promise<string> => {
    const script = `return ${expression}`;
    const reference = await send('POST', '/execute/sync', { script, args: [] });
    return (reference as Record<typeof elementKey, string>)[elementKey];
  };
  return {
    goto: errors.goto,
    run,
    click: (expression) =>
      pressOn(run, expression, async () => {
        const id = await elementId(expression);
        await send('POST', `/element/${id}/click`);
      }),
    type: (text) =>
      sendKeys(
        send,
        Array.from(text).flatMap((key) => strokes([key])),
      ),
    chord: (keys) => sendKeys(send, strokes(keys)),
    screenshot: async (path) => {
      const image = await send('GET', '/screenshot');
      await writeFile(path, Buffer.from(image as string, 'base64'));
    },
    setViewport: (width, height) => setViewport(send, width, height),
    consoleErrors: errors.read,
    close,
  };
}

function strokes(keys: readonly string[]): object[] {
  const values = keys.map((key) => keyCodes[key] ?? key);
  return [
    ...values.map((value) => ({ type: 'keyDown', value })),
    ...values.toReversed().map((value) => ({ type: 'keyUp', value })),
  ];
}

async function sendKeys(send: Send, actions: readonly object[]): Promise<void> {
  await send('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
}

/**
 * The protocol sizes windows; the page is smaller by the browser's own bars, which also keep it from being narrower
 * than about 450 pixels.
 */
async function setViewport(send: Send, width: number, height: number): Promise<void> {
  let outer = { width, height };
  let inner = [0, 0];
  for (let attempt = 0; attempt < 4; attempt++) {
    await send('POST', '/window/rect', { x: 0, y: 0, ...outer });
    await pause(100);
    const script = 'return [innerWidth, innerHeight]';
    inner = (await send('POST', '/execute/sync', { script, args: [] })) as [number, number];
    if (inner[0] === width && inner[1] === height) return;
    outer = { width: outer.width + width - inner[0], height: outer.height + height - inner[1] };
  }
  throw new Error(`webkit: the page is ${inner.join(' x ')}, not ${width} x ${height}`);
}

interface Collected {
  latchErrors?: string[];
}

/**
 * The protocol has no log, so each document gets a collector as soon as it exists: navigation does not wait for the
 * load, and the first command that meets the new document installs it. Errors of earlier documents are kept.
 */
function errorsOf(send: Send): { goto: Tab['goto']; read: Tab['consoleErrors'] } {
  let earlier: string[] = [];
  const run = (script: string): Promise<unknown> => send('POST', '/execute/sync', { script, args: [] });
  const read = async (): Promise<string[]> => {
    const here = (await run('return globalThis.latchErrors ?? []')) as string[];
    return [...earlier, ...here];
  };

  const goto = async (url: string): Promise<void> => {
    const [from, to] = [(await send('GET', '/url')) as string, url].map((address) => address.split('#'));
    const isSameDocument = from?.[0] === to?.[0] && to?.[1] !== undefined;
    if (isSameDocument) return void (await send('POST', '/url', { url }));
    earlier = await read();
    await run('globalThis.latchLeaving = true');
    await send('POST', '/url', { url });
    const deadline = Date.now() + pageLoadMs;
    const ask = `return (${install.toString()})()`;
    while ((await run(ask).catch(() => 'leaving')) !== 'complete') {
      if (Date.now() > deadline) throw new Error(`webkit: ${url} did not load`);
      await pause(2);
    }
  };
  return { goto, read };
}

/** Runs in the page: collects once, tells how far the document is. */
function install(): string {
  if ('latchLeaving' in globalThis) return 'leaving';
  const page = globalThis as Collected;
  if (page.latchErrors !== undefined) return document.readyState;
  const errors: string[] = [];
  page.latchErrors = errors;
  const { error } = console;
  console.error = (...parts) => {
    errors.push(parts.map(String).join(' '));
    error.apply(console, parts);
  };
  addEventListener(
    'error',
    ({ message, target }) =>
      errors.push(message || `a resource failed to load: ${(target as Element).outerHTML?.slice(0, 200)}`),
    true,
  );
  addEventListener('unhandledrejection', ({ reason }) => errors.push(`Unhandled: ${String(reason)}`));
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    errors.push(`Policy: ${violatedDirective} ${blockedURI}`),
  );
  return document.readyState;
}
