/** Pages that keep what is made on them, over reloads and in several tabs of one fake browser. */
import type { Checkpoint, TrainerEvent } from '../training/protocol.ts';
import type { FakeBrowser } from './fake-databases.fixture.ts';
import { createKeeper } from './keeper.ts';
import { bench, progress, started, type Bench } from './session-bench.fixture.ts';
import { DEFAULT_LINK } from './link-fields.ts';
import { parseLink, type ReadLink } from './url.ts';

const counted = {
  lossSum: 0.123456789,
  answers: 7,
  strings: 7,
  bits: 350,
  wrongBits: 3,
  wrongLastBits: 2,
  wrongStrings: 2,
};

/** Moments and weights with bits that JSON would not carry. */
const odd = (k: number): Float32Array =>
  Float32Array.from({ length: 8 * 20 }, (_, at) => Math.fround(Math.sin(at + k) / 3 + (at % 7 ? 0 : -0)));

export function kept(runId: number, update: number): TrainerEvent {
  const event = progress(runId, update);
  if (event.type !== 'progress') return event;
  const checkpoint: Checkpoint = {
    update,
    seconds: 1.25,
    learningRate: 0.01,
    params: odd(update),
    m: odd(update + 1),
    v: odd(update + 2),
    replicas: Array.from({ length: 8 }, (_, k) => ({
      solvedAt: null,
      bits: 350 * update + k,
      tally: counted,
      told: { ...counted, bits: 50 },
    })),
  };
  return { ...event, weights: { update, params: checkpoint.params }, checkpoint };
}

export const BARE: ReadLink = { state: DEFAULT_LINK, problems: [], isLink: false };
export const LINK = parseLink('#v=1');
export const OTHER = parseLink('#v=1&seed=5');
export const report = {
  name: 'webgl',
  renderer: 'a GPU',
  kernel: 'string-8',
  reason: null,
  cpuTimesAsFast: null,
} as const;

/** A page with a run at update 66, last kept there, that has come to 99. */
export function training(b: Bench = bench()): Bench {
  b.session.train();
  const id = b.runId();
  b.send({ type: 'engine', runId: id, report, kernels: {} });
  b.send(started(id));
  b.send(progress(id, 33));
  b.send(kept(id, 66));
  b.send(progress(id, 99));
  return b;
}

export const letWrite = async (browser: FakeBrowser): Promise<void> => {
  for (let k = 0; k < 10; k++) await browser.passTime(500);
};

/** A page that was reloaded, or opened in a tab with another memory; `meanwhile` happens while it looks for what is kept. */
export async function opened(
  browser: FakeBrowser,
  memory: Map<string, string>,
  address: ReadLink = LINK,
  { isReload = false, meanwhile = (): void => undefined } = {},
): Promise<Bench & { end(): void }> {
  const b = bench();
  const { doors, end } = browser.tab(memory, isReload);
  const keeper = createKeeper(b.session, doors);
  const restored = keeper.restore(address);
  await letWrite(browser);
  meanwhile();
  await letWrite(browser);
  await restored;
  return { ...b, end };
}
