/**
 * One small interface for three engines, so that a story is written once. What an engine must offer by itself is a
 * `Tab`; everything that can be the same (finding by role and name, waiting, evaluating) is built over it here.
 * Values cross as JSON in both directions.
 */
import { locatorSource, type NamePattern } from './locate.ts';
import { PATIENCE_MS } from './patience.ts';

/** A name as the visitor's screen reader says it: a string must match whole, an expression anywhere. */
export type Name = string | RegExp;

/** A function that runs in the page (no closure), or the source of an expression. */
export type PageCode<T> = string | ((...args: never[]) => T | Promise<T>);

export interface Page {
  readonly engine: EngineName;
  goto(url: string): Promise<void>;
  /** Runs code in the page and awaits its promise. */
  evaluate<T>(code: PageCode<T>, ...args: unknown[]): Promise<T>;
  /** Polls until the code gives something truthy, and gives it back; for `PATIENCE_MS` unless told otherwise. */
  waitFor<T>(code: PageCode<T>, timeoutMs?: number, ...args: unknown[]): Promise<T>;
  /** Clicks the only visible, enabled element with this role and name, waiting for it up to `PATIENCE_MS`. */
  click(role: string, name: Name): Promise<void>;
  /** Replaces a field's text by typing; sets sliders and selects (by the option's text or value). */
  fill(name: Name, text: string): Promise<void>;
  has(role: string, name: Name): Promise<boolean>;
  /** Types text at the focused element, one key event for each character. */
  type(text: string): Promise<void>;
  /** Presses a key or a chord: `Enter`, `ArrowLeft`, `a`, `Control+z`, `Shift+Tab`. */
  press(key: string): Promise<void>;
  screenshot(path: string): Promise<void>;
  setViewport(width: number, height: number): Promise<void>;
  /** Everything the console called an error so far, uncaught exceptions and policy violations included. */
  consoleErrors(): Promise<string[]>;
  close(): Promise<void>;
}

export type EngineName = 'chromium' | 'firefox' | 'webkit';

export interface OpenOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** WebKitGTK keeps WebGL out of workers unless a feature switch allows it; the others ignore this. */
  readonly webglInWorkers?: boolean;
  /** A browser that has no WebGL at all; WebKitGTK has none in workers anyway. */
  readonly withoutWebgl?: boolean;
  /**
   * Chromium without a word about graphics, as most visitors have it: where it finds no GPU it draws WebGL with SwiftShader.
   * The other engines ignore this.
   */
  readonly asShipped?: boolean;
  /**
   * Lets the page keep itself for when it cannot be fetched. Otherwise it may not: what is kept would hide the faults that
   * a story's host has.
   */
  readonly keepsPages?: boolean;
  /** Further command-line arguments for the browser. */
  readonly args?: readonly string[];
  /** A browser that nobody else uses, for stories that end a process of it, or measure it. */
  readonly alone?: boolean;
}

/** Whether a browser that others have used before, and will use, is one for this. */
export const needsNoOther = ({ alone, keepsPages, withoutWebgl, asShipped, args }: OpenOptions): boolean =>
  ![alone, keepsPages, withoutWebgl, asShipped].includes(true) && (args ?? []).length === 0;

export const defaultViewport = { width: 1280, height: 900 };

/** What one engine offers. */
export interface Tab {
  readonly goto: (url: string) => Promise<void>;
  /** Evaluates an expression that gives a promise of a string. */
  readonly run: (expression: string) => Promise<string>;
  /** Clicks the element that an expression gives. */
  readonly click: (expression: string) => Promise<void>;
  readonly type: (text: string) => Promise<void>;
  /** Holds the keys down in order, then releases them. */
  readonly chord: (keys: readonly string[]) => Promise<void>;
  readonly screenshot: (path: string) => Promise<void>;
  readonly setViewport: (width: number, height: number) => Promise<void>;
  readonly consoleErrors: () => Promise<string[]>;
  readonly close: () => Promise<void>;
}

/** A look costs the page some time of its own: soon at first, then more seldom, but often enough for what passes. */
const SOONEST_LOOK_MS = 20;
const LATEST_LOOK_MS = 100;

/** WebKit never answers what a page is asked as it is put by for the way back, and does answer the next look. */
const LONGEST_LOOK_MS = 10_000;

/** What a look gives, or nothing where it takes too long. */
async function inTime<T>(look: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LONGEST_LOOK_MS);
  });
  try {
    return await Promise.race([look, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks until there is something, and gives it back. */
async function lookUntil<T>(look: () => Promise<T>, timeoutMs: number, failed: () => string): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let wait = SOONEST_LOOK_MS;
  for (;;) {
    const value = await inTime(look());
    if (value) return value;
    if (Date.now() > deadline) throw new Error(failed());
    await pause(wait);
    wait = Math.min(LATEST_LOOK_MS, 1.3 * wait);
  }
}

const fieldRoles = ['textbox', 'searchbox', 'spinbutton', 'slider', 'combobox', 'listbox'];

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function pageOver(engine: EngineName, tab: Tab): Page {
  const evaluate: Page['evaluate'] = (code, ...args) => evaluateIn(tab, code, args);

  const waitFor: Page['waitFor'] = (code, timeoutMs = PATIENCE_MS, ...args) =>
    lookUntil(
      () => evaluate(code, ...args),
      timeoutMs,
      () => `${engine}: not true within ${timeoutMs} ms: ${code.toString()}`,
    );

  return {
    engine,
    goto: tab.goto,
    evaluate,
    waitFor,
    click: async (role, name) => tab.click(await find(tab, [role], name)),
    fill: (name, text) => fill(tab, name, text),
    has: async (role, name) => (await status(tab, locatorSource([role], pattern(name)))).startsWith('found'),
    type: tab.type,
    press: (key) => tab.chord(key === '+' ? [key] : key.split('+')),
    screenshot: tab.screenshot,
    setViewport: tab.setViewport,
    consoleErrors: tab.consoleErrors,
    close: tab.close,
  };
}

async function evaluateIn<T>(tab: Tab, code: PageCode<T>, args: readonly unknown[]): Promise<T> {
  const call = args.map((value) => JSON.stringify(value) ?? 'undefined').join(', ');
  const body = typeof code === 'string' ? code : `(${code.toString()})(${call})`;
  const answer = JSON.parse(await tab.run(answering(body))) as { value: T } | { error: string };
  if ('error' in answer) throw new Error(`in the page: ${answer.error}`);
  return answer.value;
}

const answering = (body: string): string => `(async () => {
  try {
    return JSON.stringify({ value: await (${body}) });
  } catch (error) {
    return JSON.stringify({ error: error instanceof Error ? error.message + '\\n' + error.stack : String(error) });
  }
})()`;

const pattern = (name: Name): NamePattern =>
  typeof name === 'string' ? { exact: name } : { source: name.source, flags: name.flags };

/** Waits until exactly one element matches and gives the expression that finds it. */
async function find(tab: Tab, roles: readonly string[], name: Name): Promise<string> {
  const expression = locatorSource(roles, pattern(name));
  let outcome = '';
  await lookUntil(
    async () => {
      outcome = await status(tab, expression);
      return outcome.startsWith('found');
    },
    PATIENCE_MS,
    () => `${roles.join('/')} ${String(name)}: ${outcome}`,
  );
  return `${expression}.element`;
}

const status = (tab: Tab, expression: string): Promise<string> =>
  evaluateIn<string>(tab, `${expression}.status`, []);

async function fill(tab: Tab, name: Name, text: string): Promise<void> {
  const element = await find(tab, fieldRoles, name);
  const kind = await evaluateIn<string>(tab, `(${fieldKind.toString()})(${element})`, []);
  if (kind !== 'typed') {
    await evaluateIn(tab, `(${setValue.toString()})(${element}, ${JSON.stringify(text)})`, []);
    return;
  }
  await tab.click(element);
  await evaluateIn(tab, `(${selectAll.toString()})(${element})`, []);
  if (text === '') await tab.chord(['Backspace']);
  else await tab.type(text);
}

function fieldKind(element: Element): 'typed' | 'chosen' {
  const isChosen =
    element instanceof HTMLSelectElement ||
    (element instanceof HTMLInputElement && ['range', 'color', 'date'].includes(element.type));
  return isChosen ? 'chosen' : 'typed';
}

function selectAll(element: Element): void {
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) element.select();
  else getSelection()?.selectAllChildren(element);
}

/** Through the prototype's setter, because React replaces the element's own. */
function setValue(element: HTMLInputElement | HTMLSelectElement, text: string): void {
  let value = text;
  if (element instanceof HTMLSelectElement) {
    const option = [...element.options].find(({ label, value: own }) => label === text || own === text);
    if (option === undefined) throw new Error(`no option ${text}`);
    value = option.value;
  }
  const prototype =
    element instanceof HTMLSelectElement ? HTMLSelectElement.prototype : HTMLInputElement.prototype;
  element.focus();
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(element, value);
  element.dispatchEvent(new Event('input', { bubbles: true }));
  element.dispatchEvent(new Event('change', { bubbles: true }));
}
