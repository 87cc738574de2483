/**
 * `npm run record`: trains what the page opens with, in a real browser on the real engine, and keeps of it what the
 * page shows until the visitor trains: every network, with its curves thinned out.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serveDist } from '../driver/serve.ts';
import { openLaboratory } from '../laboratory.ts';
import { readRunFile, solvedAt, type RunFile, type RunReplica } from '../run-file.ts';
import { build } from '../scripts/prepare.mjs';

const FILE = new URL('../../src/session/recorded-run.json', import.meta.url);
/** Points of one curve: as many as are seen apart on a wide screen. */
const POINTS = 96;

build();
const site = await serveDist();
const laboratory = await openLaboratory(site, 'chromium');
try {
  await laboratory.open('preset=openai-variable&engine=webgl');
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
  return {
    writtenBy: 'npm run record',
    date: new Date().toISOString().slice(0, 10),
    engine: run.engine,
    kernel: run.kernel,
    device: run.device,
    config: run.config,
    seconds: Number(Math.max(...run.replicas.map(({ history }) => history.at(-1)!.seconds)).toFixed(2)),
    replicas: run.replicas.map((replica) => {
      const kept = keptPoints(replica);
      const { inputKernel, recurrentKernel, bias, outputKernel, outputBias } = replica.weights;
      return {
        seed: replica.seed,
        solvedAt: solvedAt(run, replica)?.update ?? null,
        updates: kept.map(({ update }) => update),
        bits: kept.map(({ bits }) => bits),
        seconds: kept.map(({ seconds }) => round(seconds)),
        loss: kept.map(({ loss }) => round(loss)),
        bitAccuracy: kept.map(({ bitAccuracy }) => round(bitAccuracy)),
        lastBitAccuracy: kept.map(({ lastBitAccuracy }) => round(lastBitAccuracy)),
        stringAccuracy: kept.map(({ stringAccuracy }) => round(stringAccuracy)),
        heldOut: kept.flatMap(({ update, heldOut }) => (heldOut ? [{ update, ...heldOut }] : [])),
        weights: [
          ...inputKernel.flat(),
          ...recurrentKernel.flat(),
          ...bias,
          ...outputKernel.flat(),
          ...outputBias,
        ],
      };
    }),
  };
}

/** Training points evenly thinned, every evaluation, and the last point. */
function keptPoints({ history }: RunReplica): RunReplica['history'] {
  const stride = Math.ceil(history.length / POINTS);
  return history.filter((point, k) => k % stride === 0 || point.heldOut !== null || k === history.length - 1);
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
