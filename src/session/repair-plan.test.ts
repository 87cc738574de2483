import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PRESETS } from '../training/presets.ts';
import {
  nextStep,
  REPAIR_EPOCHS,
  repairConfig,
  startWeights,
  type RoundOutcome,
  type RoundResult,
} from './repair-plan.ts';

/** The steps of a repair whose epochs come out as given. */
function stepsOf(outcomes: readonly RoundOutcome[]): RoundResult[] {
  const rounds: RoundResult[] = [];
  for (const outcome of outcomes) {
    const step = nextStep(rounds);
    if (!step) break;
    rounds.push({ step, outcome });
  }
  return rounds;
}

const keeps = (...outcomes: RoundOutcome[]): number[] => stepsOf(outcomes).map(({ step }) => step.keep);

test('first the weights as they are, then a half, then a tenth of each', () => {
  expect(keeps('wrong', 'wrong', 'wrong', 'wrong')).toEqual([1, 0.5, 0.1, 0.1]);
});

test('freshly mixed weights have two epochs to solve', () => {
  expect(keeps('wrong', 'unsolved', 'unsolved', 'unsolved', 'unsolved')).toEqual([1, 0.5, 1, 0.1, 1]);
});

test('without a proof the learning rate falls once, then the weights are mixed', () => {
  const rates = stepsOf(['undecided', 'undecided', 'undecided']).map(({ step }) => step);
  expect(rates.map(({ keep }) => keep)).toEqual([1, 1, 0.5]);
  expect(rates[1]!.learningRate).toBeLessThan(rates[0]!.learningRate);
  expect(rates[2]!.learningRate).toBe(rates[0]!.learningRate);
});

test('it ends with a certificate, and never takes more epochs than allowed', () => {
  expect(nextStep(stepsOf(['wrong', 'certified']))).toBeNull();
  const outcome = fc.constantFrom<RoundOutcome>('unsolved', 'wrong', 'undecided');
  fc.assert(
    fc.property(fc.array(outcome, { minLength: 15, maxLength: 15 }), (outcomes) => {
      expect(stepsOf(outcomes)).toHaveLength(REPAIR_EPOCHS);
    }),
  );
});

test('an epoch keeps the model and the held-out length, and trains on sparse strings of any length', () => {
  const { config } = PRESETS['notebook-2'];
  const epoch = repairConfig(config, 7, { keep: 1, learningRate: 0.01 });
  expect(epoch).toMatchObject({
    activation: 'hard-sigmoid',
    supervision: 'every',
    max: 50,
    seed: 7,
    replicas: 1,
  });
  expect(epoch).toMatchObject({ lengths: 'variable', sparse: 0.5, epochs: 1, lr: 0.01 });
  expect(repairConfig({ ...config, sparse: 0.8 }, 7, { keep: 1, learningRate: 0.01 }).sparse).toBe(0.8);
});

test('mixing is reproducible, differs from epoch to epoch, and keeps the share that it says', () => {
  const params = Float32Array.from({ length: 20 }, (_, k) => 10 * k);
  const options = { hidden: 1, init: 'glorot-normal' } as const;
  const mixed = (keep: number, round: number): Float32Array =>
    startWeights(params, options, { keep, seed: 3, round });
  expect(mixed(1, 2)).toEqual(params);
  expect(mixed(0.5, 2)).toEqual(mixed(0.5, 2));
  expect(mixed(0.5, 2)).not.toEqual(mixed(0.5, 3));
  // fresh weights are small
  for (const [k, value] of mixed(0.5, 2).entries()) expect(Math.abs(value - 5 * k)).toBeLessThan(2);
});
