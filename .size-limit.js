/**
 * Budgets in gzip bytes, as GitHub Pages sends them. The first view is what a browser must fetch before it can draw:
 * the entry and its static imports, found in Vite's manifest.
 */
import { readFileSync, readdirSync } from 'node:fs';

/** @typedef {{ file: string, isEntry?: boolean, imports?: string[], css?: string[] }} Chunk */
const manifest = /** @type {Record<string, Chunk>} */ (
  JSON.parse(readFileSync(new URL('dist/.vite/manifest.json', import.meta.url), 'utf8'))
);
const entries = Object.keys(manifest).filter((key) => manifest[key].isEntry);

/** @type {(keys: string[], found?: Set<string>) => Set<string>} */
function staticImports(keys, found = new Set()) {
  for (const key of keys) {
    if (found.has(key)) continue;
    found.add(key);
    staticImports(manifest[key].imports ?? [], found);
  }
  return found;
}

const firstView = staticImports(entries);
const later = Object.keys(manifest).filter(
  // workers are listed too, and have budgets of their own
  (key) => !firstView.has(key) && !key.startsWith('_worker_assets/'),
);
/** @type {(keys: Iterable<string>) => string[]} */
const files = (keys) =>
  [...keys].map((key) => `dist/${manifest[key].file}`).filter((path) => path.endsWith('.js'));
const styles = [...firstView].flatMap((key) => manifest[key].css ?? []).map((path) => `dist/${path}`);
/** @type {(pattern: RegExp) => string[]} */
const workers = (pattern) =>
  readdirSync(new URL('dist/assets', import.meta.url))
    .filter((name) => name.startsWith('worker-') && pattern.test(name))
    .map((name) => `dist/assets/${name}`);

const budgets = [
  { name: 'first view, scripts', path: files(firstView), limit: '130 kB', gzip: true },
  { name: 'first view, page', path: 'dist/index.html', limit: '16 kB', gzip: true },
  { name: 'first view, styles', path: styles, limit: '20 kB', gzip: true },
  { name: 'loaded after the first view', path: files(later), limit: '226 kB', gzip: true },
  { name: 'workers', path: workers(/^(?!.*(?:layers|file))/u), limit: '165 kB', gzip: true },
  { name: 'the worker that opens files', path: workers(/file/u), limit: '16 kB', gzip: true },
  {
    name: 'stock tf.layers, as an engine and in the race',
    path: workers(/layers/u),
    limit: '160 kB',
    gzip: true,
  },
  {
    name: 'all scripts and styles, as they lie on the host',
    path: 'dist/assets/*',
    limit: '3 MB',
    brotli: false,
  },
];

export default budgets.filter(({ path }) => path.length > 0);
