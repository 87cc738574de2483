/**
 * The last step of a build: its name, the digests of its files, and the service worker that keeps them
 * (`src/offline/service.worker.ts`). Works on the built folder, so that stories make other builds of one.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const SERVICE_WORKER = 'service-worker.js';
/** Beside the scripts and the page: what the page's head names. */
const NAMED_IN_HEAD =
  /(?<=(?:src|href)="\.\/)(before-paint\.js|icon\.svg|manifest\.webmanifest)(?:\?\w{8})?(?=")/gu;
const BUILD_META = /\n?\s*<meta name="build" content="[^"]*">/u;

/** The same of the page's own path, which is empty, and of names with a digest behind them. */
const fileOf = (path: string): string => path.replace(/\?.*/u, '') || 'index.html';

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** `isKept`: false makes a build that ends what earlier builds have kept in visitors' browsers. */
export function offlineBuild(policy: string, isKept: boolean): Plugin {
  let directory = '';
  return {
    name: 'latch:offline-build',
    apply: 'build',
    configResolved: ({ root, build: { outDir } }) => void (directory = join(root, outDir)),
    transformIndexHtml: {
      order: 'post',
      handler: () =>
        isKept ? [{ tag: 'meta', attrs: { name: 'build', content: '' }, injectTo: 'head' }] : [],
    },
    async closeBundle() {
      const program = await compile();
      if (isKept) writeOfflineBuild(directory, policy, program);
      else writeServiceWorker(directory, { id: '', policy, files: {} }, program);
    },
  };
}

/** The service worker without the build that it keeps. */
async function compile(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: {
        input: fileURLToPath(new URL('../../src/offline/service.worker.ts', import.meta.url)),
        output: { format: 'iife' },
      },
    },
  });
  const [bundle] = [result].flat();
  if (bundle === undefined || !('output' in bundle)) throw new Error('the service worker was not built');
  return bundle.output[0].code;
}

/** Names the build that lies in a folder, and writes the service worker that keeps it. */
export function writeOfflineBuild(directory: string, policy: string, program: string): void {
  const read = (path: string): Buffer => readFileSync(join(directory, fileOf(path)));
  const page = join(directory, 'index.html');
  const unnamed = readFileSync(page, 'utf8').replace(
    NAMED_IN_HEAD,
    (_, name: string) => `${name}?${sha256(read(name)).slice(0, 8)}`,
  );
  const heads = [...unnamed.matchAll(/(?<=(?:src|href)="\.\/)[\w.-]+\?\w{8}(?=")/gu)].map(([path]) => path);
  const assets = readdirSync(join(directory, 'assets')).map((name) => `assets/${name}`);
  const paths = [...heads, ...assets, 'licenses.md'].toSorted();
  const digests = paths.map((path) => [path, sha256(read(path))]);
  const id = sha256(JSON.stringify([unnamed, policy, program, digests])).slice(0, 16);
  writeFileSync(page, unnamed.replace(BUILD_META, `\n    <meta name="build" content="${id}">`));
  const files = Object.fromEntries([['', sha256(read(''))], ...digests]) as Record<string, string>;
  writeServiceWorker(directory, { id, policy, files }, program);
}

export const writeServiceWorker = (directory: string, described: object, program: string): void =>
  writeFileSync(join(directory, SERVICE_WORKER), `const BUILD = ${JSON.stringify(described)};\n${program}`);

/** What the service worker of a built folder is made of. */
export function readServiceWorker(directory: string): { readonly policy: string; readonly program: string } {
  const [, described, program] = /^const BUILD = (.*);\n([^]*)$/u.exec(
    readFileSync(join(directory, SERVICE_WORKER), 'utf8'),
  )!;
  return { policy: (JSON.parse(described!) as { policy: string }).policy, program: program! };
}
