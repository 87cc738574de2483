/** Training moves nothing: no panel changes its height while networks learn, are solved and are decided. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { casesIn, engines, tellsAll } from './driver/open.ts';
import { pause } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { ENDED, openLaboratory } from './laboratory.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

declare const latchHeights: string[];

/** Runs in the page: notes every panel that becomes higher or lower than it was. */
function watchHeights(): void {
  const changes: string[] = [];
  const heights = new Map<Element, number>();
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      // a frame that stands in for the panel has the same height to a pixel
      const height = Math.round(target.getBoundingClientRect().height);
      const before = heights.get(target) ?? height;
      if (Math.abs(before - height) > 1)
        changes.push(`${target.getAttribute('aria-labelledby') ?? target.className}: ${before} to ${height}`);
      heights.set(target, height);
    }
  });
  document.querySelectorAll('section.panel').forEach((panel) => observer.observe(panel));
  Object.assign(globalThis, { latchHeights: changes });
}

describe.each(engines.filter(tellsAll))('%s', (engine) => {
  test.each(casesIn(engine, engine === 'webkit' ? [1280] : [1280, 460, 1440], 2, 1))(
    'at %i pixels',
    async (width) => {
      const laboratory = await openLaboratory(site, engine, { viewport: { width, height: 900 } });
      const { page } = laboratory;
      await laboratory.open('preset=openai-variable&replicas=3&bits=1011&engine=cpu');
      await page.waitFor(() => document.querySelector('.story') !== null);
      await page.evaluate(watchHeights);
      await page.click('button', 'Train');
      await laboratory.waitForStatus(ENDED);
      await expect
        .poll(async () => (await laboratory.output('Verdict')).data['verdict'])
        .toMatch(/^(certified|wrong)$/u);
      await pause(500);
      const changes = await page.evaluate(() => latchHeights);
      await laboratory.close();
      expect(changes).toEqual([]);
    },
  );
});
