/**
 * Browsers, and what hardens them, lack this or that: the page draws, trains and answers all the same, or says in the
 * figure's place what it lacks. One tab for all; Chromium, which takes things away before the page's first script.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines, isWhole } from './driver/open.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveFaulty, type FaultySite } from './driver/faulty-site.ts';
import { undrawn } from './drawing/break-drawing.ts';

/** Trained in a moment, on any machine. */
const LINK = 'preset=openai-variable&replicas=1&engine=cpu&strings=300&epochs=1&hidden=1&bits=1011';

interface Missing {
  readonly what: string;
  /** Takes it away, in the page. */
  readonly take: string;
  /** What the page may say in place of a figure; else every figure is drawn. */
  readonly said?: RegExp;
  /** What the missing thing was for, done all the same: gives `true`. */
  readonly use?: string;
  /** Workers lack it too. */
  readonly isEverywhere?: true;
  /** Like another, which the gate has. */
  readonly isLike?: string;
}

const without = (names: string): string =>
  `for (const path of ${JSON.stringify(names.split(' '))}) {
    const parts = path.split('.');
    const last = parts.pop();
    const owner = parts.reduce((object, part) => object[part], globalThis);
    delete owner[last];
    if (last in owner) Object.defineProperty(owner, last, { value: undefined, configurable: true, writable: true });
  }`;

const press = (name: string): string =>
  `[...document.querySelectorAll('button')].find((button) =>
    (button.getAttribute('aria-label') ?? button.textContent.trim()) === '${name}').click()`;

/** Presses a download and gives what the link that it clicks holds. */
const saved = `(async () => {
  const text = new Promise((resolve) => {
    HTMLAnchorElement.prototype.click = function () { resolve(decodeURIComponent(this.href)); };
  });
  ${press('Download weights')};
  return JSON.parse((await text).replace(/^data:[^,]*,/u, '')).format === 'latch-weights';
})()`;

/** The page says once, where it has been trained, that a reload would lose the run. */
const saysWhatReloadingLoses = `(async () => {
  const said = () => /a reload loses the run/u.test(document.querySelector('.notice[data-kind=storage]')?.textContent ?? '');
  for (let k = 0; k < 400 && !said(); k++) await new Promise((resolve) => setTimeout(resolve, 50));
  return said() && document.querySelectorAll('.notice').length === 1;
})()`;

const throwing = (what: string): string => `get() { throw new DOMException('no', '${what}'); }`;

const MISSING: readonly Missing[] = [
  {
    what: 'a clock finer than 100 ms',
    take: `for (const clock of [performance, Date]) {
        const now = clock.now.bind(clock);
        clock.now = () => 100 * Math.floor(now() / 100);
      }`,
    isEverywhere: true,
  },
  { what: 'MessageChannel', take: without('MessageChannel'), isEverywhere: true },
  { what: 'WebAssembly', take: without('WebAssembly'), isEverywhere: true },
  { what: 'OffscreenCanvas', take: without('OffscreenCanvas'), isEverywhere: true },
  {
    what: 'IndexedDB',
    take: without('indexedDB'),
    use: saysWhatReloadingLoses,
    isLike: 'any storage',
  },
  {
    what: 'databases for this page',
    isLike: 'any storage',
    take: `IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };`,
    use: saysWhatReloadingLoses,
  },
  {
    what: 'room in databases',
    take: `IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };`,
    use: saysWhatReloadingLoses,
  },
  {
    what: 'any storage',
    take: `for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
      Object.defineProperty(globalThis, name, { ${throwing('SecurityError')} });`,
    use: saysWhatReloadingLoses,
  },
  {
    what: 'room for texts',
    take: `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };`,
  },
  {
    what: 'Web Locks, ends of waiting and of transactions',
    take: without('navigator.locks AbortSignal.timeout IDBTransaction.prototype.commit'),
  },
  {
    what: 'a clipboard',
    take: without('navigator.clipboard'),
    use: `(async () => {
      ${press('Copy link')};
      await new Promise((resolve) => setTimeout(resolve, 300));
      return [...document.querySelectorAll('input')].some(({ value }) => value.startsWith(location.origin));
    })()`,
  },
  { what: 'service workers and caches', take: without('navigator.serviceWorker caches') },
  { what: 'matchMedia', take: without('matchMedia') },
  {
    what: 'events of media queries',
    take: without('MediaQueryList.prototype.addEventListener'),
    // recharts listens to one
    said: /^The chart could not be drawn. This browser may lack something/u,
  },
  { what: 'Intl', take: without('Intl') },
  {
    what: 'short numbers in Intl',
    take: `const { NumberFormat } = Intl;
      Intl.NumberFormat = function (language, options) {
        if (options?.notation) throw new RangeError('notation');
        return new NumberFormat(language, options);
      };`,
  },
  { what: 'ResizeObserver', take: without('ResizeObserver') },
  { what: 'IntersectionObserver', take: without('IntersectionObserver') },
  { what: 'both observers', take: without('IntersectionObserver ResizeObserver PerformanceObserver') },
  {
    what: 'arrays of 2023',
    take: without(
      ['Array', 'Int8Array.__proto__']
        .flatMap((kind) =>
          ['toSorted', 'toReversed', 'toSpliced', 'with', 'findLast', 'findLastIndex'].map(
            (name) => `${kind}.prototype.${name}`,
          ),
        )
        .join(' '),
    ),
  },
  {
    what: 'showModal',
    take: without('HTMLDialogElement.prototype.showModal HTMLDialogElement.prototype.close'),
    use: `(() => {
      const seen = () => document.querySelector('dialog').getBoundingClientRect().height > 0;
      const before = seen();
      ${press('Keyboard map')};
      const open = seen();
      ${press('Close the keyboard map')};
      return !before && open && !seen();
    })()`,
  },
  {
    what: 'crypto',
    take: without('crypto'),
    use: `(async () => {
      const box = document.querySelector('input.bits');
      const before = box.value;
      ${press('Random string')};
      await new Promise((resolve) => setTimeout(resolve, 100));
      return /^[01]+$/u.test(box.value) && box.value !== before;
    })()`,
  },
  { what: 'createObjectURL', take: without('URL.createObjectURL URL.revokeObjectURL'), use: saved },
  {
    what: 'a clean Object.prototype',
    take: `Object.prototype.run = function run() {}; Object.prototype.name2 = 'x';`,
    // what recharts keeps its state with takes them for its own
    said: /^The chart could not be drawn\. The page is at fault/u,
  },
  { what: 'a clean Array.prototype', take: `Array.prototype.first = function () { return this[0]; };` },
  {
    what: 'storage',
    take: `Object.defineProperty(globalThis, 'localStorage', { get() { throw new Error('no'); } });`,
  },
  { what: 'history', take: `history.replaceState = history.pushState = () => { throw new Error('no'); };` },
  { what: 'reportError', take: without('reportError Path2D'), said: /This browser may lack something/u },
  { what: 'structuredClone and idle time', take: without('structuredClone requestIdleCallback scheduler') },
  { what: 'CSS', take: without('CSS') },
  { what: 'round corners on canvases', take: without('CanvasRenderingContext2D.prototype.roundRect') },
  {
    what: 'Path2D',
    take: without('Path2D'),
    said: /could not be drawn. This browser may lack something/u,
    isLike: 'reportError',
  },
  { what: 'a 2D canvas', take: `HTMLCanvasElement.prototype.getContext = () => null;` },
  { what: 'popovers', take: without('HTMLElement.prototype.showPopover HTMLElement.prototype.hidePopover') },
  { what: 'running animations', take: without('Element.prototype.getAnimations Element.prototype.animate') },
];

/** All of these are away at once. */
const together = (missing: readonly Missing[]): Missing => ({
  what: missing.map(({ what }) => what).join(', '),
  take: missing.map(({ take }) => `{ ${take} }`).join('\n'),
  use: `(async () => {
    const uses = [${missing
      .flatMap(({ use = [] }) => use)
      .map((use) => `async () => ${use}`)
      .join(', ')}];
    for (const use of uses) if (!(await use())) return false;
    return true;
  })()`,
  ...(missing.some(({ isEverywhere }) => isEverywhere) ? { isEverywhere: true } : {}),
});

/** Workers run what is in front of them too, and lack only what they have. */
const isHere = (missing: Missing): boolean => missing.isEverywhere !== true;
const SILENT = MISSING.filter(({ said, use }) => said === undefined && use === undefined);
/** What each was for is done by other means, which do not meet. */
const REPLACED = ['any storage', 'a clipboard', 'showModal', 'crypto', 'createObjectURL'];
/** What hides whether others of them are missed. */
const HIDING = ['Intl', 'a 2D canvas'];
/** The gate has some pages for all that may be missing together; each by itself is for the whole story. */
const CASES: readonly Missing[] = isWhole
  ? MISSING
  : [
      ...MISSING.filter(
        (missing) =>
          !SILENT.includes(missing) && !REPLACED.includes(missing.what) && missing.isLike === undefined,
      ),
      together(MISSING.filter(({ what }) => REPLACED.includes(what))),
      together(SILENT.filter((missing) => isHere(missing) && !HIDING.includes(missing.what))),
      together(SILENT.filter(({ what }) => HIDING.includes(what))),
      together(SILENT.filter((missing) => !isHere(missing))),
    ];

describe.runIf(engines.includes('chromium'))('without', () => {
  let site: FaultySite;
  let browser: ChromiumPage;
  beforeAll(async () => {
    site = await serveFaulty();
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  test.each(CASES)('$what the page trains and answers', async ({ take, said, use, isEverywhere }) => {
    site.trouble(...(isEverywhere ? [[/^worker-\w+\.worker/u, { prelude: `{ ${take} }` }] as const] : []));
    const tab = await browser.playwright.context().newPage();
    const errors: string[] = [];
    tab.on('pageerror', (error) => errors.push(String(error)));
    await tab.addInitScript(`(() => { ${take} })()`);
    await tab.goto(`${site.url}#v=1&${LINK}`);
    await tab.waitForSelector('main[data-status]', { timeout: PATIENCE_MS });
    await tab.waitForSelector('section.story', { timeout: PATIENCE_MS });
    await tab.getByRole('button', { name: 'Train', exact: true }).click();
    await tab.waitForSelector('main:is([data-status=stopped], [data-status=solved])', {
      timeout: PATIENCE_MS,
    });
    await tab.getByRole('textbox', { name: 'Bit string' }).fill('110');
    await tab.waitForFunction(() =>
      /^(odd|even) with \d/u.test(document.querySelector('output[aria-label=Answer]')?.textContent ?? ''),
    );
    for (const selector of ['.plane-panel', '.four', '.story'])
      await tab.locator(selector).first().scrollIntoViewIfNeeded();
    await tab.waitForTimeout(150);
    const words = await tab.evaluate(undrawn);
    const isUsed = use === undefined || (await tab.evaluate<unknown>(use));
    await tab.close();
    expect(isUsed).toBe(true);
    expect(words.filter((sentence) => said?.test(sentence) !== true)).toEqual([]);
    expect(words.length > 0).toBe(said !== undefined);
    // what was said in words was reported as well
    expect(said === undefined ? errors : []).toEqual([]);
  });
});
