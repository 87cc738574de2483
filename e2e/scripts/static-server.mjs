/** A small static server: compressed as a host would send it, under any sub-path, next free port. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** @type {Record<string, string>} */
const mimeTypes = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
};
const incompressible = new Set(['.ico', '.png', '.woff2']);
const smallestCompressed = 1024;

const encoders = {
  br: (/** @type {Buffer} */ body) =>
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (/** @type {Buffer} */ body) => promisify(gzip)(body),
};

/**
 * The content security policy that the page brings along, as a header: one in the page alone does not bind its workers.
 * Other pages have policies of their own.
 * @type {(directory: string) => Record<string, string>}
 */
function policyOf(directory) {
  const page = join(directory, 'index.html');
  const meta = existsSync(page)
    ? /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(readFileSync(page, 'utf8'))
    : null;
  return meta?.[1] ? { 'content-security-policy': meta[1].replaceAll('&#39;', "'") } : {};
}

/** @type {(file: string) => boolean} */
const isOtherPage = (file) => file.endsWith('.html') && !file.endsWith(`${sep}index.html`);

/** `''` for the host's root, `/some/path` for a sub-path. @type {(base: string) => string} */
export const normalizeBase = (base) => base.replace(/\/+$/, '').replace(/^(?=[^/])/, '/');

/**
 * Serves `directory` and resolves to its address and a `close`. `intercept` may answer a request itself and then gives
 * true; `headers` go over those of every file.
 * @type {(options: { directory: string, base?: string, port?: number, host?: string, headers?: Readonly<Record<string, string>>, intercept?: (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => boolean }) => Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveStatic({
  directory,
  base = '',
  port = 0,
  host = '127.0.0.1',
  headers = {},
  intercept,
}) {
  const prefix = normalizeBase(base);
  const policy = policyOf(directory);
  const respond = responder(directory, prefix, (file) => ({
    ...(isOtherPage(file) ? {} : policy),
    ...headers,
  }));
  const server = createServer((request, response) => {
    if (intercept?.(request, response)) return;
    respond(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const used = await listenOnFreePort(server, port, host);
  return {
    url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${used}${prefix}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @type {(server: import('node:http').Server, port: number, host: string) => Promise<number>} */
function listenOnFreePort(server, port, host) {
  return new Promise((resolve, reject) => {
    let candidate = port;
    server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== 'EADDRINUSE' || candidate === 0 || candidate >= port + 100) return reject(error);
      candidate += 1;
      server.listen(candidate, host);
    });
    server.on('listening', () => {
      const address = server.address();
      if (address && typeof address === 'object') resolve(address.port);
    });
    server.listen(candidate, host);
  });
}

/** Of every server in this process. @type {Map<string, Promise<Buffer>>} */
const compressed = new Map();

/** @type {(directory: string, prefix: string, extra: (file: string) => Readonly<Record<string, string>>) => (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => Promise<void>} */
function responder(directory, prefix, extra) {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405);
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    if (pathname === prefix && prefix !== '') return redirect(response, `${prefix}/`);
    const file = pathname.startsWith(`${prefix}/`) ? fileFor(directory, pathname.slice(prefix.length)) : null;
    if (file === null) return notFound(request, response, join(directory, '404.html'));

    const headers = { ...headersFor(file), ...extra(file) };
    const encoding = encodingFor(request, file);
    if (encoding === null) {
      response.writeHead(200, headers);
      if (request.method === 'HEAD') response.end();
      else createReadStream(file).pipe(response);
      return;
    }
    const key = `${encoding} ${file} ${statSync(file).mtimeMs}`;
    const body = compressed.get(key) ?? encoders[encoding](readFileSync(file));
    compressed.set(key, body);
    response.writeHead(200, { ...headers, 'content-encoding': encoding });
    response.end(request.method === 'HEAD' ? undefined : await body);
  };
}

/** @type {(directory: string, pathname: string) => string | null} */
function fileFor(directory, pathname) {
  let name;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const path = normalize(join(directory, name.endsWith('/') ? `${name}index.html` : name));
  const isInside = path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
  return isInside && !name.includes('\0') && existsSync(path) && statSync(path).isFile() ? path : null;
}

/** @type {(file: string) => Record<string, string>} */
const headersFor = (file) => ({
  'content-type': mimeTypes[extname(file)] ?? 'application/octet-stream',
  // hashed names never change their content
  'cache-control': file.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
  'x-content-type-options': 'nosniff',
  vary: 'accept-encoding',
});

/** @type {(request: import('node:http').IncomingMessage, file: string) => 'br' | 'gzip' | null} */
function encodingFor(request, file) {
  if (incompressible.has(extname(file)) || statSync(file).size < smallestCompressed) return null;
  const accepted = request.headers['accept-encoding'] ?? '';
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : null;
}

/** @type {(response: import('node:http').ServerResponse, status: number) => void} */
function end(response, status) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(status === 404 ? 'Not found\n' : 'Not allowed\n');
}

/** As static hosts do: whoever asks for a page gets the site's own, if it has one. @type {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse, page: string) => void} */
function notFound(request, response, page) {
  if (!(request.headers.accept ?? '').includes('text/html') || !existsSync(page)) return end(response, 404);
  response.writeHead(404, headersFor(page));
  response.end(request.method === 'HEAD' ? undefined : readFileSync(page));
}

/** @type {(response: import('node:http').ServerResponse, location: string) => void} */
function redirect(response, location) {
  response.writeHead(301, { location });
  response.end();
}
