/** Where the three engines are on this machine, and how a fresh Debian gets them. */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { succeedsBeside } from './prepare.mjs';

/** @typedef {'chromium' | 'firefox' | 'webkit'} EngineName */

export const engineNames = /** @type {const} */ (['chromium', 'firefox', 'webkit']);

/**
 * What stories run in: `LATCH_ENGINES=firefox,webkit` names them; otherwise all three under CI, and Chromium alone where
 * a contributor waits for the answer. @type {readonly EngineName[]}
 */
export const wantedEngines = engineNames.filter((engine) =>
  (process.env.LATCH_ENGINES ?? (process.env.CI === 'true' ? engineNames.join() : 'chromium'))
    .split(',')
    .includes(engine),
);

const debianPackages = {
  chromium: ['chromium'],
  firefox: ['firefox-esr', 'xvfb', 'xauth'],
  webkit: ['webkit2gtk-driver', 'xvfb', 'xauth'],
};
const drawingPackages = ['libgl1-mesa-dri', 'libegl1', 'libgles2', 'fonts-dejavu-core'];
const wantedPackages = [
  ...new Set([...wantedEngines.flatMap((engine) => debianPackages[engine]), ...drawingPackages]),
];

const chromiumPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];
const firefoxPlaces = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** @type {(names: string[], places?: string[]) => string | undefined} */
function find(names, places = []) {
  const directories = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = names.flatMap((name) => directories.map((directory) => join(directory, name)));
  return [...candidates, ...places].find(isExecutable);
}

/** @type {(path: string) => boolean} */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const findXvfb = () => find(['Xvfb']);
export const findChromium = () =>
  process.env.CHROMIUM_PATH ??
  find(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], chromiumPlaces);
export const findFirefox = () => process.env.FIREFOX_PATH ?? find(['firefox-esr', 'firefox'], firefoxPlaces);
export const findWebKitDriver = () => find(['WebKitWebDriver']);

/** WebKitGTK's own small browser lies beside the library, not on the PATH. */
export function findMiniBrowser() {
  const parents = existsSync('/usr/lib') ? ['/usr/lib', ...directoriesIn('/usr/lib'), '/usr/libexec'] : [];
  return parents
    .flatMap((parent) => directoriesIn(parent).filter((path) => /\/webkit2?gtk-[\d.]+$/.test(path)))
    .map((path) => join(path, 'MiniBrowser'))
    .find(isExecutable);
}

/** @type {(parent: string) => string[]} */
function directoriesIn(parent) {
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(parent, entry.name));
}

/** What an engine still lacks, empty when it can run. @type {(engine: EngineName) => string[]} */
export function missingFor(engine) {
  const needsDisplay = process.platform === 'linux';
  const wanted = {
    chromium: { 'Chrome or Chromium': findChromium() },
    firefox: { Firefox: findFirefox(), ...(needsDisplay && { Xvfb: findXvfb() }) },
    webkit: { WebKitWebDriver: findWebKitDriver(), MiniBrowser: findMiniBrowser(), Xvfb: findXvfb() },
  }[engine];
  return Object.entries(wanted).flatMap(([name, path]) => (path === undefined ? [name] : []));
}

/** @returns {EngineName[]} */
export const availableEngines = () => engineNames.filter((engine) => missingFor(engine).length === 0);

/** Installs what is missing where that is allowed; otherwise says what will be skipped, or fails under CI. */
export async function ensureBrowsers() {
  const lacks = () => wantedEngines.filter((engine) => missingFor(engine).length > 0);
  if (lacks().length > 0 && canInstall()) await installOnDebian();
  const lacking = lacks();
  for (const engine of lacking)
    console.log(`NOTICE: no tests in ${engine}: ${missingFor(engine).join(', ')} not found.`);
  const isStrict = process.env.CI === 'true' || lacking.includes('chromium');
  if (lacking.length > 0 && isStrict)
    throw new Error(
      `Browsers are missing (${lacking.join(', ')}). Debian: apt-get install ${wantedPackages.join(' ')}`,
    );
}

const canInstall = () => process.getuid?.() === 0 && find(['apt-get']) !== undefined;

async function installOnDebian() {
  console.log('Installing browsers (apt-get) ...');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await succeedsBeside('apt-get', ['update', '-q'], 'at its end', env);
  const packages = ['install', '-y', '-q', '--no-install-recommends', ...wantedPackages];
  await succeedsBeside('apt-get', packages, 'at its end', env);
}
