/** How each kind of fault is brought about on a page where something trains, and what the page then owes its visitor. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { openInstead } from '../../driver/chromium.ts';
import { pause } from '../../driver/page.ts';
import { hostileFiles, hostileLinks } from '../../hostile-texts.ts';
import { installInstruments, type Instruments } from '../../instruments.ts';
import { laboratoryOn } from '../../laboratory.ts';
import { pasteInPage } from '../../pasting.ts';
import { endGpuProcess } from '../gpu-process.ts';
import { Draws } from './draws.ts';
import { useAtRandom } from './monkey.ts';
import { stopProcesses } from './processes.ts';
import type { Injection, Kind } from './schedule.ts';
import { chromiumOf, comes, markOld, meetNewPage, type Stage } from './stage.ts';

declare const latchInstruments: Instruments;

/**
 * `goes on`: the run trains on by itself. `stands`: it stands where it was kept, and Resume trains on. `beside`: it is still
 * there, or among the earlier runs. `free`: whatever the visitor has done, the page is alive.
 */
export type Fate = 'goes on' | 'stands' | 'beside' | 'free';

export interface Injector {
  readonly fate: Fate;
  /** Gives what was done, in words, where chance had a hand in it. */
  readonly inject: (stage: Stage, injection: Injection) => Promise<string | void>;
  /** What the console may call an error for it. */
  readonly explains?: RegExp;
}

/** What was done, where the run has lost its worker by it. */
export const THE_TRAINER = 'the training worker';

/** The page is loaded under these, so `part-faults.ts` brings them about. */
type LoadedWith = 'part of the page fails' | 'GPU lies';

export const INJECTORS: Readonly<Record<Exclude<Kind, LoadedWith>, Injector>> = {
  'context lost': { fate: 'goes on', inject: ({ laboratory }) => laboratory.command('lose-context') },
  'GPU process crash': { fate: 'goes on', inject: (stage) => endGpuProcess(chromiumOf(stage), 'crash') },
  'GPU process kill': { fate: 'goes on', inject: (stage) => endGpuProcess(chromiumOf(stage), 'kill') },
  'worker dies': {
    fate: 'goes on',
    inject: ({ page }, { draw }) => page.evaluate(endWorker, draw, THE_TRAINER),
  },
  'worker crashes': {
    fate: 'goes on',
    inject: ({ page }, { draw }) => page.evaluate(crashWorker, draw, THE_TRAINER),
  },
  'page crashes': { fate: 'stands', inject: crashPage },
  'page reloads': { fate: 'stands', inject: reload },
  'away and back': { fate: 'stands', inject: goAwayAndBack },
  'page frozen': { fate: 'goes on', inject: freeze },
  'processes stopped': {
    fate: 'goes on',
    inject: ({ engine }, { draw }) => stopProcesses(engine, 500 + (draw % 2000)),
  },
  'storage full': { fate: 'goes on', inject: ({ page }, { draw }) => page.evaluate(fillStorage, draw) },
  'hostile link': { fate: 'beside', inject: openHostileLink },
  'hostile file': { fate: 'beside', inject: openHostileFile },
  'hostile paste': { fate: 'goes on', inject: pasteHostileText },
  'random use': { fate: 'free', inject: useEverything },
};

/** Ends the renderer; the tab is restored as the browser does, with the address and the tab's own storage. */
async function crashPage(stage: Stage): Promise<void> {
  const crashed = chromiumOf(stage);
  const { playwright } = crashed;
  const [address, memory] = await playwright.evaluate(
    () => [location.href, Object.entries(sessionStorage)] as const,
  );
  const session = await playwright.context().newCDPSession(playwright);
  const end = new Promise((resolve) => playwright.once('crash', resolve));
  // it is not there to answer
  void session.send('Page.crash').catch(() => undefined);
  await end;
  const page = await openInstead(crashed);
  await page.playwright.addInitScript((entries: readonly [string, string][]) => {
    for (const [key, value] of entries) sessionStorage.setItem(key, value);
  }, memory);
  stage.page = page;
  stage.laboratory = laboratoryOn(page, stage.site);
  await page.goto(address);
  await meetNewPage(stage);
}

async function reload(stage: Stage): Promise<void> {
  await markOld(stage);
  await stage.page.evaluate(() => void setTimeout(() => location.reload()));
  await meetNewPage(stage);
}

async function goAwayAndBack(stage: Stage): Promise<void> {
  const { page } = stage;
  await page.evaluate(() => void setTimeout(() => location.assign('teachers.html')));
  await comes(stage, () => location.pathname.endsWith('teachers.html') && document.readyState === 'complete');
  await page.evaluate(() => void setTimeout(() => history.back()));
  await meetNewPage(stage);
}

async function freeze(stage: Stage): Promise<void> {
  const { playwright } = chromiumOf(stage);
  const session = await playwright.context().newCDPSession(playwright);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await pause(1500);
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await session.detach();
}

const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../samples/2026-11-28/${name}.json`, import.meta.url), 'utf8'));

const LINKS = (sample('links') as { readonly link: string }[]).map(({ link }) => link);
const FILES = ['run', 'run-two-units', 'weights', 'weights-two-units', 'certificate'].map((name) =>
  JSON.stringify(sample(name)),
);

const drawn = (texts: fc.Arbitrary<string>, seed: number): string =>
  fc.sample(texts, { seed, numRuns: 1 })[0]!;

const quoted = (text: string): string => JSON.stringify(text.slice(0, 300));

async function openHostileLink({ page }: Stage, { draw }: Injection): Promise<string> {
  const link = drawn(hostileLinks(LINKS), draw);
  await page.evaluate((hash: string) => void (location.hash = hash), link);
  await pause(300);
  return quoted(link);
}

async function openHostileFile({ page, laboratory }: Stage, { draw }: Injection): Promise<string> {
  const text = drawn(hostileFiles(FILES), draw);
  await laboratory.openFile(`${draw}.json`, text);
  // read in a worker of its own
  await page.waitFor(
    () => document.querySelector<HTMLInputElement>('input[type=file][aria-label="Open file"]')?.value === '',
  );
  return quoted(text);
}

/** Bits, and whatever else comes with them, some of it by the megabyte. */
const PIECES = ['10', '0', '1101', '1 0\n', '１０', 'x', '\u202e01', '\0', '🙂1', '<b>1</b>', ' ', '\ud8001'];

async function pasteHostileText({ page }: Stage, { draw }: Injection): Promise<string> {
  const draws = new Draws(draw);
  const piece = Array.from({ length: 1 + draws.below(5) }, () => draws.pick(PIECES)).join('');
  const times = draws.pick([1, 3, 100, 100_000]);
  await page.evaluate(pasteInPage, piece, times);
  return `${times} x ${quoted(piece)}`;
}

/** What leaves the page, or opens what no script can close. */
const LEFT_OUT = String.raw`reload|\bprint|presenter|new window|new tab|full ?screen`;

async function useEverything({ page }: Stage, { draw }: Injection): Promise<string> {
  const used = await page.evaluate(useAtRandom, draw, 25, LEFT_OUT);
  await page.evaluate(installInstruments);
  return used.join('; ');
}

// these run in the page

/** The training worker mostly, else any that there is: without a word, as when the system takes its memory. */
function endWorker(draw: number, theTrainer: string): string {
  const { trainer, workers } = latchInstruments;
  const worker = draw % 4 === 0 ? workers[draw % workers.length]! : trainer!;
  // under the counting one
  const native = Object.getPrototypeOf(Object.getPrototypeOf(worker)) as Worker;
  native.terminate.call(worker);
  return worker === trainer ? theTrainer : 'another worker';
}

/** With the browser's word of it. */
function crashWorker(draw: number, theTrainer: string): string {
  const { trainer, workers } = latchInstruments;
  const worker = draw % 4 === 0 ? workers[draw % workers.length]! : trainer!;
  worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory', cancelable: true }));
  return worker === trainer ? theTrainer : 'another worker';
}

/** Of everything that keeps something, from now on. */
function fillStorage(draw: number): string {
  const full = (): DOMException => new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  Storage.prototype.setItem = () => {
    throw full();
  };
  const isLate = draw % 2 === 0;
  // oxlint-disable-next-line typescript/unbound-method -- called on its store below
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    if (!isLate) throw full();
    const request = put.call(this, value, key);
    this.transaction.abort();
    return request;
  };
  return isLate ? 'writing breaks off' : 'writing is refused';
}
