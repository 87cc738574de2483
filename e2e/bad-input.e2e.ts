/** Whatever comes in: odd characters, huge pastes, bad numbers, hostile links and files. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { besides, casesIn, tellsAll } from './driver/open.ts';
import type { EngineName } from './driver/page.ts';
import type { Page } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { untrainedParams } from '../src/session/network.ts';
import { runFile } from '../src/session/run-file.ts';
import { createRun } from '../src/session/run-record.ts';
import { PRESETS } from '../src/training/presets.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { pasteInPage } from './pasting.ts';
import { sentLinkStories } from './sent-links.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

const readBits = (page: Page): Promise<string> =>
  page.evaluate<string>(`document.querySelector('input[aria-label="Bit string"]').value`);
/** What stands beside the text box. */
const readNote = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const box = document.querySelector('input[aria-label="Bit string"]');
    return document.getElementById(box?.getAttribute('aria-describedby') ?? '')?.textContent ?? '';
  });

let laboratory: Laboratory;
let page: Page;

describe.each(besides('webkit'))('%s', (engine) => {
  beforeAll(async () => {
    laboratory = await openLaboratory(site, engine);
    page = laboratory.page;
  });
  afterAll(() => laboratory.close());

  describe('the text box', () => {
    textBoxStories();
  });
  // what is read is the page's own doing
  describe.runIf(tellsAll(engine))('numbers', () => {
    numberStories(engine);
  });
  describe.runIf(tellsAll(engine))('links', () => {
    linkStories(engine);
  });
  describe.runIf(tellsAll(engine))('files', () => {
    fileStories();
  });

  test('none of it was an error in the console', async () => {
    expect(await page.consoleErrors()).toEqual([]);
  });
});

function textBoxStories(): void {
  beforeAll(() => laboratory.open());

  test('keeps other characters out while typing, and counts them', async () => {
    await page.fill('Bit string', '10');
    await page.type('x');
    expect(await readBits(page)).toBe('10');
    await expect.poll(() => readNote(page)).toBe('1 other character left out.');
    await page.type('1');
    expect(await readBits(page)).toBe('101');
    await expect.poll(() => readNote(page)).toBe('3 bits');
  });

  test('keeps them out of a paste, wherever it goes, and counts them', async () => {
    await page.evaluate(pasteInPage, '1a2b0\u{1F600}<1>', 1);
    expect(await readBits(page)).toBe('101');
    await expect
      .poll(() => readNote(page))
      .toBe('6 other characters left out: what is left may be another string.');
  });

  test('reads a pasted notation as the string that is meant, or says that it may be another', async () => {
    for (const [text, bits] of [
      ['1 0^37', `1${'0'.repeat(37)}`],
      ['1 0³⁷', `1${'0'.repeat(37)}`],
      ['[1.0, 0.0, 1.0]', '101'],
      ['1 0,1', '101'],
      ['0b1011', '1011'],
      ['１０１', '101'],
    ] as const) {
      await page.evaluate(pasteInPage, text, 1);
      expect({ text, bits: await readBits(page) }).toEqual({ text, bits });
      await expect.poll(() => readNote(page)).toBe(`${bits.length} bits`);
    }
    await page.evaluate(pasteInPage, '1 0^n', 1);
    await expect.poll(() => readNote(page)).toContain('what is left may be another string');
  });

  // without a freeze: speed.long.ts
  test('10 MB pasted are cut at the limit', async () => {
    await page.evaluate(pasteInPage, '0110x', 2_000_000);
    expect((await readBits(page)).length).toBe(4096);
    await expect.poll(() => readNote(page)).toMatch(/other characters left out, cut at 4,096 bits/u);
    await page.evaluate(pasteInPage, '10', 5_000_000);
    await expect.poll(() => readNote(page)).toMatch(/cut at 4,096 bits/u);
    expect((await laboratory.output('Answer')).data.answer).toMatch(/odd|even/u);
  });

  test('no bits at all is no error', async () => {
    await page.fill('Bit string', '');
    expect(await readBits(page)).toBe('');
    expect((await laboratory.output('Answer')).text).toBe('no bits yet');
  });
}

function numberStories(engine: EngineName): void {
  beforeAll(async () => {
    await laboratory.open();
    await page.evaluate(() => document.querySelectorAll('details').forEach((part) => (part.open = true)));
  });

  const cases = [
    { name: 'Hidden units', good: '4', bad: ['0', '65', '1.5', 'many', ''], range: /from 1 to 64/u },
    {
      name: 'Learning rate',
      good: '0.02',
      bad: ['2', '-1', '1e999', 'NaN'],
      range: /from 0\.000001 to 1/u,
    },
    { name: 'Replicas', good: '3', bad: ['257', '1e9', '0x10'], range: /from 1 to 256/u },
    { name: 'Seed', good: '77', bad: ['2147483648', '-3', '1,5'], range: /from 1 to 2,147,483,647/u },
    { name: 'Batch size', good: '64', bad: ['1025', '0'], range: /from 1 to 1,024/u },
    { name: 'Strings', good: '5000', bad: ['100.000'], range: /100\.000 may mean 100000 or 100/u },
    { name: 'Sparse strings', good: '0.25', bad: ['1.1', 'half'], range: /from 0 to 1/u },
  ];
  test.each(casesIn(engine, cases, cases.length, 1))(
    '$name: refused in place with its range, the last good value stays',
    async (field) => {
      const read = (): Promise<{ invalid: string | null; value: string | null; said: string }> =>
        page.evaluate((label: string) => {
          const inputs = [...document.querySelectorAll<HTMLInputElement>('input[role=spinbutton]')];
          const input = inputs.find(({ labels }) => labels?.[0]?.textContent === label)!;
          const ids = (input.getAttribute('aria-describedby') ?? '').split(' ');
          return {
            invalid: input.getAttribute('aria-invalid'),
            value: input.getAttribute('aria-valuenow'),
            said: ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' '),
          };
        }, field.name);
      await page.fill(field.name, field.good);
      await page.press('Enter');
      expect(await read()).toMatchObject({ invalid: 'false', value: field.good });
      for (const bad of field.bad) {
        await page.fill(field.name, bad);
        const { invalid, value, said } = await read();
        expect({ bad, invalid, value }).toEqual({ bad, invalid: 'true', value: field.good });
        expect(said).toMatch(field.range);
      }
      await page.fill(field.name, field.good);
      await page.press('Enter');
      expect(await read()).toMatchObject({ invalid: 'false', value: field.good });
      expect(await laboratory.status()).toBe('idle');
    },
  );

  test.each([
    ['Strings', '1,000,000', '1000000'],
    ['Strings', '1 000 000', '1000000'],
    ['Learning rate', '0,05', '0.05'],
  ])('%s: %s as the page or another country writes it', async (name, text, value) => {
    await page.fill(name, text);
    await page.press('Enter');
    const read = (label: string): string =>
      [...document.querySelectorAll<HTMLInputElement>('input[role=spinbutton]')].find(
        ({ labels }) => labels?.[0]?.textContent === label,
      )!.value;
    expect(await page.evaluate<string>(read, name)).toBe(value);
  });
}

function linkStories(engine: EngineName): void {
  const hostile = [
    { link: 'max=%E0%A4%A&seed=9'.replace('%A&', '%&'), named: ['Maximum length'] },
    { link: 'bits=10<script>alert(1)</script>&start=yes', named: ['Bit string', 'Training at once'] },
    { link: 'unknown=1&__proto__=1&constructor=x&toString=2', named: [] },
    { link: 'lr=NaN&hidden=1e999&batch=-1', named: ['Learning rate', 'Hidden units', 'Batch size'] },
    {
      link: 'preset=__proto__&lengths=constructor&engine=hasOwnProperty',
      named: ['Preset', 'String length', 'Engine'],
    },
    { link: 'weights=1,2,NaN&replicas=0', named: ['Weights', 'Replicas'] },
  ];
  test.each(hostile)('$link', async ({ link, named }) => {
    await laboratory.open(link);
    const said = (await laboratory.notices()).join(' ');
    for (const name of named) expect(said).toContain(name);
    expect(await laboratory.status()).toBe('idle');
    expect(said.includes('not understood')).toBe(named.length > 0);
  });

  test('a very long one is not read at all, and said', async () => {
    await laboratory.open(`hidden=4&bits=${'10'.repeat(50_000)}`);
    expect((await laboratory.notices()).join(' ')).toContain('too long');
    expect(await page.evaluate(`document.querySelector('input[role=spinbutton]').value`)).toBe('1');
  });

  sentLinkStories(
    engine,
    () => laboratory,
    () => site,
  );

  test('one that arrives while the page is open is read as well', async () => {
    await laboratory.open('hidden=2');
    await page.evaluate("location.hash = '#v=1&hidden=3&lr=2'");
    await expect.poll(async () => (await laboratory.notices()).join(' ')).toContain('Learning rate');
    expect(await page.evaluate(`document.querySelector('input[role=spinbutton]').value`)).toBe('3');
  });
}

/** A run of one untrained unit that says it has solved. */
function forgedRun(): Record<string, unknown> {
  const config = { ...PRESETS['openai-variable'].config, replicas: 1, max: 12 };
  const run = createRun(1, config, 'auto');
  const metrics = { loss: 0.001, bitAccuracy: 1, lastBitAccuracy: 1, stringAccuracy: 1 };
  const place = { update: 782, epoch: 1, strings: 100_000, bits: 650_000, seconds: 1 };
  run.replicas[0]!.history.push({ ...place, ...metrics, heldOut: { ...metrics, wrongByLength: [] } });
  return runFile({ ...run, weights: { update: 782, params: untrainedParams(config, 1) } });
}

function fileStories(): void {
  let good: { format: string; inputKernel: number[][]; bias: number[] };
  beforeAll(async () => {
    await laboratory.open();
    good = JSON.parse((await laboratory.download('Download weights')).text) as typeof good;
  });

  const broken: readonly [string, () => unknown, RegExp][] = [
    ['not JSON', () => '{"format":', /not JSON/u],
    ['null', () => null, /was not opened/u],
    ['an array', () => [1, 2, 3], /was not opened/u],
    ['another format', () => ({ format: 'png', version: 1 }), /format/u],
    ['a future version', () => ({ ...good, version: 2 }), /version/u],
    ['a wrong shape', () => ({ ...good, bias: [1, 2] }), /bias: must have 4 numbers/u],
    ['a missing array', () => ({ ...good, inputKernel: undefined }), /inputKernel/u],
    ['NaN weights', () => JSON.stringify(good).replace(/"bias":\[[^,]+/u, '"bias":[NaN'), /not JSON/u],
    ['null weights', () => ({ ...good, bias: [null, 1, 1, 1] }), /bias\.0: is not a number/u],
    ['infinite weights', () => JSON.stringify(good).replace(/"bias":\[[^,]+/u, '"bias":[1e999'), /bias\.0/u],
    [
      'a run without replicas',
      () => ({ format: 'latch-run', version: 1, config: {}, replicas: [] }),
      /replicas|config/u,
    ],
    ['a prototype', () => '{"__proto__":{"format":"latch-weights"},"version":1}', /was not opened/u],
  ];
  test.each(broken)('%s: named, and nothing else changes', async (name, make, problem) => {
    const before = await laboratory.output('Answer');
    const content = make();
    await laboratory.openFile(
      `${name}.json`,
      typeof content === 'string' ? content : JSON.stringify(content),
    );
    await expect
      .poll(async () => (await laboratory.notices()).join(' '))
      .toContain(`${name}.json was not opened`);
    expect((await laboratory.notices()).join(' ')).toMatch(problem);
    expect(await laboratory.output('Answer')).toEqual(before);
    expect(await laboratory.status()).toBe('idle');
  });

  test('a run file that claims what its weights are not is judged anew', async () => {
    await laboratory.openFile('forged.json', JSON.stringify(forgedRun()));
    await expect
      .poll(async () => (await laboratory.notices()).join(' '))
      .toContain('Not all that forged.json says is so');
    const share = await laboratory.figure('Held-out accuracy', 'lastBit');
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.55);
    expect(await laboratory.status()).toBe('stopped');
    await laboratory.open();
  });

  test('after all of them a good file opens', async () => {
    await laboratory.openFile('good.json', JSON.stringify(good));
    const text = (): Promise<string> => page.evaluate(() => document.body.textContent ?? '');
    await expect.poll(text).toContain('the network from good.json');
  });
}
