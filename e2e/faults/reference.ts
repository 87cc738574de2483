/** What healthy engines come to, bit for bit: the weights of a run after some updates. */
import type { EngineKind } from '../engine-page/engine-page.worker.ts';
import { openEnginePage, serveEnginePage } from '../engine-page/open.ts';
import { planOf } from '../../src/training/schedule.ts';
import type { SaidRun } from './recorder.ts';

export interface Reference {
  /** The weights of a run at the update at which it was last heard of, trained by the same kernel anew. */
  weightsOf(run: SaidRun): Promise<number[]>;
  close(): Promise<void>;
}

export async function openReference(): Promise<Reference> {
  const site = await serveEnginePage();
  const page = await openEnginePage(site, 'chromium');
  return {
    weightsOf: ({ config, update, engine }) =>
      page.call('weights', {
        kind: (engine?.kernel ?? 'webgl') as EngineKind,
        plan: planOf(config),
        learningRate: config.lr,
        chunks: update === 0 ? [] : [update],
      }),
    async close() {
      await page.close();
      await site.close();
    },
  };
}
