/** A run on a GPU that lies, from Train to its end. */
import type { ChromiumPage } from '../driver/chromium.ts';
import { serveFaulty } from '../driver/faulty-site.ts';
import { ENDED, laboratoryOn, type Status } from '../laboratory.ts';
import { readSaid, untruths } from './recorder.ts';
import type { Reference } from './reference.ts';

export interface FaultyRun {
  readonly status: Status;
  readonly engine: string;
  readonly notices: string;
  /** What was shown and is not so. */
  readonly untruths: readonly string[];
  /** The update of the last weights. */
  readonly update: number;
}

/** Ten evaluations in a hundred updates. */
const LINK =
  'preset=openai-variable&replicas=2&strings=6400&epochs=2&evaluate=1280&stop=budget&seed=5&lr=0.03&max=20';

/** Loads the page with a prelude before its training worker and trains; a page with the recorder installed. */
export async function runWithFault(
  page: ChromiumPage,
  prelude: string,
  reference: Reference,
  link = 'engine=webgl',
): Promise<FaultyRun> {
  const site = await serveFaulty();
  site.trouble([/^worker-trainer\.worker-.*\.js$/u, { prelude }]);
  try {
    const laboratory = laboratoryOn(page, site);
    await laboratory.open(`${LINK}&${link}`);
    await page.click('button', 'Train');
    const status = await laboratory.waitForStatus(ENDED);
    const said = await readSaid(page);
    const [run] = said;
    if (!run) throw new Error('no run was started');
    // without an engine there are no weights yet
    const isOther = run.engine !== null && !sameWeights(await reference.weightsOf(run), run.params);
    return {
      status,
      engine: run.engine?.name ?? '',
      notices: (await laboratory.notices()).join(' '),
      untruths: [...untruths(said), ...(isOther ? ['the weights are not those of the seeds'] : [])],
      update: run.update,
    };
  } finally {
    await site.close();
  }
}

const sameWeights = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((weight, k) => weight === b[k]);
