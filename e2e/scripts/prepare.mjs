/**
 * What must be there before anything runs: the packages of package-lock.json and a build of the present sources.
 * Plain Node without packages, since it runs before they are installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const dist = join(root, 'dist');

const oldestNode = [20, 19];
/** What is built, from what, into which folder. */
const targets = {
  page: {
    directory: 'dist',
    script: 'build',
    inputs: [
      'index.html',
      '404.html',
      'vite.config.ts',
      'e2e/scripts/licenses.ts',
      'e2e/scripts/offline-build.ts',
      'e2e/scripts/site-address.ts',
      'package-lock.json',
      'src',
      'public',
    ],
  },
  enginePage: {
    directory: 'dist-engine',
    script: 'build:engine-page',
    inputs: ['e2e/engine-page', 'package-lock.json', 'src'],
  },
};

/** Runs a command in the root and tells whether it succeeded. @type {(command: string, args: string[], env?: Record<string, string>) => boolean} */
export function succeeds(command, args, env = {}) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  return status === 0;
}

/**
 * Starts a command in the root beside what else runs, and tells whether it succeeded. Said at its end, what it prints is in
 * one piece. @type {(command: string, args: string[], says: 'at once' | 'at its end', env?: Record<string, string>) => Promise<boolean>}
 */
export function succeedsBeside(command, args, says, env = {}) {
  const output = says === 'at once' ? 'inherit' : 'pipe';
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  /** @type {Buffer[]} */
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => void said.push(part));
  return new Promise((resolve) => {
    child.on('error', (error) => void said.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (status) => {
      process.stdout.write(Buffer.concat(said));
      resolve(status === 0);
    });
  });
}

/** Runs an npm script. @type {(script: string, env?: Record<string, string>) => boolean} */
export const runScript = (script, env) => succeeds('npm', ['run', '--silent', script], env);

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new Error(`Latch needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}.`);
}

export function installPackages() {
  if (packagesAreCurrent()) return;
  console.log('Installing packages (npm ci) ...');
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];
  if (!succeeds('npm', args)) throw new Error('npm ci failed.');
}

/** npm writes `node_modules/.package-lock.json` last, so it tells what a finished installation holds. */
function packagesAreCurrent() {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const installed = lockedPackages(installedFile);
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && !installed[path]),
  );
}

/** @type {(file: string) => Record<string, { version?: string, optional?: boolean }>} */
function lockedPackages(file) {
  const { packages } = /** @type {{ packages: ReturnType<typeof lockedPackages> }} */ (
    JSON.parse(readFileSync(file, 'utf8'))
  );
  return packages;
}

/** Builds the page if it is not that of the present sources. */
export const build = () => buildTarget(targets.page);

/** The same for the page on which the engines are tested and measured. */
export const buildEnginePage = () => buildTarget(targets.enginePage);

/** @typedef {typeof targets[keyof typeof targets]} Target */

/** @type {(target: Target) => void} */
function buildTarget(target) {
  const stamp = hashOf(target.inputs);
  if (isBuilt(target, stamp)) return;
  console.log('Building ...');
  // a test runner's NODE_ENV would bundle React's development build
  if (!runScript(target.script, { NODE_ENV: 'production' })) throw new Error('The build failed.');
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stampFile(target), stamp);
}

/** @type {(target: Target) => string} */
const stampFile = ({ directory }) => join(root, '.cache', `${directory}-stamp`);

/** @type {(target: Target, stamp: string) => boolean} */
const isBuilt = (target, stamp) =>
  existsSync(join(root, target.directory, 'index.html')) &&
  existsSync(stampFile(target)) &&
  readFileSync(stampFile(target), 'utf8') === stamp;

/** @type {(inputs: readonly string[]) => string} */
function hashOf(inputs) {
  const hash = createHash('sha256').update(process.env.LATCH_SITE_URL ?? '');
  for (const file of inputs.flatMap(filesUnder)) {
    if (file.includes('.test.')) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @type {(path: string) => string[]} */
function filesUnder(path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (path.includes('.')) return [path];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .toSorted();
}
