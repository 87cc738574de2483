/** A run of many wide networks is saved as a file that the page opens again: it was once over 50 MB, and refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import type { Instruments } from './instruments.ts';
import { openLaboratory } from './laboratory.ts';

declare const latchInstruments: Instruments;

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

// these run in the page: the file is too large to be carried about

const sizeOfSaved = (): number => latchInstruments.saved.at(-1)?.text.length ?? 0;

function press(name: string): void {
  const button = [...document.querySelectorAll('button')].find(({ innerText }) => innerText === name);
  if (!button) throw new Error(`no button ${name}`);
  button.click();
}

function openSaved(): void {
  const input = document.querySelector<HTMLInputElement>('input[type=file][aria-label="Open file"]')!;
  const transfer = new DataTransfer();
  transfer.items.add(new File([latchInstruments.saved.at(-1)!.text], 'large.json'));
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

/** The last rows of a table hold the last weights of a network. */
const weightsShown = (): string =>
  [...document.querySelectorAll('table.weights td')].map(({ textContent }) => textContent).join(' ');

describe.each(engines)('%s', (engine) => {
  test('160 networks of 64 units', async () => {
    const laboratory = await openLaboratory(site, engine);
    const { page } = laboratory;
    await laboratory.open(
      'preset=openai-variable&hidden=64&replicas=160&engine=cpu&max=4&batch=8&strings=8000&seed=3',
    );
    await page.click('button', 'Step');
    await laboratory.waitForStatus('paused');
    expect(await laboratory.figure('Moment', 'update')).toBe(1);
    const weights = await page.evaluate(weightsShown);
    await page.evaluate(press, 'Download run');
    const size = await page.waitFor(sizeOfSaved);
    console.log(`${engine}: ${(size / 1e6).toFixed(1)} MB`);
    await page.click('button', 'Reset');
    await page.fill('Hidden units', '1');
    await page.press('Enter');
    await page.evaluate(openSaved);
    // one that did not reach its end
    await laboratory.waitForStatus('stopped');
    expect((await laboratory.notices()).join(' ')).not.toContain('was not opened');
    await expect.poll(() => page.evaluate<string>('location.hash')).toContain('hidden=64');
    await expect.poll(() => page.evaluate(weightsShown)).toBe(weights);
    await laboratory.close();
  });
});
