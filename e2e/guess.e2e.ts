/** Guess on the built page: random weights solve parity, the hit is opened, answers, and gets a verdict. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, isWhole, tellsAll } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { askAll, randomStrings } from './typed-strings.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

describe.each(engines.filter(tellsAll))('guessing in %s', (engine) => {
  let laboratory: Laboratory;
  beforeAll(async () => void (laboratory = await openLaboratory(site, engine)));
  afterAll(() => laboratory.close());

  test('finds a network without training, opens it, and stops when told to', async () => {
    await laboratory.open('preset=openai-variable');
    await laboratory.page.click('button', 'Guess');
    await laboratory.waitForFigure('Guesses', 'solved', 0);
    await laboratory.page.click('button', 'Stop guessing');
    const { text, data } = await laboratory.output('Guesses');
    console.log(`${engine}: ${text}`);
    expect(text).toMatch(/^[\d,]+ tries, \S+ a second; [\d,]+ solves?, judged on (WebGL2|the CPU)$/u);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await laboratory.output('Guesses')).data).toEqual(data);
    const verdict = async (): Promise<string | undefined> =>
      (await laboratory.output('Verdict')).data['verdict'];
    await expect.poll(verdict).toMatch(/^(certified|wrong|undecided)$/u);
    expect(await laboratory.page.evaluate("document.querySelector('.verdict').innerText")).toMatch(
      /guess [\d,]+/u,
    );
    expect(await askAll(laboratory.page, randomStrings(30, 50))).toEqual([]);
    expect(await laboratory.status()).toBe('idle');
    expect(await laboratory.page.consoleErrors()).toEqual([]);
  });

  // a first batch of sure answers and huge weights has no gradient in 32-bit floats, and is no sign of a lying GPU
  test.runIf(engine === 'chromium')('is broken off by nothing', async () => {
    await laboratory.open('preset=notebook-1&engine=webgl');
    await laboratory.page.click('button', 'Guess');
    await laboratory.waitForFigure('Guesses', 'tries', isWhole ? 200_000 : 50_000);
    await laboratory.page.click('button', 'Stop guessing');
    expect(await laboratory.page.evaluate("document.querySelector('.guess').innerText")).not.toMatch(
      /broke off/u,
    );
  });
});
