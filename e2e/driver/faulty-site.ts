/** The built page from a host that is in trouble: files that do not come, or come as something else. */
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { dist } from '../scripts/prepare.mjs';
import { serveStatic } from '../scripts/static-server.mjs';
import type { Site } from './serve.ts';

export type Fault =
  | 'missing' // 404
  | 'error' // 500
  | 'reset' // the connection breaks off
  | 'slow' // the right text, two seconds later
  | 'hang' // no answer, ever
  | 'empty'
  | 'text' // the right text of the wrong type
  | 'truncated' // its first half
  /** Code that runs before the file's own. */
  | { readonly prelude: string };

export interface FaultySite extends Site {
  /** Sets what becomes of files whose names match, instead of all set before. */
  readonly trouble: (...faults: readonly (readonly [name: RegExp, fault: Fault])[]) => void;
}

/** `pages`: further files by name, for instance a page that holds this one in a frame. */
export async function serveFaulty(pages: Readonly<Record<string, string>> = {}): Promise<FaultySite> {
  let faults: readonly (readonly [RegExp, Fault])[] = [];
  const site = await serveStatic({
    directory: dist,
    headers,
    intercept(request, response) {
      const name = basename(new URL(request.url ?? '/', 'http://host').pathname) || 'index.html';
      const page = pages[name];
      const fault = faults.find(([pattern]) => pattern.test(name))?.[1];
      if (page === undefined && fault === undefined) return false;
      if (page === undefined) answer(response, name, fault!);
      else response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(page);
      return true;
    },
  });
  return { ...site, trouble: (...next) => void (faults = next) };
}

const SLOW_MS = 2000;

/** A frame without an origin may load the page all the same, and nothing is kept for the next story. */
const headers = {
  'access-control-allow-origin': '*',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

function answer(response: ServerResponse, name: string, fault: Fault): void {
  if (fault === 'hang') return;
  if (fault === 'reset') return void response.destroy();
  const script = { ...headers, 'content-type': 'text/javascript; charset=utf-8' };
  if (fault === 'missing') response.writeHead(404, headers).end('Not found');
  else if (fault === 'error') response.writeHead(500, headers).end('Internal error');
  else if (fault === 'slow')
    setTimeout(() => response.writeHead(200, script).end(read(name)), SLOW_MS).unref();
  else if (fault === 'empty') response.writeHead(200, script).end();
  else if (fault === 'text')
    response.writeHead(200, { ...script, 'content-type': 'text/plain' }).end(read(name));
  else if (fault === 'truncated') {
    const text = read(name);
    response.writeHead(200, script).end(text.slice(0, text.length / 2));
  } else response.writeHead(200, script).end(`${fault.prelude};\n${read(name)}`);
}

const read = (name: string): string => readFileSync(join(dist, 'assets', name), 'utf8');
