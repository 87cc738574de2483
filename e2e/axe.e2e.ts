/**
 * The page in its states, light and dark, by axe-core's rules for WCAG 2.2 AA; and nothing on it moves while training.
 * Chromium alone: the rules look at the same markup and the same colours in every engine, and only Chromium reports
 * layout shifts.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TRAINED } from '../src/proof/trained-networks.fixture.ts';
import { violations as violationsOn, type Theme } from './axe-rules.ts';
import { engines } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { readShifts, watchShifts } from './layout-shifts.ts';

/** A run that goes on until it is stopped. */
const ENDLESS = 'preset=openai-variable&replicas=4&epochs=1000&stop=budget&start=1&bits=10110&engine=cpu';

let site: Site;
let laboratory: Laboratory;
let page: Page;

const violations = (theme: Theme): Promise<string[]> => violationsOn(page, theme);

describe.runIf(engines.includes('chromium'))('in chromium', () => {
  beforeAll(async () => {
    site = await serveDist();
    laboratory = await openLaboratory(site, 'chromium', { viewport: { width: 1440, height: 900 } });
    page = laboratory.page;
  });
  afterAll(async () => {
    await laboratory.close();
    await site.close();
  });

  test.each<Theme>(['light', 'dark'])('nothing breaks a rule before a run, %s', async (theme) => {
    await laboratory.open();
    await laboratory.waitForStatus('idle');
    await page.waitFor(() => document.querySelector('.story') !== null);
    expect(await violations(theme)).toEqual([]);
  });

  test('nothing breaks a rule while training, and nothing moves', async () => {
    await laboratory.open(ENDLESS);
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    await page.evaluate(watchShifts, false);
    expect(await violations('light')).toEqual([]);
    expect(await violations('dark')).toEqual([]);
    await laboratory.waitForFigure('Held-out accuracy', 'lastBit', 0.9);
    // through more than one evaluation, of which each moves what it judges
    const judged = await laboratory.figure('Moment', 'update');
    await laboratory.waitForFigure('Moment', 'update', judged + 500);
    expect(await page.evaluate(readShifts)).toEqual([]);
  });

  test('nothing breaks a rule with a trained network, decided', async () => {
    const { spec, params } = TRAINED.find(({ name }) => name === 'last-variable 1')!;
    const { activation, head } = spec;
    await laboratory.open(
      `preset=openai-variable&activation=${activation}&head=${head}&bits=1011&weights=${params.join(',')}`,
    );
    await laboratory.prove();
    expect((await laboratory.output('Verdict')).data['verdict']).toBe('certified');
    expect(await violations('light')).toEqual([]);
    expect(await violations('dark')).toEqual([]);
    await page.setViewport(320, 640);
    expect(await violations('light')).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.setViewport(1440, 900);
  });

  test('nothing breaks a rule while one looks back, edits a weight, or reads the keyboard map', async () => {
    await laboratory.open('preset=openai-variable&replicas=2&epochs=1&start=1&bits=1011&engine=cpu');
    await laboratory.waitForStatus(['solved', 'stopped']);
    await page.fill('Timeline', '300');
    await page.fill('Zeros after a one', '40');
    expect(await violations('light')).toEqual([]);
    await page.click('button', 'Edit weights');
    await page.fill('bias, gate f', 'much');
    await page.press('Enter');
    expect(await violations('light')).toEqual([]);
    await page.click('button', 'Keyboard map');
    expect(await violations('light')).toEqual([]);
    expect(await violations('dark')).toEqual([]);
    await page.setViewport(320, 640);
    // panels that measure themselves follow a frame later
    await page.waitFor(() => document.documentElement.scrollWidth === 320);
    await page.setViewport(1440, 900);
  });

  test('nothing breaks a rule when input was bad', async () => {
    await laboratory.open('hidden=999&nonsense=1&lr=abc');
    await laboratory.openFile('broken.json', '{"format":');
    await page.fill('Learning rate', '0');
    await expect.poll(async () => (await laboratory.notices()).length).toBeGreaterThan(1);
    expect(await violations('light')).toEqual([]);
    expect(await violations('dark')).toEqual([]);
  });
});
