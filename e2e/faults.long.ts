/**
 * Sixty ends of the GPU process at random moments, and every fault of a GPU that is known to have fooled the page: no
 * zero weights, no wrong number, nothing called solved that is not. `LATCH_FAULT_ENDINGS` for another number.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { runWithFault, type FaultyRun } from './faults/faulty-run.ts';
import { GL_FAULTS, WRONG_MATH, type GlFault } from './faults/gl-faults.ts';
import { GPU_ENDINGS } from './faults/gpu-process.ts';
import { partOf, writeGpuTable, type Lie, type PlayedEnding } from './faults/gpu-table.ts';
import { endWhile, type Ending, type Scene } from './faults/lost-gpu.ts';
import { openReference, type Reference } from './faults/reference.ts';
import { RecordedPage } from './faults/unhindered.ts';

const COUNT = Number(process.env.LATCH_FAULT_ENDINGS ?? 60);
const LATEST_MS = 1200;

/** A third of them in training, a third in evaluation, a third in everything else that uses the GPU. */
const PLACES: readonly (readonly Scene[])[] = [
  ['training'],
  ['judging'],
  ['the 2x2 trains', 'guessing', 'racing'],
];

const ENDINGS: readonly Ending[] = Array.from({ length: COUNT }, (_, k) => {
  const scenes = PLACES[k % PLACES.length]!;
  const turn = Math.floor(k / PLACES.length);
  return {
    scene: scenes[turn % scenes.length]!,
    how: GPU_ENDINGS[turn % GPU_ENDINGS.length]!,
    afterMs: Math.floor(Math.random() * LATEST_MS),
  };
});

/** Designs that train by other draws. */
const DESIGNS = [
  'engine=webgl',
  'engine=webgl&batch=1&strings=200&evaluate=40&kernel=serial-8',
  'engine=webgl&hidden=2&kernel=quad-8',
  'engine=webgl&hidden=3&kernel=step-8&strings=1920&evaluate=640',
  'engine=webgl&hidden=9&kernel=step-8&strings=384&evaluate=128&max=9',
];

/** What a browser's own arithmetic or compiler does from the start is found by the tests at the start: the processor trains. */
const FOUND_AT_START: readonly GlFault[] = ['exp is wrong in evaluation', 'exp is wrong everywhere'];

/** Faults that strike, and still leave every number as it is. */
const HARMLESS: Readonly<Partial<Record<GlFault, string>>> = {};

/** All that is known to have fooled the page ends the run, unless it had nothing to do or does no harm. */
function cameTo(fault: GlFault, { status, engine, hasStruck }: FaultyRun): Lie['came'] | 'not caught' {
  if (status === 'failed') return 'failed';
  if (FOUND_AT_START.includes(fault) && engine === 'cpu') return 'processor';
  if (!hasStruck) return 'idle';
  return HARMLESS[fault] === undefined ? 'not caught' : 'harmless';
}

const lies: Lie[] = [];
const endings: PlayedEnding[] = [];

// told once: what is wrong one time in three is wrong
describe.runIf(engines.includes('chromium'))('Chromium', { retry: 0 }, () => {
  let site: Site;
  let reference: Reference;
  beforeAll(async () => {
    site = await serveDist();
    reference = await openReference();
  });
  afterAll(async () => {
    await reference?.close();
    await site?.close();
  });

  describe.each(DESIGNS)('%s', (link) => {
    const page = new RecordedPage();
    afterAll(() => page.close());

    test.each(Object.keys(GL_FAULTS) as GlFault[])('%s', async (fault) => {
      const run = await runWithFault(page, GL_FAULTS[fault], reference, link);
      const struck = run.hasStruck ? '' : 'did nothing: ';
      console.log(
        `LIE ${link} | ${fault}: ${struck}${run.status} on ${run.engine} after ${run.update} updates, ${run.notices}`,
      );
      const came = cameTo(fault, run);
      if (came !== 'not caught') lies.push({ design: link, fault, came, untruths: run.untruths.length });
      expect({ came, untruths: run.untruths }).toMatchObject({
        came: expect.stringMatching(/failed|processor|idle|harmless/u) as string,
        untruths: [],
      });
    });

    test('and without a fault it trains to its end', async () => {
      const run = await runWithFault(page, '', reference, link);
      expect(run).toMatchObject({ untruths: [], engine: 'webgl' });
      expect(run.status).toMatch(/solved|stopped/u);
    });
  });

  test.each(['cpu-batched', 'cpu-simd', 'cpu-fma'])('exp is 1 %% off: %s', async (kernel) => {
    const page = new RecordedPage();
    const run = await runWithFault(page, WRONG_MATH, reference, `engine=cpu&kernel=${kernel}`);
    await page.close();
    expect(run).toMatchObject({ status: 'failed', untruths: [] });
  });

  test.each(ENDINGS)('the GPU process ends: $scene, $how, after $afterMs ms', async (ending) => {
    const { problems, became } = await endWhile(site, reference, ending);
    console.log(`${ending.scene}, ${ending.how}: ${became}`);
    endings.push({ ...ending, became, problems });
    expect(problems).toEqual([]);
  });

  // some of them alone write none
  test('the table is written', () => {
    if (lies.length === DESIGNS.length * Object.keys(GL_FAULTS).length) writeGpuTable({ lies: partOf(lies) });
    if (endings.length >= 60) writeGpuTable({ endings: partOf(endings) });
    const wrong = [
      ...lies.filter(({ untruths }) => untruths > 0),
      ...endings.filter(({ problems }) => problems.length > 0),
    ];
    expect(wrong).toEqual([]);
  });
});
