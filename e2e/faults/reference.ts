/** What healthy engines come to, bit for bit: the weights of a run after some updates. */
import type { EngineKind } from '../engine-page/engine-page.worker.ts';
import { openEnginePage, serveEnginePage } from '../engine-page/open.ts';
import { planOf } from '../../src/training/schedule.ts';
import type { EngineName } from '../driver/page.ts';
import type { SaidRun } from './recorder.ts';

type Trained = Pick<SaidRun, 'config' | 'engine'>;

export interface Reference {
  /** The weights of a run after some updates, trained by the same kernel anew; updates ascend. */
  weightsAt(run: Trained, updates: readonly number[]): Promise<number[][]>;
  /** At the update at which it was last heard of. */
  weightsOf(run: Trained & Pick<SaidRun, 'update'>): Promise<number[]>;
  close(): Promise<void>;
}

export async function openReference(browser: EngineName = 'chromium'): Promise<Reference> {
  const site = await serveEnginePage();
  const page = await openEnginePage(site, browser);
  // whoever looks again asks again
  let last: { readonly asked: string; readonly weights: Promise<number[][]> } | null = null;
  const weightsAt: Reference['weightsAt'] = ({ config, engine }, updates) => {
    const kernel = engine?.kernel ?? 'webgl';
    const asked = JSON.stringify([config, updates, kernel]);
    if (last?.asked === asked) return last.weights;
    const weights = page.call('weightsAt', {
      kind: kernel as EngineKind,
      plan: planOf(config),
      learningRate: config.lr,
      updates,
    });
    last = { asked, weights };
    return weights;
  };
  return {
    weightsAt,
    async weightsOf(run) {
      const [weights] = await weightsAt(run, [run.update]);
      return weights!;
    },
    async close() {
      await page.close();
      await site.close();
    },
  };
}
