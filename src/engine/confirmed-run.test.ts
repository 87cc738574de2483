/** An engine that judges wrongly is contradicted; one that differs by rounding is not. */
import { describe, expect, test } from 'vitest';
import { HAND_BUILT_PARAMS, HAND_BUILT_SPEC } from '../lstm/hand-built.ts';
import { heldOutStrings } from '../parity/dataset.ts';
import type { HeldOutMetrics } from '../parity/metrics.ts';
import { createCpuEngine } from './cpu/cpu-engine.ts';
import { confirmed, type UnconfirmedMetrics } from './confirmed-run.ts';
import type { RunPlan } from './engine.ts';
import { freshState, stateFrom } from './state.ts';

const plan: RunPlan = {
  model: HAND_BUILT_SPEC,
  supervision: 'every',
  dataset: { lengths: 'fixed', max: 50, strings: 100, sparse: 0 },
  batch: 10,
  repeats: 1,
  seeds: [1],
  tallyEvery: 10,
};
const perfect = stateFrom(plan, Float32Array.from(HAND_BUILT_PARAMS));
const fresh = freshState(plan, 'glorot-normal');
const strings = heldOutStrings({ ...plan.dataset, seed: 1 });

const clean: HeldOutMetrics = {
  loss: 1e-4,
  bitAccuracy: 1,
  lastBitAccuracy: 1,
  stringAccuracy: 1,
  wrongByLength: Array.from({ length: 50 }, () => 0),
};

/** What an engine says, of weights that are what they are. */
async function evaluating(
  state: typeof fresh,
  judgement: UnconfirmedMetrics,
): Promise<readonly HeldOutMetrics[]> {
  const engine = await createCpuEngine();
  const run = await engine.start(plan, state);
  return confirmed({
    ...run,
    judge: () => Promise.resolve([judgement]),
    heldOut: () => strings,
  }).evaluate();
}

describe('nothing is solved on the word of an engine', () => {
  test('a network that is right is confirmed', async () => {
    expect(await evaluating(perfect, { metrics: clean, sampleLosses: null })).toEqual([clean]);
  });

  test('a fresh network is not', async () => {
    const solving = evaluating(fresh, { metrics: clean, sampleLosses: null });
    await expect(solving).rejects.toThrow(/answers \d+ of 200 held-out strings wrong/u);
  });

  test('nor are weights that are all zero', async () => {
    const zeros = stateFrom(plan, new Float32Array(20));
    await expect(evaluating(zeros, { metrics: clean, sampleLosses: null })).rejects.toThrow(/contradicts/u);
  });

  test('a network with a fault at one length only is found out, if the engine claims that length', async () => {
    // right but for strings that end in a 1 after 49 bits, say; the claim is what is compared
    const wrongByLength = Array.from({ length: 50 }, (_, t) => (t === 49 ? 0 : 1));
    const claim = { ...clean, wrongByLength };
    await expect(evaluating(fresh, { metrics: claim, sampleLosses: null })).rejects.toThrow(/contradicts/u);
  });

  test.each([0, Number.NaN, Infinity])('a held-out loss of %s cannot be', async (loss) => {
    const judgement = { metrics: { ...clean, loss }, sampleLosses: null };
    await expect(evaluating(perfect, judgement)).rejects.toThrow(/loss/u);
  });
});

describe('what is not solved is looked at too', () => {
  const unsolved = { ...clean, loss: 0.69, wrongByLength: clean.wrongByLength.map(() => 5000) };

  async function sampleLosses(state: typeof fresh): Promise<Float32Array> {
    const { PlainAnswers } = await import('./plain-answers.ts');
    const { unpackBits } = await import('../parity/bits.ts');
    const plain = new PlainAnswers(plan.model).load(state.params);
    return Float32Array.from({ length: 40 }, (_, k) => plain.loss(unpackBits(strings.words, 250 * k, 50)));
  }

  test('the right losses pass, rounded as float32 rounds', async () => {
    const losses = await sampleLosses(fresh);
    expect(await evaluating(fresh, { metrics: unsolved, sampleLosses: losses })).toEqual([unsolved]);
    const rounded = losses.map((loss) => loss * (1 + 1e-5));
    expect(await evaluating(fresh, { metrics: unsolved, sampleLosses: rounded })).toEqual([unsolved]);
  });

  test('of many networks that are judged once each, another one every time', async () => {
    const pair = { ...plan, seeds: [1, 1] };
    const state = freshState(pair, 'glorot-normal');
    const losses = await sampleLosses(fresh);
    const judgements = [losses, losses.map(() => 0)].map((sample) => ({
      metrics: unsolved,
      sampleLosses: sample,
    }));
    const engine = await createCpuEngine();
    const outcomes = [];
    for (let k = 0; k < 4; k++) {
      const run = await engine.start(pair, state);
      const judging = confirmed({ ...run, judge: () => Promise.resolve(judgements), heldOut: () => strings });
      outcomes.push(
        await judging.evaluate().then(
          () => 'passed',
          () => 'refused',
        ),
      );
    }
    expect(outcomes.sort()).toEqual(['passed', 'passed', 'refused', 'refused']);
  });

  test.each([
    ['half a per cent off', (loss: number): number => 1.005 * loss],
    ['zeros', (): number => 0],
    ['no numbers', (): number => Number.NaN],
  ])('losses that are %s do not', async (_, wrong) => {
    const losses = (await sampleLosses(fresh)).map(wrong);
    await expect(evaluating(fresh, { metrics: unsolved, sampleLosses: losses })).rejects.toThrow(
      /another loss/u,
    );
  });
});
