/** What stories of kept runs share: the run to disturb, reloads, what has been kept, and what a run has come to. */
import { pause, type Page } from './driver/page.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { installInstruments } from './instruments.ts';
import type { Laboratory } from './laboratory.ts';
import { readRunFile } from './run-file.ts';

/** Some networks on 782 updates an epoch: at a hundred a second there is time to disturb the page; a busy machine keeps a run more seldom. */
export const keptLink = (replicas: number, epochs: number): string =>
  `preset=openai-variable&replicas=${replicas}&epochs=${epochs}&stop=budget&seed=3&evaluate=20000`;

/** Everything of the run but the time that it took. */
export async function cameTo(laboratory: Laboratory): Promise<object> {
  const { text } = await laboratory.download('Download run');
  const { config, kernel, replicas } = readRunFile(text);
  const untimed = replicas.map(({ history, ...replica }) => ({
    ...replica,
    history: history.map((point) => ({ ...point, seconds: 0 })),
  }));
  return { config, kernel, replicas: untimed };
}

/** Reloads the page, at another link where one is given. */
export async function reload(page: Page, link = ''): Promise<void> {
  await page.evaluate((hash: string) => {
    document.documentElement.dataset['isOld'] = '';
    // without a word to the page, as when somebody opens a link in this tab
    if (hash !== '') history.replaceState(null, '', hash);
    setTimeout(() => location.reload());
  }, link);
  const deadline = Date.now() + PATIENCE_MS;
  // a page that is on its way out cannot be asked
  while (!(await page.evaluate(isNew).catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`${page.engine}: the page does not come back`);
    await pause(20);
  }
  await page.evaluate(installInstruments);
}

/** Waits until what is kept of this tab, since a moment, is newer than an update; gives of which it is. */
export async function keptAfter(
  page: Page,
  update: number,
  { withinMs = PATIENCE_MS, since = 0 }: { readonly withinMs?: number; readonly since?: number } = {},
): Promise<number> {
  try {
    const isKept = `(${keptUpdate.toString()})(${since}).then((kept) => kept > ${update} && kept)`;
    return await page.waitFor<number>(isKept, withinMs);
  } catch (cause) {
    const there = await page.evaluate(keptFacts);
    throw new Error(`${page.engine}: nothing newer is kept than ${update}, since ${since}: ${there}`, {
      cause,
    });
  }
}

// these run in the page

export const isNew = (): boolean =>
  document.documentElement.dataset['isOld'] === undefined &&
  document.querySelector('main[data-status] .laboratory, main[data-status] .stage') !== null;

/** Of this tab: the update of the run that was kept last, and since a moment; -1 where none was. */
export const keptUpdate = async (since = 0): Promise<number> => {
  // opening it would make it
  if (!(await indexedDB.databases()).some(({ name }) => name === 'latch-kept')) return -1;
  const asked = indexedDB.open('latch-kept');
  const database = await new Promise<IDBDatabase>((resolve) => {
    asked.onsuccess = () => resolve(asked.result);
  });
  const found = database.transaction('copies').objectStore('copies').getAll();
  interface Copy {
    slot: string;
    turn: number;
    at: number;
    content: { header: string };
  }
  const copies = await new Promise<Copy[]>((resolve) => {
    found.onsuccess = () => resolve(found.result as Copy[]);
  });
  database.close();
  const own = sessionStorage.getItem(`latch-slot ${location.pathname}${location.search}`);
  // the other copy may be that of a run before
  const newest = copies
    .filter(({ slot, turn, at }) => slot === own && turn > 0 && at >= since)
    .sort((a, b) => b.turn - a.turn)[0];
  if (newest === undefined) return -1;
  const { run } = JSON.parse(newest.content.header) as { run: { figures: { update: number } } | null };
  return run?.figures.update ?? -1;
};

/** All that is kept, of all tabs, in words for whoever wonders. */
const keptFacts = async (): Promise<string> => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  const asked = indexedDB.open('latch-kept');
  const database = await new Promise<IDBDatabase | null>((resolve) => {
    asked.onsuccess = () => resolve(asked.result);
    setTimeout(() => resolve(null), 3000);
  });
  const copies: string[] = [];
  if (database?.objectStoreNames.contains('copies')) {
    const found = database.transaction('copies').objectStore('copies').getAll();
    const all = await new Promise<{ slot: string; turn: number; at: number }[]>((resolve) => {
      found.onsuccess = () => resolve(found.result as { slot: string; turn: number; at: number }[]);
    });
    copies.push(...all.map(({ slot, turn, at }) => `${slot} turn ${turn} at ${at}`));
  }
  database?.close();
  const slots = Object.entries(sessionStorage).map(([key, value]) => `${key}=${value}`);
  const notices = document.querySelector('.notices')?.textContent ?? '';
  const status = document.querySelector('main')?.getAttribute('data-status') ?? '';
  return [names, database ? 'opened' : 'blocked', copies, slots, Date.now(), status, notices].join(' | ');
};
