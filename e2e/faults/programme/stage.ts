/** A browser with the page in it, on a host that can be in trouble: faults come one after the other. */
import { openChromium, type ChromiumPage } from '../../driver/chromium.ts';
import { serveFaulty, type FaultySite } from '../../driver/faulty-site.ts';
import { openPage } from '../../driver/open.ts';
import { pause, type EngineName, type Page, type PageCode } from '../../driver/page.ts';
import { installInstruments } from '../../instruments.ts';
import { laboratoryOn, type Laboratory, type Status } from '../../laboratory.ts';
import { isNew } from '../../keeping.ts';
import { observe, press, type Observed } from './observed.ts';
import type { Scene } from './schedule.ts';

/** How long the page may take for what it has to do by itself, on a machine that does much else. */
export const LATEST_MS = 180_000;
const LOOK_MS = 40;

export interface Stage {
  readonly engine: EngineName;
  readonly site: FaultySite;
  /** Another one, once a tab has crashed. */
  page: Page;
  laboratory: Laboratory;
  close(): Promise<void>;
}

/** GPU processes are ended by the dozen here, which Chromium would not put up with. */
const CHROMIUM = ['--disable-gpu-process-crash-limit', '--disable-domain-blocking-for-3d-apis'];

export async function openStage(engine: EngineName): Promise<Stage> {
  const site = await serveFaulty();
  const page =
    engine === 'chromium'
      ? await openChromium({ alone: true, args: CHROMIUM })
      : await openPage(engine, { webglInWorkers: true, alone: true });
  const stage: Stage = {
    engine,
    site,
    page,
    laboratory: laboratoryOn(page, site),
    async close() {
      await stage.page.close();
      await site.close();
    },
  };
  return stage;
}

/** For what only Chromium can do. */
export function chromiumOf({ engine, page }: Stage): ChromiumPage {
  if (engine !== 'chromium') throw new Error(`${engine} cannot do that`);
  return page as ChromiumPage;
}

/** As `waitFor`, for a page that may be on its way out; null: it did not come to be so. */
export async function comes<T>(
  { page }: Stage,
  code: PageCode<T>,
  withinMs = LATEST_MS,
  ...args: unknown[]
): Promise<T | null> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await page.evaluate(code, ...args).catch(() => null);
    if (value) return value;
    if (Date.now() > deadline) return null;
    await pause(LOOK_MS);
  }
}

/** Waits until what stands on the page is as wanted; null: it did not come to be so. */
export async function sees(
  { page }: Stage,
  isWanted: (observed: Observed) => boolean,
  withinMs = LATEST_MS,
): Promise<Observed | null> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const observed = await observe(page).catch(() => null);
    if (observed && isWanted(observed)) return observed;
    if (Date.now() > deadline) return null;
    await pause(LOOK_MS);
  }
}

export const isOver = ({ status }: { readonly status: Status | null }): boolean =>
  status === 'solved' || status === 'stopped';

const linkOf = ({ link, seed, bits }: Scene): string => `${link}&seed=${seed}&bits=${bits}`;

/** Loads the page with a scene's experiment, or lays it over the page as it is. */
export async function setScene(stage: Stage, scene: Scene, isFresh: boolean): Promise<void> {
  const { page, laboratory } = stage;
  if (isFresh) await laboratory.open(linkOf(scene));
  else {
    // whatever is open is closed, and whatever trains ends
    await page.press('Escape');
    await page.evaluate(`location.hash = ${JSON.stringify(`#v=1&${linkOf(scene)}`)}`);
    await sees(stage, ({ isLaboratory }) => isLaboratory);
    await press(page, 'Reset');
    await sees(stage, ({ status }) => status === 'idle');
  }
  await page.fill('Speed', scene.speed);
}

/** The page after its document has been replaced by another of its own. */
export async function meetNewPage(stage: Stage): Promise<boolean> {
  const hasCome = await comes(stage, isNew);
  await stage.page.evaluate(installInstruments).catch(() => undefined);
  if (stage.engine === 'webkit') await stage.page.evaluate(collectErrors).catch(() => undefined);
  return hasCome === true;
}

/** Marks the document that is there, so that a new one can be told from it. */
export const markOld = ({ page }: Stage): Promise<void> =>
  page.evaluate(() => void (document.documentElement.dataset['isOld'] = ''));

// these run in the page

/** As WebKit's driver collects them, which meets the documents alone that it was told to load. */
function collectErrors(): void {
  const page = globalThis as unknown as { latchErrors?: string[] };
  if (page.latchErrors !== undefined) return;
  const errors: string[] = [];
  page.latchErrors = errors;
  addEventListener(
    'error',
    ({ message, target }) =>
      errors.push(message || `a resource failed to load: ${(target as Element).outerHTML?.slice(0, 200)}`),
    true,
  );
  addEventListener('unhandledrejection', ({ reason }) => errors.push(`Unhandled: ${String(reason)}`));
}
