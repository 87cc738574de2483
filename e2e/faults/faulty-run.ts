/** A run on a GPU that lies, from Train to its end. */
import { serveFaulty } from '../driver/faulty-site.ts';
import { pause } from '../driver/page.ts';
import { ENDED, laboratoryOn, type Status } from '../laboratory.ts';
import { readSaid } from './recorder.ts';
import type { Reference } from './reference.ts';
import { untruths } from './said-truth.ts';
import { unhindered, type RecordedPage } from './unhindered.ts';

export interface FaultyRun {
  readonly status: Status;
  readonly engine: string;
  readonly notices: string;
  /** What was shown and is not so. */
  readonly untruths: readonly string[];
  /** The update of the last weights. */
  readonly update: number;
  /** Whether the fault has done anything. */
  readonly hasStruck: boolean;
  /** Why this engine and no other; empty: it is the wanted one. */
  readonly reason: string;
}

const STRIKES_COME_MS = 300;

/** Ten evaluations in a hundred updates. */
const LINK =
  'preset=openai-variable&replicas=2&strings=6400&epochs=2&evaluate=1280&stop=budget&seed=5&lr=0.03&max=20';

/** Loads the page with a prelude before its training worker, and trains. */
export const runWithFault = (
  recorded: RecordedPage,
  prelude: string,
  reference: Reference,
  link = 'engine=webgl',
): Promise<FaultyRun> =>
  unhindered(async () => {
    const page = await recorded.take();
    const site = await serveFaulty();
    site.trouble([/^worker-trainer\.worker-.*\.js$/u, { prelude }]);
    try {
      const laboratory = laboratoryOn(page, site);
      await laboratory.open(`${LINK}&${link}`);
      await page.click('button', 'Train');
      const status = await laboratory.waitForStatus(ENDED);
      // a strike is told beside the workers' own messages
      await pause(STRIKES_COME_MS);
      const said = await readSaid(page);
      const [run] = said.runs;
      if (!run) throw new Error('no run was started');
      return {
        status,
        engine: run.engine?.name ?? '',
        notices: (await laboratory.notices()).join(' '),
        untruths: await untruths(said, reference),
        update: run.update,
        hasStruck: said.strikes > 0,
        reason: run.engine?.reason ?? '',
      };
    } finally {
      await site.close();
    }
  });
