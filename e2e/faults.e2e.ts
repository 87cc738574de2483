/**
 * A GPU that dies or lies never makes a wrong number: a run on one that dies goes on with the weights of a healthy one, a
 * run on one that lies fails in words or goes to another engine. An end of the GPU process, and the faults that tell
 * most; all are in `faults.long.ts`, and others in `lost-gpu.e2e.ts`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { runWithFault } from './faults/faulty-run.ts';
import { GL_FAULTS, NOISY_READS, WRONG_MATH, type GlFault } from './faults/gl-faults.ts';
import { endWhile, type Ending } from './faults/lost-gpu.ts';
import { openReference, type Reference } from './faults/reference.ts';
import { RecordedPage } from './faults/unhindered.ts';

const TOLD: readonly GlFault[] = ['reads give zeros', 'uploads are dropped', 'one bit of a read is flipped'];

const ENDING: Ending = { scene: 'early', how: 'crash', afterMs: 0 };

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

  describe('a GPU that lies', () => {
    const page = new RecordedPage();
    afterAll(() => page.close());

    test.each(TOLD)('%s', async (fault) => {
      const run = await runWithFault(page, GL_FAULTS[fault], reference);
      console.log(`${fault}: ${run.status} after ${run.update} updates, ${run.notices}`);
      expect(run).toMatchObject({ untruths: [], status: 'failed', hasStruck: true });
    });

    test('reads with noise, of a browser that protects against fingerprinting, are told by that name', async () => {
      const run = await runWithFault(page, NOISY_READS, reference);
      expect(run).toMatchObject({ untruths: [], engine: 'cpu' });
      expect(run.reason).toMatch(/as protections against fingerprinting do/u);
    });

    test('a processor whose exp is 1 % off trains nothing', async () => {
      const { status, notices } = await runWithFault(
        page,
        WRONG_MATH,
        reference,
        'engine=cpu&kernel=cpu-batched',
      );
      expect(status).toBe('failed');
      expect(notices).toMatch(/computes exp, tanh or log wrongly/u);
    });
  });

  test('the GPU process ends', async () => {
    const { problems, became } = await endWhile(site, reference, ENDING);
    console.log(`${ENDING.scene}, ${ENDING.how}: ${became}`);
    expect(problems).toEqual([]);
  });
});
