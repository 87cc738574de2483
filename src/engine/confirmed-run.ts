/**
 * No engine is taken at its word: whatever it says of held-out strings, the plain model answers some of them with the
 * weights that were read back. A difference counts only where rounding cannot be why.
 */
import { paramCount, type ParamVector } from '../lstm/params.ts';
import { unpackBits } from '../parity/bits.ts';
import { HELD_OUT_STRINGS, type PackedStrings } from '../parity/dataset.ts';
import type { HeldOutMetrics } from '../parity/metrics.ts';
import { EngineError, type EngineRun } from './engine.ts';
import { nudgedWeights, PlainAnswers } from './plain-answers.ts';

/** An engine's word about one replica. */
export interface UnconfirmedMetrics {
  readonly metrics: HeldOutMetrics;
  /** Losses of single held-out strings over all their bits, evenly spaced; null: the engine does not tell. */
  readonly sampleLosses: Float32Array | null;
}

/** A run that judges, but is not yet believed. */
export interface JudgingRun extends Omit<EngineRun, 'evaluate'> {
  judge(): Promise<readonly UnconfirmedMetrics[]>;
  heldOut(replica: number): PackedStrings;
}

/** Strings that are answered again where an engine finds no wrong last answer any more, and while it goes on to. */
const NEWLY_CLEAN = 200;
const STILL_CLEAN = 24;
/** Rounding may tip a string or so: a network that is nearly right differs on less than one in a thousand. */
const MOST_WRONG = 1;
const MOST_UNLIKE = 4;

/** Evaluations so far, of all runs: a run of guesses is judged once, and each time another replica is to be looked at. */
let evaluations = 0;

/**
 * The run with an `evaluate` that rejects with an EngineError when the plain model says otherwise. Strings that were
 * handed in to be judged are a question about the engine itself, so there its answer stands.
 */
export function confirmed(run: JudgingRun): EngineRun {
  const { plan, kernel } = run;
  const plain = new PlainAnswers(plan.model);
  const size = paramCount(plan.model.hidden);
  const wasClean = plan.seeds.map(() => false);

  const confirm = (judgements: readonly UnconfirmedMetrics[], params: Float32Array): void => {
    const turn = evaluations++;
    for (const [replica, { metrics, sampleLosses }] of judgements.entries()) {
      const weights = params.subarray(replica * size, (replica + 1) * size);
      const strings = run.heldOut(replica);
      const isClean = metrics.wrongByLength.at(-1) === 0;
      const count = isClean ? (wasClean[replica] ? STILL_CLEAN : NEWLY_CLEAN) : 0;
      const wrong = wrongStrings(plain, weights, {
        strings,
        count,
        turn,
        wrongByLength: metrics.wrongByLength,
      });
      if (wrong > MOST_WRONG)
        throw contradiction(wrong, count, 'wrong where the engine found no wrong answer');
      wasClean[replica] = isClean;
      if (sampleLosses === null || replica !== turn % plan.seeds.length) continue;
      const unlike = unlikeLosses(plain, weights, strings, sampleLosses);
      if (unlike > MOST_UNLIKE) throw contradiction(unlike, sampleLosses.length, 'with another loss');
    }
  };

  return {
    plan,
    kernel,
    train: (chunk) => run.train(chunk),
    async evaluate() {
      const judgements = await run.judge();
      for (const { metrics } of judgements) checkLoss(metrics.loss);
      if (plan.judged) return judgements.map(({ metrics }) => metrics);
      confirm(judgements, await run.readParams());
      return judgements.map(({ metrics }) => metrics);
    },
    readParams: () => run.readParams(),
    read: () => run.read(),
    setActive: (active) => run.setActive(active),
    dispose: () => run.dispose(),
  };
}

const contradiction = (count: number, of: number, how: string): EngineError =>
  new EngineError(
    `The plain model contradicts the engine: it answers ${count} of ${of} held-out strings ${how}. ` +
      'What the engine says does not count.',
  );

/** Not even a perfect network has a loss of exactly 0: probabilities end at 0.9999999. */
function checkLoss(loss: number): void {
  if (loss === 0) throw new EngineError('A held-out loss of exactly 0 cannot be: the engine has not judged.');
  if (!Number.isFinite(loss)) throw new EngineError('The held-out loss is no number.');
}

interface CleanLook {
  readonly strings: PackedStrings;
  /** Strings to look at, and a number that makes another choice each time. */
  readonly count: number;
  readonly turn: number;
  /** Where 0, the plain model must find nothing wrong either. */
  readonly wrongByLength: readonly number[];
}

/** Strings that the plain model answers wrongly after a number of bits at which the engine has found nothing wrong. */
function wrongStrings(plain: PlainAnswers, weights: ParamVector, look: CleanLook): number {
  const { strings, count, turn, wrongByLength } = look;
  let wrong = 0;
  for (let k = 0; k < count; k++) {
    const index = (Math.floor((k * HELD_OUT_STRINGS) / count) + turn * 7) % HELD_OUT_STRINGS;
    const bits = unpackBits(strings.words, index, wrongByLength.length);
    const isWrong = (params: ParamVector): boolean => {
      let parity = 0;
      return plain
        .load(params)
        .margins(bits)
        .some((margin, t) => {
          parity ^= bits[t];
          return wrongByLength[t] === 0 && margin > 0 !== (parity === 1);
        });
    };
    if (isWrong(weights) && nudgedWeights(weights).every(isWrong)) wrong++;
  }
  return wrong;
}

/** Strings of a sample whose losses are others than the plain model's, by more than rounding can make. */
function unlikeLosses(
  plain: PlainAnswers,
  weights: ParamVector,
  strings: PackedStrings,
  losses: Float32Array,
): number {
  let unlike = 0;
  for (const [k, loss] of losses.entries()) {
    const index = (k * strings.lengths.length) / losses.length;
    const bits = unpackBits(strings.words, index, strings.lengths[index]);
    const own = plain.load(weights).loss(bits);
    const allowed = 1e-3 * own + 1e-6 * bits.length;
    if (Math.abs(loss - own) <= allowed) continue;
    const moved = nudgedWeights(weights).map((nudged) => Math.abs(plain.load(nudged).loss(bits) - own));
    // not "greater": a loss that is no number is unlike any
    if (!(Math.abs(loss - own) <= allowed + 8 * Math.max(...moved))) unlike++;
  }
  return unlike;
}
