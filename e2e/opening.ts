/** The page at its bare address, from Train to the string that fools a network of 100 %. */
import type { Page } from './driver/page.ts';
import type { Site } from './driver/serve.ts';
import { installInstruments } from './instruments.ts';

/** WebKitGTK's window goes no narrower. */
export const phoneWidth = (engine: string): number => (engine === 'webkit' ? 450 : 390);

/** Opens it, ready to be trained. `query`: another address of the same page, which has nothing of what was kept at the first. */
export async function openActs(page: Page, site: Pick<Site, 'url'>, query = ''): Promise<void> {
  await page.goto(site.url + query);
  await page.waitFor(() => document.querySelector('main[data-status] .stage') !== null);
  await page.evaluate(installInstruments);
}

/** What is said of the network that was fooled, once its string stands there. */
export async function trainUntilFooled(page: Page, timeoutMs: number): Promise<string> {
  await page.click('button', 'Train');
  return page.waitFor(() => {
    const said = document.querySelector('.fooled-words')?.textContent ?? '';
    return said.includes('✗') ? said : '';
  }, timeoutMs);
}
