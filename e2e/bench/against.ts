/**
 * What a change costs: this checkout's engines against another's, in turns of one chunk each, so that a busy machine is
 * busy for both. `npm run against -- <other checkout> [turns [part of a case's name]]`; it must have its packages. Tells the median
 * of the turns' ratios with the middle half of them, and whether both train the same weights.
 */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunPlan } from '../../src/engine/engine.ts';
import { PRESETS } from '../../src/training/presets.ts';
import { planOf } from '../../src/training/schedule.ts';
import type { EngineKind } from '../engine-page/engine-page.worker.ts';
import { openEnginePage, type EnginePage } from '../engine-page/open.ts';
import { serveStatic } from '../scripts/static-server.mjs';

/** Chunks of about this long, as training has them. */
const CHUNK_MS = 16;

interface Case {
  readonly name: string;
  readonly kind: EngineKind;
  readonly plan: RunPlan;
}

const planFor = (hidden: number, replicas: number): RunPlan =>
  planOf({ ...PRESETS['openai-variable'].config, hidden, replicas });

const CASES: readonly Case[] = [
  { name: 'WebGL, 1 unit, 8 networks', kind: 'string-8', plan: planFor(1, 8) },
  { name: 'WebGL, 1 unit, 1 network', kind: 'string-8', plan: planFor(1, 1) },
  { name: 'WebGL, 4 units, 8 networks', kind: 'quad-8', plan: planFor(4, 8) },
  { name: 'WebGL, 9 units, 1 network', kind: 'step-8', plan: planFor(9, 1) },
  { name: 'WebGL, 9 units, 8 networks', kind: 'step-8', plan: planFor(9, 8) },
  {
    name: 'WebGL, strings one by one',
    kind: 'serial-8',
    plan: planOf({ ...PRESETS['notebook-2'].config, replicas: 8 }),
  },
  { name: 'CPU, 1 unit, 8 networks', kind: 'cpu', plan: planFor(1, 8) },
];

const here = fileURLToPath(new URL('../..', import.meta.url));
const [other, turnsAsked = '120', wanted = ''] = process.argv.slice(2);
if (other === undefined) throw new Error('Which other checkout?');
/** Turns of either side. */
const TURNS = Number(turnsAsked);
if (!(TURNS >= 1)) throw new Error(`${turnsAsked} is no number of turns`);
const cases = CASES.filter(({ name }) => name.includes(wanted));
if (cases.length === 0)
  throw new Error(`no case is named ${wanted}: ${CASES.map(({ name }) => name).join('; ')}`);

async function openFrom(root: string): Promise<EnginePage> {
  const build = ['vite', 'build', '--logLevel', 'error', '--config', 'e2e/engine-page/vite.config.ts'];
  execFileSync('npx', build, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const site = await serveStatic({ directory: resolve(root, 'dist-engine') });
  const page = await openEnginePage(site, 'chromium');
  return {
    ...page,
    async close() {
      await page.close();
      await site.close();
    },
  };
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;

/** Updates that take about a chunk. */
async function chunkOf(page: EnginePage): Promise<number> {
  let count = 1;
  while ((await page.call('trainHeld', { count })) < CHUNK_MS / 1.5) count *= 2;
  return count;
}

async function compare(before: EnginePage, after: EnginePage, { name, kind, plan }: Case): Promise<void> {
  const isSame = await trainsTheSame(before, after, { name, kind, plan });
  for (const page of [before, after]) await page.call('hold', { kind, plan, learningRate: 0.001 });
  const count = await chunkOf(before);
  await chunkOf(after);
  const ratios: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const order = turn % 2 === 0 ? [before, after] : [after, before];
    const ms = new Map<EnginePage, number>();
    for (const page of order) ms.set(page, await page.call('trainHeld', { count }));
    ratios.push(ms.get(after)! / ms.get(before)!);
  }
  for (const page of [before, after]) await page.call('release', undefined as never);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(3));
  const weights = isSame ? 'the same weights, bit for bit' : 'OTHER WEIGHTS';
  console.log(`${name}: ${middle} (${low} to ${high}), ${count} updates a turn, ${TURNS} turns; ${weights}`);
}

/** Whether both end with the same bits after some updates. */
async function trainsTheSame(before: EnginePage, after: EnginePage, { kind, plan }: Case): Promise<boolean> {
  const task = { kind, plan, learningRate: 0.01, chunks: [20] };
  const [one, two] = [await before.call('weights', task), await after.call('weights', task)];
  return one.every((weight, k) => weight === two[k]);
}

const [before, after] = [await openFrom(resolve(other)), await openFrom(here)];
try {
  for (const each of cases) await compare(before, after, each);
} finally {
  await before.close();
  await after.close();
}
