/**
 * The table of how the rule spreads from a string's first bit to its fiftieth: one network of the page's opening preset,
 * judged on the way, and the same on strings of fifty bits alone. When the training has changed,
 * `npx vitest run --project unit e2e/spread.test.ts -u` writes it anew.
 */
import { expect, test } from 'vitest';
import { createCpuEngine } from '../src/engine/cpu/cpu-engine.ts';
import { freshState } from '../src/engine/state.ts';
import { traceString } from '../src/lstm/forward.ts';
import { prefixParities, unpackBits } from '../src/parity/bits.ts';
import { heldOutStrings, type PackedStrings } from '../src/parity/dataset.ts';
import { PRESETS, type PresetName } from '../src/training/presets.ts';
import { planOf } from '../src/training/schedule.ts';

/** The network that the page shows first. */
const SEED = 2;
const BITS = 50;
/** The standard error of a share is at most 2.5 %. */
const JUDGED = 400;
/** A digit says how many of these shares are reached: below the first it may be a coin. */
const STEPS = [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99];
/** From here on a bit counts as learnt. */
const LEARNT = STEPS.indexOf(0.95) + 1;
const COLUMNS = 24;
/** Between two columns of the network that learns: the whole way from one bit to fifty takes it some 60 updates. */
const CLOSE_UPDATES = 5;
/** So many columns with all bits learnt are shown. */
const AFTERWARDS = 6;

interface Judged {
  readonly update: number;
  /** How many of the strings are answered right after each bit. */
  readonly right: Uint16Array; // [BITS]
}

test('the table of how the rule spreads is what training does', { timeout: 120_000 }, async () => {
  const engine = await createCpuEngine('cpu-simd');
  const strings = heldOutStrings(
    { lengths: 'fixed', max: BITS, strings: JUDGED, sparse: 0, seed: SEED },
    JUDGED,
  );

  /** Judges a network every so many updates, until `isEnough` of what was judged last. */
  async function* judgedTraining(preset: PresetName, every: number): AsyncGenerator<Judged> {
    const config = { ...PRESETS[preset].config, replicas: 1, seed: SEED };
    const plan = planOf(config);
    const run = await engine.start(plan, freshState(plan, config.init));
    try {
      for (let update = 0; ; update += every) {
        yield { update, right: judge(plan.model, await run.readParams(), strings) };
        await run.train({ first: update, count: every, learningRate: config.lr });
      }
    } finally {
      run.dispose();
    }
  }

  const variable = PRESETS['openai-variable'].config;
  const learning: Judged[] = [];
  let learnt = 0;
  for await (const judged of judgedTraining('openai-variable', CLOSE_UPDATES)) {
    learning.push(judged);
    learnt = learntBits(judged) === BITS ? learnt + 1 : 0;
    if (learnt === AFTERWARDS) break;
  }

  const updates = (variable.epochs * variable.strings) / variable.batch;
  const apart = Math.floor(updates / (COLUMNS - 1));
  const stuck: Judged[] = [];
  for await (const judged of judgedTraining('openai-fixed', apart)) if (stuck.push(judged) === COLUMNS) break;
  engine.dispose();

  const column = (judged: Judged) => ({
    strings: judged.update * variable.batch,
    learnt: learntBits(judged),
    right: Array.from(judged.right, digitOf).join(''),
  });
  const table = {
    seed: SEED,
    judged: JUDGED,
    epochs: variable.epochs,
    steps: STEPS,
    variable: learning.slice(-COLUMNS).map(column),
    fixed: stuck.map(column),
  };
  await expect(`${JSON.stringify(table, null, 2)}\n`).toMatchFileSnapshot('../src/ui/story/spread.json');
});

const digitOf = (count: number): number => STEPS.filter((share) => count >= share * JUDGED).length;

/** Of how many bits, from the first on, nearly every answer is right. */
function learntBits({ right }: Judged): number {
  const first = right.findIndex((count) => digitOf(count) < LEARNT);
  return first < 0 ? BITS : first;
}

function judge(
  model: Parameters<typeof traceString>[0],
  params: Float32Array,
  strings: PackedStrings,
): Uint16Array {
  const right = new Uint16Array(BITS);
  for (let k = 0; k < JUDGED; k++) {
    const bits = unpackBits(strings.words, k, BITS);
    const parities = prefixParities(bits);
    const { prediction } = traceString(model, params, bits);
    for (let step = 0; step < BITS; step++) if (prediction[step] === parities[step]) right[step] += 1;
  }
  return right;
}
