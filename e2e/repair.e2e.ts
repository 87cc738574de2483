/**
 * Repair on the built page: a leaking network is trained on until the proof closes, told as a story; a run's broken
 * seed is repaired alone, the others as they were; stopping and undoing lose nothing.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkCertificate } from '../src/proof/checker/checker.ts';
import { TRAINED } from '../src/proof/trained-networks.fixture.ts';
import { engines, tellsAll } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { ENDED, openLaboratory, type Laboratory } from './laboratory.ts';
import { readRunFile } from './run-file.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

const leaking = TRAINED.find(
  ({ name, verdict }) => name.startsWith('last-variable ') && verdict === 'wrong',
)!;

describe.each(engines.filter(tellsAll))('repair in %s', (engine) => {
  let laboratory: Laboratory;
  beforeAll(async () => void (laboratory = await openLaboratory(site, engine)));
  afterAll(() => laboratory.close());

  const verdict = async (): Promise<string | undefined> =>
    (await laboratory.output('Verdict')).data['verdict'];
  const story = (): Promise<string> =>
    laboratory.page.evaluate(`document.querySelector('[aria-label="Repair"]')?.innerText ?? ''`);
  const ending = (): Promise<string | null> =>
    laboratory.page.evaluate("document.querySelector('[data-ending]')?.dataset.ending ?? null");

  test('a leaking network from a link ends certified, and the log tells how', async () => {
    const { spec, params } = leaking;
    await laboratory.open(
      `preset=openai-variable&activation=${spec.activation}&head=${spec.head}&weights=${params.join(',')}`,
    );
    await laboratory.giveProofsTime();
    await laboratory.page.click('button', 'Repair');
    await expect.poll(ending).toBe('certified');
    expect(await verdict()).toBe('certified');
    const text = await story();
    console.log(`${engine}: ${text.replaceAll('\n', ' ')}`);
    expect(text).toMatch(
      /Before: wrong on .*Epoch 1: trained on with sparse strings.*certified, [\d,]+ (?:box|set)/su,
    );
    const check = checkCertificate((await laboratory.download('Download certificate')).text);
    expect(check.ok).toBe(true);
    expect(check.ok && Array.from(check.certificate.params)).not.toEqual(params.map(Math.fround));
    await laboratory.page.click('button', 'Undo repair');
    expect(await verdict()).not.toBe('certified');
    // the pressed button is gone
    expect(await laboratory.page.evaluate('document.activeElement.textContent')).toBe('Repair');
    expect(await laboratory.page.consoleErrors()).toEqual([]);
  });

  test.runIf(engine === 'chromium')(
    'a seed of a run is repaired alone, and stopping loses nothing',
    async () => {
      await laboratory.open('preset=openai-variable&seed=28&replicas=4&engine=cpu&start=1');
      await laboratory.waitForStatus(ENDED);
      const broken = '[aria-label="Shown seed"] [data-verdict="wrong"]';
      await laboratory.page.waitFor(`document.querySelector('${broken}') !== null`);
      await laboratory.page.click('button', /wrong elsewhere$/u);
      await expect.poll(verdict).toBe('wrong');
      const shown = (): Promise<number> =>
        laboratory.page.evaluate(
          `[...document.querySelectorAll('[aria-label="Shown seed"] [role=radio]')].findIndex((e) => e.ariaChecked === 'true')`,
        );
      const replica = await shown();
      await laboratory.page.click('button', 'Why 100 % was not enough');
      expect(await laboratory.page.evaluate('document.activeElement.id')).toBe('why-not-enough');
      const before = readRunFile((await laboratory.download('Download run')).text);

      const placeOfSeeds = (): Promise<number> =>
        laboratory.page.evaluate(
          `document.querySelector('[aria-label="Shown seed"]').getBoundingClientRect().top + scrollY`,
        );
      const place = await placeOfSeeds();
      await laboratory.page.click('button', 'Repair');
      await expect.poll(story).toContain('Epoch 1 of at most 10');
      expect(await placeOfSeeds()).toBe(place);
      await laboratory.page.click('button', 'Stop repair');
      expect(await ending()).toBe('stopped');
      await laboratory.page.click('button', 'Undo repair');
      expect(readRunFile((await laboratory.download('Download run')).text)).toEqual(before);
      await expect.poll(verdict).toBe('wrong');

      await laboratory.page.click('button', 'Repair');
      await expect.poll(ending).toBe('certified');
      expect(await placeOfSeeds()).toBe(place);
      const { text } = await laboratory.download('Download run');
      const after = readRunFile(text);
      const longer = after.replicas.map(
        ({ history }, k) => history.length > before.replicas[k]!.history.length,
      );
      expect(longer).toEqual(before.replicas.map((_, k) => k === replica));
      const others = (run: typeof after): unknown => run.replicas.filter((_, k) => k !== replica);
      expect(others(after)).toEqual(others(before));
      expect(text).toContain('"repairs":[{');
      expect(await shown()).toBe(replica);
      expect(await laboratory.page.consoleErrors()).toEqual([]);
    },
  );
});
