/** `npm start` from the outside: what it serves, where, and what it refuses. */
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProgram, type Started } from './driver/processes.ts';

const script = fileURLToPath(new URL('scripts/start.mjs', import.meta.url));
const started: Started[] = [];

async function start(...args: string[]): Promise<string> {
  const program = startProgram(process.execPath, [script, ...args]);
  started.push(program);
  for await (const line of createInterface({ input: program.child.stdout as Readable })) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('npm start ended without an address');
}

/** The status of a path sent as it is: `fetch` would tidy it up first. */
async function statusOf(url: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  const [response] = (await once(request({ hostname, port, path }).end(), 'response')) as [
    { statusCode?: number; resume(): void },
  ];
  response.resume();
  return response.statusCode;
}

let first: string;
beforeAll(async () => void (first = await start('--base', '/some/where', '--port', '4310')));
afterAll(() => Promise.all(started.map(({ stop }) => stop())));

test('serves a built page in seconds, on the next port when one is taken', async () => {
  const before = Date.now();
  const second = await start('--port', new URL(first).port);
  console.log(`served after ${Date.now() - before} ms`);
  expect(new URL(second).port).not.toBe(new URL(first).port);
  expect(await (await fetch(second)).text()).toContain('<title>');
});

test('sends compressed scripts with their own type, under the sub-path only', async () => {
  const page = await (await fetch(first)).text();
  // the script before it is too small to be worth compressing
  const entry = /type="module"[^>]* src="([^"]+\.js)"/.exec(page)?.[1] ?? '';
  for (const encoding of ['br', 'gzip']) {
    const response = await fetch(new URL(entry, first), { headers: { 'accept-encoding': encoding } });
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(response.headers.get('content-encoding')).toBe(encoding);
  }
  expect(await statusOf(first, '/')).toBe(404);
  expect(await statusOf(first, '/some/where')).toBe(301);
});

test('sends the page’s policy with every file, since one in the page alone does not bind its workers', async () => {
  const page = await fetch(first);
  const policy = page.headers.get('content-security-policy');
  expect(policy).toMatch(/^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/u);
  expect((await page.text()).replaceAll('&#39;', "'")).toContain(`content="${policy}"`);
  const worker = await fetch(new URL('service-worker.js', first));
  expect(worker.headers.get('content-security-policy')).toBe(policy);
});

test('serves nothing outside the build', async () => {
  for (const path of ['/some/where/../../package.json', '/some/where/%2e%2e/package.json', '/some/where/%00'])
    expect(await statusOf(first, path)).toBe(404);
});
