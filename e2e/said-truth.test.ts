/** The judge of what workers say is not fooled, also by what was said in passing. */
import { beforeAll, expect, test } from 'vitest';
import { plainBatch, plainEvaluate, plainTrain } from '../src/engine/plain-run.ts';
import { freshState } from '../src/engine/state.ts';
import { lossAndGradient } from '../src/lstm/backward.ts';
import { parseLink } from '../src/session/url.ts';
import { guessWeights } from '../src/training/guesser.ts';
import { planOf } from '../src/training/schedule.ts';
import type { SaidContestant, SaidRun } from './faults/recorder.ts';
import type { Reference } from './faults/reference.ts';
import { untruths } from './faults/said-truth.ts';

const { config } = parseLink(
  '#v=1&preset=openai-variable&replicas=1&max=4&batch=8&strings=800&seed=5&lr=0.03&stop=budget',
).state;
const plan = planOf(config);
const UPDATES = [1, 2, 3, 4];

const trained = (updates: number): number[] => {
  const { adam } = plainTrain(plan, freshState(plan, config.init), {
    replica: 0,
    count: updates,
    learningRate: config.lr,
  });
  return Array.from(Float32Array.from(adam.params));
};

/** What stands for a healthy engine here: the plain model. */
const reference: Reference = {
  weightsAt: (_, updates) => Promise.resolve(updates.map(trained)),
  weightsOf: ({ update }) => Promise.resolve(trained(update)),
  close: () => Promise.resolve(),
};

let run: SaidRun;
beforeAll(() => {
  const engine = {
    name: 'cpu',
    renderer: '',
    kernel: 'cpu-batched',
    reason: null,
    cpuTimesAsFast: null,
  } as const;
  run = {
    config,
    firstGuess: null,
    update: 4,
    params: trained(4),
    solvedAt: [null],
    points: UPDATES.map((update) => ({
      replica: 0,
      update,
      heldOut: plainEvaluate(plan, Float32Array.from(trained(update)), 0),
    })),
    weights: UPDATES.map((update) => ({ update, params: trained(update), solvedAt: [null] })),
    found: [],
    guessed: null,
    failure: null,
    engine,
  };
});

const judge = async (
  changes: Partial<SaidRun>,
  contestants: readonly SaidContestant[] = [],
): Promise<string> => (await untruths({ runs: [{ ...run, ...changes }], contestants }, reference)).join('; ');

test('what is so is believed', async () => {
  expect(await judge({})).toBe('');
});

test('100 % that was said in passing, and taken back', async () => {
  const perfect = {
    loss: 0,
    bitAccuracy: 1,
    lastBitAccuracy: 1,
    stringAccuracy: 1,
    wrongByLength: [0, 0, 0, 0],
  };
  const points = run.points.map((point) => (point.update === 2 ? { ...point, heldOut: perfect } : point));
  expect(await judge({ points })).toMatch(/^seed 5 at update 2: held-out loss 0, accuracy 1 was said/u);
  // among many
  const many = Array.from({ length: 400 }, () => run.points).flat();
  expect(await judge({ points: [...many.slice(0, 700), points[1]!, ...many] })).toMatch(/at update 2/u);
});

test('weights of 0 that were said in passing, and others than those of the seed', async () => {
  const changed = (change: (params: readonly number[]) => number[]): SaidRun['weights'] =>
    run.weights.map((said) => (said.update === 2 ? { ...said, params: change(said.params) } : said));
  expect(await judge({ weights: changed((params) => params.map(() => 0)) })).toMatch(
    /update 2: all weights are 0/u,
  );
  expect(
    await judge({
      weights: changed((params) => params.map((weight, k) => (k === 3 ? weight + 1e-6 : weight))),
    }),
  ).toMatch(/update 2: the weights are not those of the seeds/u);
  expect(await judge({ weights: changed((params) => params.map(() => Number.NaN)) })).toMatch(
    /are no numbers/u,
  );
});

test('what is called solved, and is not', async () => {
  expect(await judge({ solvedAt: [3] })).toMatch(/update 3: called solved, and is not/u);
});

test('a guess that does not solve, and more of them than there are', async () => {
  const params = new Float32Array(20);
  guessWeights(config.seed, 0, params);
  const guessed = { firstGuess: 0, guessed: { tries: 500, solved: 0 } };
  expect(await judge(guessed)).toBe('');
  expect(await judge({ ...guessed, found: [Array.from(params)] })).toMatch(/does not solve/u);
  expect(await judge({ ...guessed, guessed: { tries: 500, solved: 32 } })).toMatch(
    /^32 of 500 guesses were said/u,
  );
});

test('a contestant of the race with other weights, or another loss', async () => {
  const check = { update: 2, params: trained(2), loss: lossOfRace(2) };
  const contestant = { contestant: 'layers', config, engine: run.engine, checks: [check] } as const;
  const said = (changes: Partial<typeof check>): Promise<string> =>
    judge({}, [{ ...contestant, checks: [{ ...check, ...changes }] }]);
  expect(await said({})).toBe('');
  expect(await said({ params: trained(3) })).toMatch(
    /layers in the race at update 2: the weights are not near/u,
  );
  expect(await said({ loss: 0 })).toMatch(/loss 0 was said/u);
});

/** Mean of the first batches, of which none begins a tally. */
function lossOfRace(updates: number): number {
  const losses = Array.from(
    { length: updates },
    (_, update) =>
      lossAndGradient(
        plan.model,
        Float64Array.from(trained(update)),
        plainBatch(plan, 0, update),
        plan.supervision,
      ).loss,
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / updates;
}
