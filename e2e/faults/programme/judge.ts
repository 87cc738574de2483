/**
 * Whether what the page shows is so, by other means than the page's: the weights that it gives away are those of a healthy
 * engine, and what it says of them is what the plain model and the checker of certificates find.
 */
import { isDeepStrictEqual } from 'node:util';
import { plainEvaluate } from '../../../src/engine/plain-run.ts';
import { traceString } from '../../../src/lstm/forward.ts';
import { paramCount, type ModelSpec } from '../../../src/lstm/params.ts';
import { parseBits, prefixParities } from '../../../src/parity/bits.ts';
import type { HeldOutMetrics } from '../../../src/parity/metrics.ts';
import { checkCertificate } from '../../../src/proof/checker/checker.ts';
import { parseFile } from '../../../src/session/files.ts';
import type { RunRecord } from '../../../src/session/run-record.ts';
import { seedOfReplica, type RunConfig } from '../../../src/training/config.ts';
import { planOf } from '../../../src/training/schedule.ts';
import { pause, type Page } from '../../driver/page.ts';
import type { Reference } from '../reference.ts';
import { fileOf, observe, type Observed } from './observed.ts';

export interface Judged {
  readonly observed: Observed;
  /** What is shown and is not so, each in words. */
  readonly wrong: readonly string[];
}

/** Panels are drawn some beats after what they show: what is wrong for longer, and however often one looks, is wrong. */
const LATEST_MS = 5000;
const FEWEST_LOOKS = 8;
const LOOK_MS = 250;

/** A page on which nothing trains. `config`: what was trained here. */
export async function judgePage(page: Page, config: RunConfig, reference: Reference): Promise<Judged> {
  const deadline = Date.now() + LATEST_MS;
  for (let look = 1; ; look++) {
    const judged = await judgeOnce(page, config, reference);
    if (judged.wrong.length === 0 || (look >= FEWEST_LOOKS && Date.now() > deadline)) return judged;
    await pause(LOOK_MS);
  }
}

async function judgeOnce(page: Page, config: RunConfig, reference: Reference): Promise<Judged> {
  const given = await takeFrom(page);
  const { observed } = given;
  if (observed.isDead || !observed.isLaboratory) return { observed, wrong: [] };
  return { observed, wrong: await untruths(given, { config, reference }) };
}

/** What the page shows, and the files that it gives away. */
export interface Given {
  readonly observed: Observed;
  readonly weights: unknown;
  /** Null: there is nothing to save. */
  readonly run: unknown;
  readonly certificate: unknown;
}

async function takeFrom(page: Page): Promise<Given> {
  const observed = await observe(page);
  if (observed.isDead || !observed.isLaboratory)
    return { observed, weights: null, run: null, certificate: null };
  const isCertified = observed.outputs['Verdict']?.data['verdict'] === 'certified';
  return {
    observed,
    weights: await fileOf(page, 'Download weights'),
    run: await fileOf(page, 'Download run'),
    certificate: isCertified ? await fileOf(page, 'Download certificate') : null,
  };
}

export interface Truth {
  /** What was trained here, from its own seeds. */
  readonly config: RunConfig;
  readonly reference: Reference;
}

/** What is shown or given away and is not so, each in words. */
export async function untruths(given: Given, truth: Truth): Promise<string[]> {
  const { observed } = given;
  const network = networkIn(given.weights, observed);
  const run = given.run === null ? null : runIn(given.run);
  return [
    ...noNumbers(observed),
    ...(typeof network === 'string' ? [network] : answerUntruths(observed, network)),
    ...(typeof run === 'string' ? [run] : run ? await runUntruths(observed, run, truth) : []),
    ...(typeof network === 'string' ? [] : verdictUntruths(given, network)),
  ];
}

const noNumbers = ({ outputs }: Observed): string[] =>
  Object.entries(outputs).flatMap(([name, { text, data }]) =>
    /NaN|Infinity|undefined|null/u.test(`${text} ${Object.values(data).join(' ')}`)
      ? [`${name} says ${text}`]
      : [],
  );

interface Network {
  readonly spec: ModelSpec;
  readonly params: Float32Array;
}

/** What is wrong with it, in words, where the file cannot be of the network that is shown: of a seed, zeros are none. */
function networkIn(file: unknown, { seed }: Observed): Network | string {
  const read = parseFile(JSON.stringify(file), 'weights.json');
  if (!read.ok) return `the page's own weights file: ${read.problems.join(' ')}`;
  if (read.file.kind !== 'weights') return 'the weights file is none';
  const { spec, params } = read.file.network;
  // an exercise opens twenty zeros
  const isOne = seed === null || params.some((weight) => weight !== 0);
  return isOne ? { spec, params } : 'all weights are 0';
}

function runIn(file: unknown): RunRecord | string {
  const read = parseFile(JSON.stringify(file), 'run.json');
  if (!read.ok) return `the page's own run file: ${read.problems.join(' ')}`;
  return read.file.kind === 'run' ? read.file.run : 'the run file is none';
}

/** float64 on either side, and the same code: it comes out the same but for what is printed. */
function answerUntruths({ outputs, bits }: Observed, { spec, params }: Network): string[] {
  const said = outputs['Answer'];
  if (!said || bits === '') return [];
  const { prediction, probability } = traceString(spec, params, parseBits(bits));
  const [answer, odd] = [prediction.at(-1), probability.at(-1)!];
  const word = answer === 1 ? 'odd' : 'even';
  const share = Number(/([\d.]+)\s*%/u.exec(said.text)?.[1] ?? Number.NaN) / 100;
  const isSo = said.data['answer'] === word && Math.abs(share - (answer === 1 ? odd : 1 - odd)) < 1.01e-4;
  return isSo ? [] : [`Answer to ${bits} says "${said.text}"; it is ${word}, odd with ${odd}`];
}

async function runUntruths(observed: Observed, run: RunRecord, truth: Truth): Promise<string[]> {
  const { weights, replicas, config } = run;
  if (!weights) return ['the run file has no weights'];
  const size = paramCount(config.hidden);
  const rows = replicas.map((_, k) => weights.params.subarray(k * size, (k + 1) * size));
  const zeros = rows.flatMap((row, k) =>
    row.some((weight) => weight !== 0) ? [] : [`replica ${k}: all weights are 0`],
  );
  const isOurs =
    isDeepStrictEqual(config, truth.config) && run.learningRates.length === 0 && run.repairs.length === 0;
  const shown = replicas.findIndex((_, k) => seedOfReplica(config, k) === observed.seed);
  return [
    ...zeros,
    ...(isOurs ? await bitUntruths(run, truth.reference) : []),
    ...(isOurs && shown >= 0 ? await heldOutUntruths(observed, run, shown, truth.reference) : []),
    ...(isOurs ? solvedUntruths(observed, run, rows) : []),
  ];
}

/** The weights of these seeds at an update, by a healthy engine of the same kernel. */
const healthy = (run: RunRecord, update: number, reference: Reference): Promise<number[]> =>
  reference.weightsOf({ config: run.config, update, engine: run.engine });

const isOneKernels = ({ engine }: RunRecord): boolean => (engine?.kernel ?? '') !== '';

async function bitUntruths(run: RunRecord, reference: Reference): Promise<string[]> {
  const { weights, config } = run;
  if (!weights || config.stop === 'solved' || !isOneKernels(run)) return [];
  const params = await healthy(run, weights.update, reference);
  const other = params.filter((weight, k) => weight !== weights.params[k]).length;
  return other === 0
    ? []
    : [`${other} of ${params.length} weights at update ${weights.update} are not those of the seeds`];
}

/** What is shown of the held-out strings is what the plain model finds with the weights of that moment. */
async function heldOutUntruths(
  { outputs }: Observed,
  run: RunRecord,
  shown: number,
  reference: Reference,
): Promise<string[]> {
  const point = run.replicas[shown]?.history.findLast(({ heldOut }) => heldOut !== null);
  const said = outputs['Held-out accuracy']?.data ?? {};
  if (!point?.heldOut || !isOneKernels(run)) return [];
  const name = `seed ${seedOfReplica(run.config, shown)} at update ${point.update}`;
  if (Number(said['lastBit']) !== point.heldOut.lastBitAccuracy)
    return [`${name}: shown are ${said['lastBit']}, its history has ${point.heldOut.lastBitAccuracy}`];
  const size = paramCount(run.config.hidden);
  const params = Float32Array.from(await healthy(run, point.update, reference));
  const found = plainEvaluate(planOf(run.config), params.subarray(shown * size, (shown + 1) * size), shown);
  return isAlike(point.heldOut, found)
    ? []
    : [`${name}: held-out ${JSON.stringify(point.heldOut)}, the plain model finds ${JSON.stringify(found)}`];
}

const isAlike = (said: Omit<HeldOutMetrics, 'wrongByLength'>, found: HeldOutMetrics): boolean =>
  Math.abs(said.loss - found.loss) <= 2e-3 * found.loss + 1e-6 &&
  Math.abs(said.lastBitAccuracy - found.lastBitAccuracy) <= 1e-3 &&
  Math.abs(said.bitAccuracy - found.bitAccuracy) <= 1e-3;

/** Called solved: all of them are, by the plain model. */
function solvedUntruths({ status }: Observed, run: RunRecord, rows: readonly Float32Array[]): string[] {
  if (status !== 'solved') return [];
  const plan = planOf(run.config);
  return rows.flatMap((row, k) => {
    const { wrongByLength } = plainEvaluate(plan, row, k);
    // rounding may tip a string in a thousand
    return wrongByLength.every((wrong) => wrong < 10) ? [] : [`replica ${k} is called solved, and is not`];
  });
}

function verdictUntruths({ observed, certificate }: Given, network: Network): string[] {
  const { verdict, string } = observed.outputs['Verdict']?.data ?? {};
  if (verdict === 'wrong') return stringUntruths(string ?? '', network);
  if (verdict !== 'certified') return [];
  if (certificate === null) return ['it is called certified, and there is no certificate'];
  const result = checkCertificate(JSON.stringify(certificate));
  if (!result.ok) return [`the certificate is refused: ${result.problem}`];
  const claimed = networkIn((certificate as { weights: unknown }).weights, observed);
  return typeof claimed !== 'string' && isDeepStrictEqual(claimed.params, network.params)
    ? []
    : ['the certificate is of other weights'];
}

function stringUntruths(string: string, { spec, params }: Network): string[] {
  const bits = parseBits(string);
  const { prediction } = traceString(spec, params, bits);
  return prediction.at(-1) === prefixParities(bits).at(-1)
    ? [`it is said to be wrong on ${string.slice(0, 60)}, and is right`]
    : [];
}
