/** Run and weights files as the page writes them, and metrics for a spreadsheet. What is written can be opened again. */
import type { ModelSpec } from '../lstm/params.ts';
import { weightsFile } from '../lstm/weights-file.ts';
import type { RunConfig } from '../training/config.ts';
import type { HistoryPoint } from '../training/history.ts';
import { replicaParams, specOf } from './network.ts';
import type { FindingInFile } from './repair-file.ts';
import { repairConfig } from './repair-plan.ts';
import type { RepairFinding, RepairRecord } from './repair-record.ts';
import type { RunRecord } from './run-record.ts';

/** Room for 256 networks of 64 units with curves as long as the page keeps them. */
export const MAX_FILE_BYTES = 256 * 2 ** 20;
export const TOO_LARGE = 'The file is larger than 256 MB.';

/** Decimal digits that tell a float32 from every other. */
const FLOAT32_DIGITS = 9;

/** A network with as many digits as its float32 weights need; they read back as the same. */
export const weightsForFile = (spec: ModelSpec, params: Float32Array): Record<string, unknown> =>
  weightsFile(
    spec,
    Float64Array.from(params, (value) => Number(value.toPrecision(FLOAT32_DIGITS))),
  );

/** A run as the run file's object. */
export function runFile(run: RunRecord): Record<string, unknown> {
  const { config, engine, weights } = run;
  const newest = Math.max(...run.replicas.map(({ history }) => history.at(-1)?.update ?? 0));
  return {
    format: 'latch-run',
    version: 1,
    config,
    engine: { name: engine?.name ?? 'cpu', renderer: engine?.renderer ?? '' },
    kernel: engine?.kernel ?? '',
    device: engine?.renderer ?? '',
    learningRates: run.learningRates,
    // a run that goes on may be saved between two points
    ...(weights && weights.update > newest ? { update: weights.update } : {}),
    ...(run.repairs.length > 0 ? { repairs: run.repairs.map((one) => repairForFile(one, config)) } : {}),
    replicas: run.replicas.map(({ seed, history }, replica) => ({
      seed,
      history: history.map(pointForFile),
      weights: weights && weightsForFile(specOf(config), replicaParams(weights, config.hidden, replica)),
    })),
  };
}

function pointForFile({ heldOut, ...point }: HistoryPoint): Record<string, unknown> {
  if (!heldOut) return { ...point, heldOut };
  const { loss, bitAccuracy, lastBitAccuracy, stringAccuracy } = heldOut;
  return { ...point, heldOut: { loss, bitAccuracy, lastBitAccuracy, stringAccuracy } };
}

/** A repair as the run file's object. `training` repeats what `repairConfig` sets, for readers without this page. */
function repairForFile(record: RepairRecord, config: RunConfig): Record<string, unknown> {
  const { replica, seed, before, found, rounds, update, ending } = record;
  const { lengths, max, strings, sparse, batch, repeats } = repairConfig(config, seed, {
    keep: 1,
    learningRate: config.lr,
  });
  return {
    replica,
    seed,
    before: weightsForFile(specOf(config), before),
    found: found && findingForFile(found),
    training: { lengths, max, strings, sparse, batch, repeats },
    rounds: rounds.map(({ step, finding }) => ({ ...step, found: findingForFile(finding) })),
    update,
    ending,
  };
}

function findingForFile(finding: RepairFinding): FindingInFile {
  switch (finding.verdict) {
    case 'certified':
      return {
        verdict: 'certified',
        boxes: finding.boxes,
        ...(finding.words ? { words: finding.words } : {}),
      };
    case 'wrong': {
      const { bits: string, isShortest, rightUpTo } = finding;
      return { verdict: 'wrong', string, isShortest, rightUpTo };
    }
    case 'undecided':
    case 'unsolved':
    case 'failed':
      return finding;
    default:
      return finding satisfies never;
  }
}

const CSV_COLUMNS = ['update', 'epoch', 'strings', 'bits', 'seconds'] as const;
const CSV_METRICS = ['loss', 'bitAccuracy', 'lastBitAccuracy', 'stringAccuracy'] as const;

/** Every point of every replica, one line each; held-out columns are empty between evaluations. */
export function metricsCsv(run: RunRecord): string {
  const heldOutNames = CSV_METRICS.map((name) => `heldOut${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  const lines = [['replica', 'seed', ...CSV_COLUMNS, ...CSV_METRICS, ...heldOutNames].join(',')];
  for (const [replica, { seed, history }] of run.replicas.entries())
    for (const point of history) {
      const { heldOut } = point;
      lines.push(
        [
          replica,
          seed,
          ...CSV_COLUMNS.map((name) => point[name]),
          ...CSV_METRICS.map((name) => point[name]),
          ...CSV_METRICS.map((name) => (heldOut ? heldOut[name] : '')),
        ].join(','),
      );
    }
  return `${lines.join('\n')}\n`;
}
