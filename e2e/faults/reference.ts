/** What healthy engines come to, bit for bit: the weights of a run after some updates. */
import type { EngineKind } from '../engine-page/engine-page.worker.ts';
import { openEnginePage, serveEnginePage } from '../engine-page/open.ts';
import { planOf } from '../../src/training/schedule.ts';
import type { EngineName } from '../driver/page.ts';
import type { SaidRun } from './recorder.ts';

export interface Reference {
  /** The weights of a run at the update at which it was last heard of, trained by the same kernel anew. */
  weightsOf(run: Pick<SaidRun, 'config' | 'update' | 'engine'>): Promise<number[]>;
  close(): Promise<void>;
}

export async function openReference(browser: EngineName = 'chromium'): Promise<Reference> {
  const site = await serveEnginePage();
  const page = await openEnginePage(site, browser);
  // whoever looks again asks again
  let last: { readonly asked: string; readonly weights: Promise<number[]> } | null = null;
  return {
    weightsOf({ config, update, engine }) {
      const kernel = engine?.kernel ?? 'webgl';
      const asked = JSON.stringify([config, update, kernel]);
      if (last?.asked === asked) return last.weights;
      const weights = page.call('weights', {
        kind: kernel as EngineKind,
        plan: planOf(config),
        learningRate: config.lr,
        chunks: update === 0 ? [] : [update],
      });
      last = { asked, weights };
      return weights;
    },
    async close() {
      await page.close();
      await site.close();
    },
  };
}
