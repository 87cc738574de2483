/** The race as stories and measurements open it. */
import type { Laboratory } from './laboratory.ts';

/** Short strings, of some bits at most: every bit is some ten shaders for tf.layers to compile. */
export const raceLink = (bits: number): string =>
  `preset=notebook-1&replicas=2&max=${bits}&strings=20000&batch=64&epochs=100&stop=budget`;

/** Opens the race's fold, by keyboard where the driver can. */
export async function openFold({ page }: Laboratory): Promise<void> {
  await page.evaluate(() => document.querySelector<HTMLElement>('.race summary')!.focus());
  // the key opens no fold through WebKitGTK's driver
  if (page.engine === 'webkit')
    await page.evaluate(() => document.querySelector<HTMLElement>('.race summary')!.click());
  else await page.press('Enter');
}
