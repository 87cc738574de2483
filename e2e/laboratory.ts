/** The page as its visitor meets it: through the names, statuses, links and files that surface.md promises. */
import { giveProofsTime, installInstruments, type Instruments, type SavedFile } from './instruments.ts';
import { openPage } from './driver/open.ts';
import type { EngineName, OpenOptions, Page } from './driver/page.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import type { Site } from './driver/serve.ts';

export type Status = 'starting' | 'idle' | 'training' | 'paused' | 'solved' | 'stopped' | 'failed';
export const ENDED: readonly Status[] = ['solved', 'stopped', 'failed'];

/** An `<output>` of the page: its text and its data attributes. */
export interface Output {
  readonly text: string;
  readonly data: Readonly<Record<string, string>>;
}

export interface Laboratory {
  readonly page: Page;
  /** Loads the page afresh with a link: `preset=notebook-2&replicas=1`. */
  open(link?: string): Promise<void>;
  status(): Promise<Status>;
  /** Waits for one of the statuses and gives back which. */
  waitForStatus(wanted: Status | readonly Status[], timeoutMs?: number): Promise<Status>;
  output(name: string): Promise<Output>;
  /** A number that an output carries, NaN before there is one. */
  figure(name: string, key: string): Promise<number>;
  /** Waits until an output's number is above `least`. */
  waitForFigure(name: string, key: string, least: number, timeoutMs?: number): Promise<number>;
  /** What the page says to the visitor in notices, each as one text. */
  notices(): Promise<string[]>;
  /** From now on a proof that closes on an idle machine closes on a busy one. */
  giveProofsTime(): Promise<void>;
  /** Has the shown network decided, with time; an opened one is asked about by itself, and may be decided already. */
  prove(): Promise<void>;
  /** Presses a download button and catches the file. */
  download(button: string): Promise<SavedFile>;
  /** Gives the page a file through its file input. */
  openFile(name: string, text: string): Promise<void>;
  /** Sends a command to the training worker behind the page's back. */
  command(type: 'lose-context' | 'measure'): Promise<void>;
  close(): Promise<void>;
}

let loads = 0;

/** Opens a browser on the site; the page loads with `open`. */
export async function openLaboratory(
  site: Site,
  engine: EngineName,
  options: OpenOptions = {},
): Promise<Laboratory> {
  return laboratoryOn(await openPage(engine, options), site);
}

export function laboratoryOn(page: Page, site: Site): Laboratory {
  const output = (name: string): Promise<Output> => page.evaluate(readOutput, name);
  const figure = async (name: string, key: string): Promise<number> => {
    const { data } = await output(name);
    return Number(data[key] ?? Number.NaN);
  };
  return {
    page,
    output,
    figure,
    open: (link = '') => openLink(page, site, link),
    status: () => page.evaluate(readStatus),
    waitForStatus: async (wanted, timeoutMs = PATIENCE_MS) => {
      try {
        return (await page.waitFor(readStatusOf, timeoutMs, [wanted].flat())) as Status;
      } catch (cause) {
        const [status, said] = [await page.evaluate(readStatus), await page.evaluate(readNotices)];
        const message = `${page.engine}: ${status}, not ${[wanted].flat().join(' or ')}; the page says: ${said.join(' | ')}`;
        throw new Error(message, { cause });
      }
    },
    waitForFigure: async (name, key, least, timeoutMs = PATIENCE_MS) => {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const value = await figure(name, key);
        if (value > least) return value;
        if (Date.now() > deadline) throw new Error(`${page.engine}: ${name} is ${value}, not above ${least}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    notices: () => page.evaluate(readNotices),
    giveProofsTime: () => page.evaluate(giveProofsTime),
    prove: async () => {
      await page.evaluate(giveProofsTime);
      await page.evaluate(pressProve);
      await page.waitFor(isDecided, PATIENCE_MS);
    },
    download: (button) => download(page, button),
    openFile: (name, text) => page.evaluate(giveFile, name, text),
    command: (type) => page.evaluate(postToWorker, type),
    close: () => page.close(),
  };
}

async function openLink(page: Page, site: Site, link: string): Promise<void> {
  loads += 1;
  // another query is another document, where another hash alone would be none
  await page.goto(`${site.url}?load=${loads}#v=1${link === '' ? '' : `&${link}`}`);
  await page.waitFor(() => document.querySelector('main[data-status] .laboratory') !== null);
  await page.evaluate(installInstruments);
}

async function download(page: Page, button: string): Promise<SavedFile> {
  const count = await page.evaluate<number>('latchInstruments.saved.length');
  await page.click('button', button);
  await page.waitFor((before: number) => latchInstruments.saved.length > before, PATIENCE_MS, count);
  return page.evaluate(() => latchInstruments.saved.at(-1)!);
}

declare const latchInstruments: Instruments;

// these run in the page

const readStatus = (): Status => document.querySelector('main')?.getAttribute('data-status') as Status;

const readStatusOf = (wanted: readonly Status[]): Status | null => {
  const status = document.querySelector('main')?.getAttribute('data-status') as Status;
  return wanted.includes(status) ? status : null;
};

function readOutput(name: string): Output {
  const element = document.querySelector<HTMLElement>(`output[aria-label="${name}"]`);
  if (element === null) throw new Error(`no output ${name}`);
  return {
    text: element.textContent ?? '',
    data: Object.fromEntries(Object.entries(element.dataset)) as Record<string, string>,
  };
}

const readNotices = (): string[] =>
  [...document.querySelectorAll('main [role=status], main [role=alert]')].map(
    (element) => element.textContent ?? '',
  );

function pressProve(): void {
  const button = [...document.querySelectorAll('button')].find(({ innerText }) => innerText === 'Prove');
  if (button?.getAttribute('aria-disabled') !== 'true') button?.click();
}

/** No search goes on either, which may yet decide what an earlier one did not. */
const isDecided = (): boolean =>
  document.querySelector('.verdict[aria-busy=true]') === null &&
  /certified|wrong|undecided/u.test(
    document.querySelector<HTMLElement>('output[aria-label=Verdict]')?.dataset['verdict'] ?? '',
  );

function giveFile(name: string, text: string): void {
  const input = document.querySelector<HTMLInputElement>('input[type=file][aria-label="Open file"]');
  if (input === null) throw new Error('no file input');
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name, { type: 'application/json' }));
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

function postToWorker(type: string): void {
  const worker = latchInstruments.trainer;
  if (worker === null) throw new Error('there is no worker');
  worker.postMessage({ type, runId: latchInstruments.runId });
}
