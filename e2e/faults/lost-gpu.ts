/** The GPU process ends in the midst of something, and what the page says then is judged. */
import { openChromium, type ChromiumPage } from '../driver/chromium.ts';
import { pause } from '../driver/page.ts';
import { PATIENCE_MS } from '../driver/patience.ts';
import type { Site } from '../driver/serve.ts';
import { ENDED, laboratoryOn, type Laboratory } from '../laboratory.ts';
import { raceLink } from '../racing.ts';
import { endGpuProcess, type GpuEnding } from './gpu-process.ts';
import { installRecorder, readSaid, type SaidRun } from './recorder.ts';
import type { Reference } from './reference.ts';
import { untruths } from './said-truth.ts';
import { unhindered } from './unhindered.ts';

/** `early` is `training` with less to wait for. */
export type Scene = 'training' | 'early' | 'judging' | 'the 2x2 trains' | 'guessing' | 'racing';

export interface Ending {
  readonly scene: Scene;
  readonly how: GpuEnding;
  /** How long after the scene has begun. */
  readonly afterMs: number;
}

const BASE = 'preset=openai-variable&engine=webgl&strings=1000000&seed=5';
const LINKS: Readonly<Record<Scene, string>> = {
  training: `${BASE}&replicas=8&evaluate=2000`,
  early: `${BASE}&replicas=2&evaluate=6400`,
  judging: `${BASE}&replicas=2&evaluate=128`,
  'the 2x2 trains': 'preset=notebook-1&replicas=1&engine=webgl&max=12',
  guessing: 'preset=openai-variable&engine=webgl',
  racing: `${raceLink(3)}&engine=webgl`,
};

declare const latchSaid: { readonly runs: readonly SaidRun[] };

const LOST = /goes on by itself.*took the GPU away/u;

export interface Ended {
  /** What is wrong afterwards, in words. */
  readonly problems: readonly string[];
  /** What became of it. */
  readonly became: string;
}

/** Plays a scene in a browser of its own and ends the GPU process in it. */
export const endWhile = (site: Site, reference: Reference, ending: Ending): Promise<Ended> =>
  unhindered(async () => {
    const page = await openChromium({ alone: true });
    try {
      await installRecorder(page);
      const laboratory = laboratoryOn(page, site);
      await laboratory.open(LINKS[ending.scene]);
      await begin[ending.scene](laboratory);
      await pause(ending.afterMs);
      await endGpuProcess(page, ending.how);
      const { problems, became } = await outcome[ending.scene](laboratory, page);
      return { became, problems: [...problems, ...(await untruths(await readSaid(page), reference))] };
    } finally {
      await page.close();
    }
  });

const train = async ({ page }: Laboratory): Promise<void> => page.click('button', 'Train');

const begin: Readonly<Record<Scene, (laboratory: Laboratory) => Promise<unknown>>> = {
  async training(laboratory) {
    await train(laboratory);
    await laboratory.waitForFigure('Moment', 'update', 249);
  },
  async early(laboratory) {
    await train(laboratory);
    await laboratory.waitForFigure('Moment', 'update', 20);
  },
  async judging(laboratory) {
    await train(laboratory);
    await laboratory.waitForFigure('Moment', 'update', 0);
  },
  async 'the 2x2 trains'(laboratory) {
    const { page } = laboratory;
    await page.evaluate(() => document.querySelector('.panel.four')?.scrollIntoView());
    await page.fill('Seeds of each', '2');
    await page.click('button', 'Run all four');
    await page.waitFor(() =>
      /epoch (?!0\.0)\d/u.test(document.querySelector<HTMLElement>('.panel.four')?.innerText ?? ''),
    );
  },
  async guessing(laboratory) {
    await laboratory.page.click('button', 'Guess');
    await laboratory.waitForFigure('Guesses', 'tries', 0);
  },
  async racing(laboratory) {
    const { page } = laboratory;
    await page.evaluate(() => document.querySelector<HTMLElement>('.race summary')?.click());
    await page.click('button', 'Race');
    await laboratory.waitForFigure('Agreement', 'difference', 0);
  },
};

type Outcome = (laboratory: Laboratory, page: ChromiumPage) => Promise<Ended>;

const ended = (became: string, ...problems: readonly string[]): Ended => ({ became, problems });

/** Training goes on, by the same kernel: its weights before and after are judged with what else was said. */
const healedRun: Outcome = async (laboratory, page) => {
  await page.waitFor(hasGoneOn);
  await page.click('button', 'Pause');
  const status = await laboratory.waitForStatus(['paused', ...ENDED]);
  const said = (await laboratory.notices()).join(' ');
  if (status !== 'paused') return ended(`${status}: ${said}`, `the run has ${status}: ${said}`);
  const [before, after] = (await readSaid(page)).runs;
  const problems = LOST.test(said) ? [] : [`what is said is: ${said}`];
  if (after?.engine?.kernel !== before?.engine?.kernel)
    problems.push(`it went on with ${after?.engine?.kernel}, not ${before?.engine?.kernel}`);
  return ended('went on', ...problems);
};

/** Runs in the page: a run has come further than an earlier one of the same experiment, which had gone. */
function hasGoneOn(): boolean {
  const { runs } = latchSaid;
  return runs.some(({ config, update }, k) =>
    runs.some(
      (before, j) =>
        j < k && before.update < update && JSON.stringify(before.config) === JSON.stringify(config),
    ),
  );
}

/** Something says before long that the GPU has gone. */
const saidIn = (selector: string): Outcome => {
  return async ({ page }) => {
    const words = (where: string): string | undefined =>
      /[^.:\n]*took the GPU away[^.\n]*\./u.exec(
        document.querySelector<HTMLElement>(where)?.innerText ?? '',
      )?.[0];
    return page.waitFor(words, PATIENCE_MS, selector).then(
      (said) => ended(`stopped: ${said?.trim()}`),
      () => ended('said nothing', `${selector} does not say that the GPU has gone`),
    );
  };
};

/** All four go on, unless none of them had the GPU at that moment: then they end as if nothing had been. */
const healedFour: Outcome = async ({ page }, { playwright }) => {
  const said = await page.waitFor(() => {
    const words = document.querySelector<HTMLElement>('.panel.four')?.innerText ?? '';
    return /took the GPU away/u.exec(words)?.[0] ?? /Done\./u.exec(words)?.[0];
  });
  if (said === 'Done.') {
    const isLost = await playwright.evaluate(() => latchSaid.runs.length > 4);
    return ended('ended before', ...(isLost ? ['the 2x2 lost the GPU, and did not say so'] : []));
  }
  await page.waitFor(hasGoneOn);
  if (await page.has('button', 'Stop all four')) await page.click('button', 'Stop all four');
  return ended('went on');
};

/** What was compared before stays, and is what both have said. */
const failedRace: Outcome = async (laboratory, page) => {
  const { became, problems } = await saidIn('.race')(laboratory, page);
  const shown = await laboratory.figure('Agreement', 'difference');
  const [latch, layers] = (await readSaid(page)).contestants;
  const both = layers?.checks.at(-1);
  const other = latch?.checks.findLast(({ update }) => update === both?.update);
  const difference = Math.max(
    ...(both?.params ?? []).map((weight, k) => Math.abs(weight - other!.params[k]!)),
  );
  return ended(
    became,
    ...problems,
    ...(shown === difference ? [] : [`a difference of ${shown} is shown, it is ${difference}`]),
  );
};

const outcome: Readonly<Record<Scene, Outcome>> = {
  training: healedRun,
  early: healedRun,
  judging: healedRun,
  'the 2x2 trains': healedFour,
  guessing: saidIn('.guess'),
  racing: failedRace,
};
