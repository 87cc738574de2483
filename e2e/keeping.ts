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

/** Waits until what is kept of this tab is newer than an update; gives of which it is. */
export const keptAfter = (page: Page, update: number, withinMs = PATIENCE_MS): Promise<number> =>
  page.waitFor(`(${keptUpdate.toString()})().then((kept) => kept > ${update} && kept)`, withinMs);

// these run in the page

export const isNew = (): boolean =>
  document.documentElement.dataset['isOld'] === undefined &&
  document.querySelector('main[data-status] .laboratory, main[data-status] .stage') !== null;

/** Of this tab: the update of the newest run that is kept, -1 where none is. */
export const keptUpdate = async (): Promise<number> => {
  // opening it would make it
  if (!(await indexedDB.databases()).some(({ name }) => name === 'latch-kept')) return -1;
  const asked = indexedDB.open('latch-kept');
  const database = await new Promise<IDBDatabase>((resolve) => {
    asked.onsuccess = () => resolve(asked.result);
  });
  const found = database.transaction('copies').objectStore('copies').getAll();
  const copies = await new Promise<{ slot: string; content: { header: string } }[]>((resolve) => {
    found.onsuccess = () => resolve(found.result as { slot: string; content: { header: string } }[]);
  });
  database.close();
  const own = sessionStorage.getItem(`latch-slot ${location.pathname}${location.search}`);
  const kept = copies.map(({ slot, content }) => {
    if (slot !== own) return -1;
    const { run } = JSON.parse(content.header) as { run: { figures: { update: number } } | null };
    return run?.figures.update ?? -1;
  });
  return Math.max(-1, ...kept);
};
