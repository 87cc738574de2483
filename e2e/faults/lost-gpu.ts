/** The GPU process ends in the midst of something, and what the page says then is judged. */
import { openChromium, type ChromiumPage } from '../driver/chromium.ts';
import { pause } from '../driver/page.ts';
import { PATIENCE_MS } from '../driver/patience.ts';
import type { Site } from '../driver/serve.ts';
import { ENDED, laboratoryOn, type Laboratory } from '../laboratory.ts';
import { raceLink } from '../racing.ts';
import { endGpuProcess, type GpuEnding } from './gpu-process.ts';
import { installRecorder, readSaid, untruths, type SaidRun } from './recorder.ts';
import type { Reference } from './reference.ts';

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

declare const latchSaid: SaidRun[];

const LOST = /goes on by itself.*took the GPU away/u;

/** Plays a scene in a browser of its own and ends the GPU process in it; gives what is wrong afterwards, in words. */
export async function endWhile(site: Site, reference: Reference, ending: Ending): Promise<string[]> {
  const page = await openChromium({ alone: true });
  try {
    await installRecorder(page);
    const laboratory = laboratoryOn(page, site);
    await laboratory.open(LINKS[ending.scene]);
    await begin[ending.scene](laboratory);
    await pause(ending.afterMs);
    await endGpuProcess(page, ending.how);
    const problems = await outcome[ending.scene](laboratory, page, reference);
    return [...problems, ...untruths(await readSaid(page))];
  } finally {
    await page.close();
  }
}

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

type Outcome = (laboratory: Laboratory, page: ChromiumPage, reference: Reference) => Promise<string[]>;

/** Training goes on: the last weights before the loss and later ones are bit for bit those of a healthy device. */
const healedRun: Outcome = async (laboratory, page, reference) => {
  await page.waitFor(hasGoneOn, 90_000);
  await page.click('button', 'Pause');
  const status = await laboratory.waitForStatus(['paused', ...ENDED]);
  if (status !== 'paused') return [`the run has ${status}`];
  const said = (await laboratory.notices()).join(' ');
  const problems = LOST.test(said) ? [] : [`what is said is: ${said}`];
  const [before, after] = await readSaid(page);
  if (!before || !after) return ['the run did not go on'];
  if (after.engine?.kernel !== before.engine?.kernel)
    problems.push(`it went on with ${after.engine?.kernel}, not ${before.engine?.kernel}`);
  for (const run of [before, after]) {
    const weights = await reference.weightsOf(run);
    const size = weights.length / run.config.replicas;
    // solving ends a replica, which the reference knows nothing of
    const isFrozen = (k: number): boolean => typeof run.solvedAt[Math.floor(k / size)] === 'number';
    if (!weights.every((weight, k) => weight === run.params[k] || isFrozen(k)))
      problems.push(`the weights are not those of update ${run.update}`);
  }
  return problems;
};

/** Runs in the page. */
const hasGoneOn = (): boolean => {
  const [before, after] = latchSaid;
  return before !== undefined && after !== undefined && after.update > before.update;
};

/** Something says before long that the GPU has gone. */
const saidIn = (selector: string): Outcome => {
  return async ({ page }) => {
    const isSaid = (where: string): boolean =>
      /took the GPU away/u.test(document.querySelector<HTMLElement>(where)?.innerText ?? '');
    return page.waitFor(isSaid, PATIENCE_MS, selector).then(
      () => [],
      () => [`${selector} does not say that the GPU has gone`],
    );
  };
};

/** As `saidIn`, unless the loss fell between two settings, of which each takes a GPU of its own: then all four end well. */
const saidOrDone: Outcome = async ({ page }) => {
  const isEnded = (): boolean =>
    /took the GPU away|Done\./u.test(document.querySelector<HTMLElement>('.panel.four')?.innerText ?? '');
  return page.waitFor(isEnded).then(
    () => [],
    () => ['.panel.four neither says that the GPU has gone nor ends'],
  );
};

const outcome: Readonly<Record<Scene, Outcome>> = {
  training: healedRun,
  early: healedRun,
  judging: healedRun,
  'the 2x2 trains': saidOrDone,
  guessing: saidIn('.guess'),
  racing: saidIn('.race'),
};
