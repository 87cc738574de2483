/** Faults that the page is loaded with: a file of it that does not come as it should, a GPU that lies from its start on. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from '../../driver/page.ts';
import { installInstruments } from '../../instruments.ts';
import { ENDED } from '../../laboratory.ts';
import { whileTimeFlies } from '../../page-time.ts';
import { dist } from '../../scripts/prepare.mjs';
import { GL_FAULTS } from '../gl-faults.ts';
import { press } from './observed.ts';
import type { Injection } from './schedule.ts';
import { comes, sees, setScene, type Stage } from './stage.ts';

/** What came of it: what was done, in words, and what the page owes and has not given. */
export interface PartOutcome {
  readonly done: string;
  readonly owed: readonly string[];
}

/** Runs on the GPU that lies, to its end. */
export async function trainOnLyingGpu(stage: Stage, injection: Injection): Promise<PartOutcome> {
  const { site, page } = stage;
  site.trouble([/^worker-trainer\.worker-.*\.js$/u, { prelude: GL_FAULTS[injection.lie] }]);
  await setScene(stage, injection.scene, true);
  await press(page, 'Train');
  const ended = await sees(stage, ({ status }) => status !== null && ENDED.includes(status));
  site.trouble();
  return {
    done: `${injection.lie}: ${ended?.status ?? 'no end'}`,
    owed: ended ? [] : ['the run does not end'],
  };
}

/** Scripts of the page, in an order that follows from the build alone. */
const scripts = (): string[] =>
  readdirSync(join(dist, 'assets'))
    .filter((name) => name.endsWith('.js'))
    .toSorted();

const SAID =
  /could not be (?:loaded|drawn|measured|started|read)|has not (?:come|answered)|did not (?:come|load)|reload|no news|has failed|broke (?:down|off)/iu;

/** Loads the page with one of its scripts in trouble, uses what may need it, and goes on once the trouble is over. */
export async function loadWithoutPart(stage: Stage, { chunk, scene }: Injection): Promise<PartOutcome> {
  const { site, page, laboratory } = stage;
  const names = scripts();
  const name = names[Math.floor(chunk.at * names.length)]!;
  site.trouble([new RegExp(`^${name.replaceAll('.', String.raw`\.`)}$`, 'u'), chunk.fault]);
  const done = `${name} ${chunk.fault}`;
  const link = `${scene.link}&seed=${scene.seed}`;
  // the entry itself may be the one, or what the laboratory is drawn with
  await page.goto(`${site.url}?part=${Date.now()}#v=1&${link}`);
  await comes(stage, isThere, 4000);
  await page.evaluate(installInstruments).catch(() => undefined);
  const owed: string[] = [];
  await whileTimeFlies(page, async () => {
    for (const button of ['Train', 'Prove']) await press(page, button);
    for (const place of ['.inside', '.four', '.race summary']) await page.evaluate(turnTo, place);
    const fares = await comes(stage, trainsOrSays, 40_000, SAID.source);
    if (!fares) owed.push('nothing is said, and nothing trains');
  });
  site.trouble();
  // as a visitor would: what is offered first, then a reload
  const isOffered = (await press(page, 'Start again')) || (await press(page, 'Train'));
  if (!isOffered || !(await comes(stage, trains, 20_000))) {
    await laboratory.open(link);
    await press(page, 'Train');
    if (!(await comes(stage, trains))) owed.push('it does not train after a reload');
  }
  await pause(100);
  return { done, owed };
}

// these run in the page

const isThere = (): boolean => document.querySelector('main[data-status] .laboratory') !== null;

function turnTo(place: string): void {
  const element = document.querySelector<HTMLElement>(place);
  element?.scrollIntoView();
  if (place.endsWith('summary')) element?.click();
}

const trains = (): boolean =>
  Number(document.querySelector<HTMLElement>('output[aria-label=Moment]')?.dataset['update'] ?? 0) > 0;

function trainsOrSays(words: string): boolean {
  const update = document.querySelector<HTMLElement>('output[aria-label=Moment]')?.dataset['update'];
  return Number(update ?? 0) > 0 || new RegExp(words, 'iu').test(document.body.innerText);
}
