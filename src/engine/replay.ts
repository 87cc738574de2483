/** One string through an engine: does this device answer it as the plain model does? */
import type { ModelSpec } from '../lstm/params.ts';
import { MAX_STRING_BITS, packBits, prefixParities, WORDS_PER_STRING } from '../parity/bits.ts';
import { emptyStrings, HELD_OUT_STRINGS, type PackedStrings } from '../parity/dataset.ts';
import type { Engine, RunPlan } from './engine.ts';
import { stateFrom } from './state.ts';

/**
 * The engine's answers, 1 for "odd", after every bit of a string of 1 to `MAX_STRING_BITS` bits. It judges a set of
 * equal strings in place of the held-out ones, so what answers is the kernel that judges a run.
 */
export async function replayOnEngine(
  engine: Engine,
  model: ModelSpec,
  params: Float32Array,
  bits: Uint8Array,
): Promise<Uint8Array> {
  if (bits.length < 1 || bits.length > MAX_STRING_BITS)
    throw new RangeError(`A string of ${bits.length} bits cannot be replayed at once.`);
  const plan: RunPlan = {
    model,
    supervision: 'every',
    dataset: { lengths: 'fixed', max: bits.length, strings: 1, sparse: 0 },
    judged: copiesOf(bits),
    batch: 1,
    repeats: 1,
    seeds: [1],
    tallyEvery: 1,
  };
  const run = await engine.start(plan, stateFrom(plan, params));
  const [{ wrongByLength }] = await run.evaluate().finally(() => run.dispose());
  return prefixParities(bits).map((parity, t) => (wrongByLength[t] > 0 ? 1 - parity : parity));
}

function copiesOf(bits: Uint8Array): PackedStrings {
  const strings = emptyStrings(HELD_OUT_STRINGS);
  strings.lengths.fill(bits.length);
  const words = packBits(bits);
  for (let index = 0; index < HELD_OUT_STRINGS; index++) strings.words.set(words, WORDS_PER_STRING * index);
  return strings;
}
