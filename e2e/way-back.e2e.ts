/**
 * The way back to a page that was put by as it trained: what it shows is of the weights that it has. WebKit loses messages
 * then, and one return in three left a page whose answers stood still. (`tabs.e2e.ts` has what Chromium does.)
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { traceString } from '../src/lstm/forward.ts';
import { parseBits } from '../src/parity/bits.ts';
import { parseFile } from '../src/session/files.ts';
import { percent } from '../src/session/percent.ts';
import { engines, isWhole, openPage } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { fileOf } from './faults/programme/observed.ts';
import { laboratoryOn } from './laboratory.ts';

/** Without the mending, eight of them come back whole once in thirty times, and four once in five. */
const RETURNS = isWhole ? 8 : 4;
const BITS = '111';
const LINK = `preset=openai-variable&replicas=3&engine=cpu&epochs=1000&strings=100000&stop=budget&lr=0.0003&bits=${BITS}`;

// these run in the page

const goAway = (): void => void setTimeout(() => location.assign('teachers.html'));
const isAway = (): boolean =>
  location.pathname.endsWith('teachers.html') && document.readyState === 'complete';
const goBack = (): void => void setTimeout(() => history.back());
const isBack = (): boolean => document.querySelector('main[data-status]') !== null;

describe.runIf(engines.includes('webkit'))('in webkit', () => {
  let site: Site;
  beforeAll(async () => void (site = await serveDist()));
  afterAll(() => site.close());

  test(`after each of ${RETURNS} ways back the answer follows the weights`, async () => {
    const page = await openPage('webkit', {});
    try {
      const laboratory = laboratoryOn(page, site);
      await laboratory.open(LINK);
      await page.click('button', 'Train');
      await laboratory.waitForStatus('training');
      for (let back = 0; back < RETURNS; back++) {
        await page.evaluate(goAway);
        await page.waitFor(isAway);
        await page.evaluate(goBack);
        await page.waitFor(isBack);
        await page.click('button', 'Pause');
        await laboratory.waitForStatus('paused');
        await expect
          .poll(async () => (await laboratory.output('Answer')).text)
          .toContain(percentOf(await fileOf(page, 'Download weights')));
        await page.click('button', 'Resume');
        await laboratory.waitForStatus('training');
      }
    } finally {
      await page.close();
    }
  });
});

/** What the weights of a file say of the string, as the page writes it. */
function percentOf(file: unknown): string {
  const read = parseFile(JSON.stringify(file), 'weights.json');
  if (!read.ok || read.file.kind !== 'weights') throw new Error('the weights file is none');
  const { spec, params } = read.file.network;
  const { probability, prediction } = traceString(spec, params, parseBits(BITS));
  const odd = probability.at(-1)!;
  return percent(prediction.at(-1) === 1 ? odd : 1 - odd);
}
