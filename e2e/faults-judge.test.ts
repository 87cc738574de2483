/** The judge of the programme of faults is not fooled: whatever is changed of what a true page shows, it says. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainEvaluate, plainTrain } from '../src/engine/plain-run.ts';
import { freshState } from '../src/engine/state.ts';
import { traceString } from '../src/lstm/forward.ts';
import { weightsForFile } from '../src/session/run-file.ts';
import { parseLink } from '../src/session/url.ts';
import { planOf } from '../src/training/schedule.ts';
import { untruths, type Given } from './faults/programme/judge.ts';
import type { Observed } from './faults/programme/observed.ts';
import type { Reference } from './faults/reference.ts';

const UPDATES = 3;
const BITS = '1011';
const { config } = parseLink(
  '#v=1&preset=openai-variable&replicas=1&max=4&batch=8&strings=800&seed=5&lr=0.03&stop=budget',
).state;
const plan = planOf(config);
const { hidden, activation, head } = config;
const spec = { hidden, activation, head };

const trained = (updates: number): Float32Array =>
  Float32Array.from(
    plainTrain(plan, freshState(plan, config.init), { replica: 0, count: updates, learningRate: config.lr })
      .adam.params,
  );

/** What stands for a healthy engine here: the plain model. */
const reference: Reference = {
  weightsAt: (_, updates) => Promise.resolve(updates.map((update) => Array.from(trained(update)))),
  weightsOf: ({ update }) => Promise.resolve(Array.from(trained(update))),
  close: () => Promise.resolve(),
};

const certificate = JSON.parse(
  readFileSync(new URL('samples/2026-11-28/certificate.json', import.meta.url), 'utf8'),
) as { weights: unknown };

let params: Float32Array;
let shown: Observed;
let given: Given;

function answerWords(weights: Float32Array): { text: string; data: Record<string, string> } {
  const { prediction, probability } = traceString(spec, weights, Array.from(BITS, Number));
  const odd = probability.at(-1)!;
  const word = prediction.at(-1) === 1 ? 'odd' : 'even';
  const share = prediction.at(-1) === 1 ? odd : 1 - odd;
  return { text: `${word} with ${(100 * share).toFixed(2)} %`, data: { answer: word } };
}

beforeAll(() => {
  params = trained(UPDATES);
  const { loss, bitAccuracy, lastBitAccuracy, stringAccuracy } = plainEvaluate(plan, params, 0);
  const heldOut = { loss, bitAccuracy, lastBitAccuracy, stringAccuracy };
  const point = { update: UPDATES, epoch: 0.03, strings: 24, bits: 60, seconds: 0.1, ...heldOut, heldOut };
  shown = {
    status: 'stopped',
    update: UPDATES,
    outputs: {
      Answer: answerWords(params),
      'Held-out accuracy': { text: '', data: { lastBit: String(heldOut.lastBitAccuracy) } },
      Verdict: { text: '', data: { verdict: 'unsolved' } },
    },
    bits: BITS,
    seed: 5,
    notices: '',
    ghosts: 0,
    undrawn: [],
    isDead: false,
    isLaboratory: true,
    checkpoint: 0,
    begun: 1,
    told: 1,
  };
  given = {
    observed: shown,
    weights: weightsForFile(spec, params),
    run: {
      format: 'latch-run',
      version: 1,
      config,
      engine: { name: 'cpu', renderer: 'plain' },
      kernel: 'cpu-batched',
      device: 'plain',
      learningRates: [],
      replicas: [{ seed: 5, history: [point], weights: weightsForFile(spec, params) }],
    },
    certificate: null,
  };
});

const judge = async (changes: Partial<Given>): Promise<string> =>
  (await untruths({ ...given, ...changes }, { config, reference })).join('; ');

const showing = (outputs: Observed['outputs'], changes: Partial<Observed> = {}): Partial<Given> => ({
  observed: { ...shown, ...changes, outputs: { ...shown.outputs, ...outputs } },
});

interface FileOfRun {
  replicas: { weights: unknown; history: { heldOut: Record<string, number> }[] }[];
}

/** A run file with a change of its only replica. */
function runWith(change: (replica: FileOfRun['replicas'][number]) => void): Partial<Given> {
  const run = structuredClone(given.run) as FileOfRun;
  change(run.replicas[0]!);
  return { run };
}

const nudged = (): unknown =>
  weightsForFile(
    spec,
    params.map((weight, k) => (k === 3 ? weight + 1e-6 : weight)),
  );

test('a page that tells the truth is believed', async () => {
  expect(await judge({})).toBe('');
});

describe('it is told when', () => {
  test('a weight is not that of the seed by its last digit', async () => {
    expect(await judge(runWith((replica) => (replica.weights = nudged())))).toMatch(
      /1 of 20 weights.*not those of the seeds/u,
    );
  });

  test('all weights are 0', async () => {
    const zeros = weightsForFile(spec, new Float32Array(20));
    expect(await judge({ weights: zeros })).toMatch(/all weights are 0/u);
    expect(await judge(runWith((replica) => (replica.weights = zeros)))).toMatch(
      /replica 0: all weights are 0/u,
    );
    // an exercise opens such a network
    expect(await judge({ weights: zeros, observed: { ...shown, seed: null } })).not.toMatch(/weights are 0/u);
  });

  test('the answer is another, or its probability is', async () => {
    const { text, data } = shown.outputs['Answer']!;
    const other = data['answer'] === 'odd' ? 'even' : 'odd';
    expect(await judge(showing({ Answer: { text, data: { answer: other } } }))).toMatch(/^Answer to 1011/u);
    const further = text.replace(/[\d.]+ %/u, (share) => `${(Number.parseFloat(share) + 0.03).toFixed(2)} %`);
    expect(await judge(showing({ Answer: { text: further, data } }))).toMatch(/^Answer to 1011/u);
  });

  test('a number is none', async () => {
    expect(await judge(showing({ Loss: { text: 'NaN', data: {} } }))).toMatch(/Loss says NaN/u);
  });

  test('an accuracy or a loss is better than it is', async () => {
    const perfect = { text: '', data: { lastBit: '1' } };
    expect(await judge(showing({ 'Held-out accuracy': perfect }))).toMatch(/shown are 1, its history/u);
    const forged = runWith(({ history }) => (history[0]!.heldOut['loss'] = 0));
    expect(await judge(forged)).toMatch(/the plain model finds/u);
  });

  test('what is not solved is called so', async () => {
    expect(await judge(showing({}, { status: 'solved' }))).toMatch(/called solved, and is not/u);
  });

  test('a string is said to be wrong, and is not', async () => {
    const { prediction } = traceString(spec, params, [1]);
    const isRight = prediction[0] === 1;
    const string = isRight ? '1' : '0';
    const verdict = { text: '', data: { verdict: 'wrong', string } };
    expect(await judge(showing({ Verdict: verdict }))).toMatch(/said to be wrong on/u);
  });

  test('it is called certified by the proof of another network, or by none', async () => {
    const certified = showing({ Verdict: { text: '', data: { verdict: 'certified' } } });
    expect(await judge(certified)).toMatch(/there is no certificate/u);
    expect(await judge({ ...certified, certificate })).toMatch(/the certificate is of other weights/u);
    const forged = { ...certificate, weights: given.weights };
    expect(await judge({ ...certified, certificate: forged })).toMatch(/the certificate is refused/u);
  });
});
