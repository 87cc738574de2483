/**
 * `npm run record`: trains what the page opens with, in a real browser on the real engine, and keeps of it what the
 * first view plays until the visitor trains.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { meansByEpoch } from '../../src/session/chart-data.ts';
import { serveDist } from '../driver/serve.ts';
import { openLaboratory } from '../laboratory.ts';
import { readRunFile, solvedAt, type RunFile, type RunReplica } from '../run-file.ts';
import { build } from '../scripts/prepare.mjs';

const FILE = new URL('../../src/ui/curves/recorded-run.json', import.meta.url);
/** Points of one curve: as many as are seen apart on a wide screen. */
const POINTS = 96;

build();
const site = await serveDist();
const laboratory = await openLaboratory(site, 'chromium');
try {
  await laboratory.open();
  await laboratory.page.click('button', 'Train');
  await laboratory.waitForStatus(['solved', 'stopped'], 180_000);
  const { text } = await laboratory.download('Download run');
  writeFileSync(FILE, `${JSON.stringify(recordingOf(readRunFile(text)), null, 1)}\n`);
} finally {
  await laboratory.close();
  await site.close();
}
console.log(`written: ${fileURLToPath(FILE)}`);

function recordingOf(run: RunFile): unknown {
  const [first] = run.replicas;
  if (first === undefined) throw new Error('the run has no replica');
  const kept = indicesOf(first);
  return {
    writtenBy: 'npm run record',
    date: new Date().toISOString().slice(0, 10),
    engine: run.engine,
    kernel: run.kernel,
    device: run.device,
    config: run.config,
    seconds: Number(first.history.at(-1)!.seconds.toFixed(2)),
    updates: kept.map((k) => first.history[k]!.update),
    replicas: run.replicas.map((replica) => ({
      seed: replica.seed,
      solvedAt: solvedAt(run, replica)?.update ?? null,
      bitAccuracy: kept.map((k) => round(replica.history[k]!.bitAccuracy)),
      loss: kept.map((k) => round(replica.history[k]!.loss)),
    })),
    epochs: epochsOf(first),
    heldOut: first.history.flatMap(({ update, heldOut }) =>
      heldOut ? [{ update, bitAccuracy: round(heldOut.bitAccuracy), loss: round(heldOut.loss) }] : [],
    ),
  };
}

/** The shown seed's training figures over whole epochs. */
function epochsOf({ history }: RunReplica): unknown {
  const points = history.map((point) => ({ ...point, heldOut: null }));
  const accuracies = meansByEpoch(points, 'bitAccuracy');
  const losses = meansByEpoch(points, 'loss');
  return [...accuracies].map(([k, bitAccuracy]) => ({
    update: history[k]!.update,
    bitAccuracy: round(bitAccuracy),
    loss: round(losses.get(k)!),
  }));
}

/** The same points for every replica; all of them have points at the same updates. */
function indicesOf({ history }: RunReplica): number[] {
  const stride = Math.ceil(history.length / POINTS);
  return Array.from(history.keys()).filter((k) => k % stride === 0 || k === history.length - 1);
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
