/** Whether what a page's workers have said is so: healthy engines come to the same weights, and the plain model finds of them what was said. */
import { plainBatch, plainEvaluate } from '../../src/engine/plain-run.ts';
import { startsTally, type RunPlan } from '../../src/engine/engine.ts';
import { createSieve } from '../../src/engine/sieve.ts';
import { freshState } from '../../src/engine/state.ts';
import { adamUpdate, freshAdam } from '../../src/lstm/adam.ts';
import { lossAndGradient } from '../../src/lstm/backward.ts';
import { paramCount } from '../../src/lstm/params.ts';
import { unpackBits } from '../../src/parity/bits.ts';
import { heldOutStrings } from '../../src/parity/dataset.ts';
import { isSolved, type HeldOutMetrics } from '../../src/parity/metrics.ts';
import { guessWeights } from '../../src/training/guesser.ts';
import { planOf } from '../../src/training/schedule.ts';
import { isGate } from '../driver/tiers.ts';
import type { SaidContestant, SaidPoint, SaidRun } from './recorder.ts';
import type { Reference } from './reference.ts';

/** What was said and is not so, each in words. */
export async function untruths(
  {
    runs,
    contestants,
  }: { readonly runs: readonly SaidRun[]; readonly contestants: readonly SaidContestant[] },
  reference: Reference,
): Promise<string[]> {
  const found: string[] = [];
  for (const run of runs)
    found.push(...(run.firstGuess === null ? await runUntruths(run, reference) : guessUntruths(run)));
  for (const contestant of contestants) found.push(...(await raceUntruths(contestant, reference)));
  return found;
}

/** The plain model takes a second for some of them, and beside other stories three. */
const MOST_JUDGED = isGate ? 4 : 16;

async function runUntruths(run: SaidRun, reference: Reference): Promise<string[]> {
  // without an engine there are no weights yet
  if (run.engine === null || run.weights.length === 0) return [];
  const { config, weights } = run;
  const plan = planOf(config);
  const size = paramCount(config.hidden);
  const points = suspects(run.points);
  const solved = run.solvedAt.flatMap((update) => (typeof update === 'number' ? [update] : []));
  const wanted = [...weights, ...points].map(({ update }) => update).concat(solved);
  const updates = [...new Set(wanted)].toSorted((a, b) => a - b);
  const healthy = new Map<number, number[]>();
  for (const [k, params] of (await reference.weightsAt(run, updates)).entries())
    healthy.set(updates[k]!, params);
  const rowOf = (update: number, replica: number): number[] =>
    healthy.get(update)!.slice(replica * size, (replica + 1) * size);
  const nameOf = (replica: number, update: number): string =>
    `seed ${plan.seeds[replica]} at update ${update}`;

  const otherWeights = weights.flatMap(({ update, params, solvedAt }) =>
    plan.seeds.flatMap((_, replica) => {
      // solving may have frozen it
      const frozenAt = config.stop === 'solved' ? (solvedAt[replica] ?? update) : update;
      const said = params.slice(replica * size, (replica + 1) * size);
      return weightUntruths(nameOf(replica, update), said, rowOf(frozenAt, replica));
    }),
  );
  const otherPoints = points.flatMap(({ replica, update, heldOut }) =>
    pointUntruths(nameOf(replica, update), heldOut, judge(plan, rowOf(update, replica), replica)),
  );
  const notSolved = run.solvedAt.flatMap((update, replica) =>
    typeof update !== 'number' || isRight(run, judge(plan, rowOf(update, replica), replica))
      ? []
      : [`${nameOf(replica, update)}: called solved, and is not`],
  );
  return [...otherWeights, ...otherPoints, ...notSolved];
}

function weightUntruths(name: string, said: readonly number[], healthy: readonly number[]): string[] {
  if (!said.every(Number.isFinite)) return [`${name}: weights are no numbers`];
  if (!said.some((weight) => weight !== 0)) return [`${name}: all weights are 0`];
  const isSame = said.length === healthy.length && said.every((weight, k) => weight === healthy[k]);
  return isSame ? [] : [`${name}: the weights are not those of the seeds`];
}

/** Those that say that all is right, those beside a jump, the newest and some others. */
function suspects(points: readonly SaidPoint[]): SaidPoint[] {
  if (points.length <= MOST_JUDGED) return [...points];
  const before = new Map<number, number>();
  const jumps = points.map((point) => {
    const { replica, heldOut } = point;
    const jump = Math.abs(heldOut.loss - (before.get(replica) ?? heldOut.loss));
    before.set(replica, heldOut.loss);
    return { point, jump: heldOut.lastBitAccuracy === 1 ? 1 + jump : jump };
  });
  const worst = jumps.toSorted((a, b) => b.jump - a.jump).slice(0, MOST_JUDGED / 2);
  const stride = Math.ceil(points.length / (MOST_JUDGED / 2));
  const spread = points.filter((_, k) => (points.length - 1 - k) % stride === 0);
  return [...new Set([...worst.map(({ point }) => point), ...spread])];
}

let judged: { readonly asked: string; readonly metrics: HeldOutMetrics }[] = [];

/** The same weights are asked about more than once. */
function judge(plan: RunPlan, params: readonly number[], replica: number): HeldOutMetrics {
  const asked = JSON.stringify([plan, params, replica]);
  const known = judged.find((one) => one.asked === asked);
  if (known) return known.metrics;
  const metrics = plainEvaluate(plan, Float32Array.from(params), replica);
  judged = [...judged.slice(-MOST_JUDGED), { asked, metrics }];
  return metrics;
}

/** Rounding may tip a string in a thousand. */
const TIPPED = 10;

const isRight = ({ config }: SaidRun, found: HeldOutMetrics): boolean => {
  const isAlmost = found.wrongByLength.every((wrong) => wrong < TIPPED);
  return isSolved(config, found) || (isAlmost && found.lastBitAccuracy > 1 - 1e-3);
};

function pointUntruths(name: string, said: HeldOutMetrics, found: HeldOutMetrics): string[] {
  const isAlike = (key: 'lastBitAccuracy' | 'bitAccuracy' | 'stringAccuracy'): boolean =>
    Math.abs(said[key] - found[key]) <= 1e-3;
  const isTrue =
    Math.abs(said.loss - found.loss) <= 2e-3 * found.loss + 1e-6 &&
    isAlike('lastBitAccuracy') &&
    isAlike('bitAccuracy') &&
    isAlike('stringAccuracy') &&
    said.wrongByLength.every((wrong, t) => Math.abs(wrong - found.wrongByLength[t]!) < TIPPED);
  const words = ({ loss, lastBitAccuracy }: HeldOutMetrics): string =>
    `loss ${loss}, accuracy ${lastBitAccuracy}`;
  return isTrue ? [] : [`${name}: held-out ${words(said)} was said, ${words(found)} is true`];
}

/** Every string is held out, as where guesses are made. */
const NO_TRAINING = { lengths: 'variable', strings: 1, sparse: 0 } as const;
/** Of float32 and float64 one guess may be right and the other not. */
const FEW = 2;

function guessUntruths(run: SaidRun): string[] {
  const { config, firstGuess, guessed, found } = run;
  const { hidden, activation, head, seed, max } = config;
  const strings = heldOutStrings({ ...NO_TRAINING, seed, max });
  const all = Array.from(strings.lengths, (_, k) => unpackBits(strings.words, k, max));
  const isSolution = createSieve({ hidden, activation, head }, all);
  const wrong = found.filter((params) => !isSolution(Float32Array.from(params)));
  const untrue = wrong.length === 0 ? [] : ['a guess that was found does not solve'];
  if (!guessed || firstGuess === null) return untrue;
  const params = new Float32Array(paramCount(hidden));
  let solved = 0;
  for (let number = firstGuess; number < firstGuess + guessed.tries; number++) {
    guessWeights(seed, number, params);
    if (isSolution(params)) solved += 1;
  }
  return Math.abs(solved - guessed.solved) <= FEW
    ? untrue
    : [...untrue, `${guessed.solved} of ${guessed.tries} guesses were said to solve, ${solved} do`];
}

/** An update moves a weight by about the learning rate; both engines stay far nearer to the plain model. */
const NEAR = 1e-3;

async function raceUntruths(said: SaidContestant, reference: Reference): Promise<string[]> {
  const { contestant, config, engine, checks } = said;
  if (!engine || checks.length === 0) return [];
  const updates = checks.map(({ update }) => update);
  const plain = plainRace(config, new Set(updates));
  const healthy = contestant === 'latch' ? await reference.weightsAt({ config, engine }, updates) : null;
  return checks.flatMap(({ update, params, loss }, k) => {
    const name = `${contestant} in the race at update ${update}`;
    const truth = plain.get(update)!;
    const isNear = params.every((weight, j) => Math.abs(weight - truth.params[j]!) < NEAR);
    const isTrueLoss = Math.abs(loss - truth.loss) <= 2e-3 * truth.loss + 1e-6;
    return [
      ...(healthy ? weightUntruths(name, params, healthy[k]!) : []),
      ...(isNear ? [] : [`${name}: the weights are not near those of the plain model`]),
      ...(isTrueLoss ? [] : [`${name}: loss ${loss} was said, ${truth.loss} is true`]),
    ];
  });
}

interface PlainCheck {
  readonly params: readonly number[];
  /** Since the tally last started. */
  readonly loss: number;
}

/** The only replica of a race by the plain model, after some of its updates. */
function plainRace(config: SaidContestant['config'], updates: ReadonlySet<number>): Map<number, PlainCheck> {
  const plan = planOf(config);
  const adam = freshAdam(Float64Array.from(freshState(plan, config.init).params));
  const checks = new Map<number, PlainCheck>();
  const last = Math.max(...updates);
  let [sum, count] = [0, 0];
  for (let update = 0; update < last; update++) {
    if (startsTally(plan, update)) [sum, count] = [0, 0];
    const batch = plainBatch(plan, 0, update);
    const { loss, gradient } = lossAndGradient(plan.model, adam.params, batch, plan.supervision);
    const answers =
      plan.supervision === 'every' ? batch.reduce((all, { bits }) => all + bits.length, 0) : batch.length;
    sum += loss * answers;
    count += answers;
    adamUpdate(adam, gradient, config.lr, update + 1);
    if (updates.has(update + 1))
      checks.set(update + 1, { params: Array.from(adam.params), loss: sum / count });
  }
  return checks;
}
