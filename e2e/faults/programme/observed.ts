/** What stands on the page, as its visitor sees it, and what it gives away as files. */
import type { Page } from '../../driver/page.ts';
import { PATIENCE_MS } from '../../driver/patience.ts';
import type { Instruments } from '../../instruments.ts';
import type { Output, Status } from '../../laboratory.ts';

export interface Observed {
  readonly status: Status | null;
  readonly update: number;
  readonly outputs: Readonly<Record<string, Output>>;
  readonly bits: string;
  /** Of the result's heading; null: of no run. */
  readonly seed: number | null;
  readonly notices: string;
  readonly ghosts: number;
  /** What could not be drawn. */
  readonly undrawn: readonly string[];
  /** Nobody can press anything. */
  readonly isDead: boolean;
  /** The laboratory is there, with nothing in front of it. */
  readonly isLaboratory: boolean;
  /** Its newest run's newest checkpoint, as the worker told it; 0: none. */
  readonly checkpoint: number;
  /** How often a worker has begun it, or gone on with it. */
  readonly begun: number;
  /** How often a worker has told of its progress. */
  readonly told: number;
}

declare const latchInstruments: Instruments | undefined;

export const observe = (page: Page): Promise<Observed> => page.evaluate(readPage);

/** Runs in the page. */
function readPage(): Observed {
  const outputs: Record<string, Output> = {};
  for (const element of document.querySelectorAll<HTMLElement>('output[aria-label]'))
    outputs[element.getAttribute('aria-label')!] ??= {
      text: element.textContent ?? '',
      data: Object.fromEntries(Object.entries(element.dataset)) as Record<string, string>,
    };
  const text = (selector: string): string[] =>
    [...document.querySelectorAll<HTMLElement>(selector)].map((element) => element.textContent ?? '');
  const all = typeof latchInstruments === 'undefined' ? null : latchInstruments;
  const events = all?.events.filter(({ runId }) => runId === all.runId) ?? [];
  const main = document.querySelector('main');
  const seed = /seed (\d+)/u.exec(document.querySelector('#result-title')?.textContent ?? '');
  return {
    status: (main?.getAttribute('data-status') ?? null) as Status | null,
    update: Number(outputs['Moment']?.data['update'] ?? Number.NaN),
    outputs,
    bits: document.querySelector<HTMLInputElement>('input.bits')?.value ?? '',
    seed: seed ? Number(seed[1]) : null,
    notices: text('main [role=status], main [role=alert], .notices').join(' '),
    ghosts: document.querySelectorAll('.ghosts li').length,
    undrawn: text('.undrawn'),
    isDead: main === null || main.closest('[inert]') !== null || document.querySelector('button') === null,
    isLaboratory: document.querySelector('main .laboratory') !== null,
    checkpoint: Math.max(
      0,
      ...events.map((event) => (event.type === 'progress' && event.isCheckpoint ? event.update : 0)),
    ),
    begun: events.filter(({ type }) => type === 'started').length,
    told: events.filter(({ type }) => type === 'progress').length,
  };
}

/** Presses a button wherever it lies, as a script does; false: there is none to be pressed. */
export const press = (page: Page, name: string): Promise<boolean> =>
  page.evaluate((wanted: string) => {
    const button = [...document.querySelectorAll<HTMLButtonElement>('button')].find(
      (each) => (each.getAttribute('aria-label') ?? each.textContent ?? '').trim() === wanted,
    );
    if (!button || button.disabled || button.getAttribute('aria-disabled') === 'true') return false;
    button.click();
    return true;
  }, name);

/** The file that a button saves; null: the button cannot be pressed. */
export async function fileOf(page: Page, button: string): Promise<unknown> {
  const count = await page.evaluate<number>('latchInstruments.saved.length');
  if (!(await press(page, button))) return null;
  const text = await page.waitFor(
    (before: number) => latchInstruments!.saved.length > before && latchInstruments!.saved.at(-1)!.text,
    PATIENCE_MS,
    count,
  );
  return JSON.parse(text as string) as unknown;
}
