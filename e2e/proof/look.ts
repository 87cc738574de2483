/**
 * Looks at one network that resists its proof, with as much time as is given:
 *
 *     node e2e/scripts/run.mjs e2e/proof/look.ts SETTING SEED [SECONDS]
 *
 * Tells along which words, repeated without end, its states forget slowest, and how near they come there to the other
 * answer; then how the search for sets that return after words goes on; and what a whole decision comes to. Seconds are
 * those of this process alone, as in `table.ts`.
 */
import { PlainCell } from '../../src/lstm/cell.ts';
import { WORD_LENGTHS, WordSearch } from '../../src/proof/cover/word-search.ts';
import { LEAST_SLACK } from '../../src/proof/cover/intervals.ts';
import { startDecision } from '../../src/proof/verdict.ts';
import { stopwatch } from './clock.ts';
import { keptNetwork } from './kept-networks.ts';
import type { TrainedNetwork } from './trained.ts';

/** Words of up to so many bits, repeated up to so many bits, of which the last part is looked at. */
const WORD_BITS = 10;
const SETTLING_BITS = 4000;
const LOOKED_AT_BITS = 1000;
const APART = 1e-7;
const TOLD = 6;
const TELL_EVERY_SECONDS = 5;

/** A word's own walk: the factor by which a bit shrinks what shrinks least, and the least margin. */
interface Walk {
  readonly word: string;
  readonly factor: number;
  readonly margin: number;
}

/** Follows two states that lie a little apart, and puts them that far apart again after every bit (Benettin's method). */
function walk({ spec, params }: TrainedNetwork, word: string): Walk {
  const cell = new PlainCell(spec, Float64Array.from(params));
  const n = 2 * spec.hidden;
  const [state, other] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) other[k] = APART / Math.sqrt(n);
  let [logs, margin] = [0, Infinity];
  for (let t = 0; t < SETTLING_BITS + LOOKED_AT_BITS; t++) {
    const bit = Number(word[t % word.length]);
    const now = Math.abs(cell.step(state, bit));
    cell.step(other, bit);
    const apart = Math.hypot(...other.map((x, k) => x - state[k]));
    if (apart === 0) return { word, factor: 0, margin };
    for (let k = 0; k < n; k++) other[k] = state[k] + ((other[k] - state[k]) * APART) / apart;
    if (t < SETTLING_BITS) continue;
    logs += Math.log(apart / APART);
    margin = Math.min(margin, now);
  }
  return { word, factor: Math.exp(logs / LOOKED_AT_BITS), margin };
}

/** One of all words that are turns of each other, and no word that repeats a shorter one. */
function necklaces(longest: number): string[] {
  const found: string[] = [];
  for (let length = 1; length <= longest; length++)
    for (let number = 0; number < 2 ** length; number++) {
      const word = number.toString(2).padStart(length, '0');
      const turns = Array.from({ length }, (_, k) => word.slice(k) + word.slice(0, k));
      if (turns.every((turn, k) => k === 0 || turn > word)) found.push(word);
    }
  return found;
}

const [setting, seed, seconds = '30'] = process.argv.slice(2);
if (setting === undefined || !(Number(seed) > 0) || !(Number(seconds) > 0))
  throw new Error('usage: node e2e/scripts/run.mjs e2e/proof/look.ts SETTING SEED [SECONDS]');
const network = keptNetwork(setting, Number(seed));
const params = Float32Array.from(network.params);
const limitMs = Number(seconds) * 1000;

const walks = necklaces(WORD_BITS).map((word) => walk(network, word));
console.log('Slowest to forget, by a bit:');
for (const { word, factor, margin } of walks.toSorted((a, b) => b.factor - a.factor).slice(0, TOLD))
  console.log(`  ${word}: ${factor.toFixed(5)}, margin at least ${margin.toFixed(4)}`);
console.log('Nearest to the other answer:');
for (const { word, factor, margin } of walks.toSorted((a, b) => a.margin - b.margin).slice(0, TOLD))
  console.log(`  ${word}: margin at least ${margin.toFixed(4)}, ${factor.toFixed(5)} a bit`);

for (const longestWord of WORD_LENGTHS) {
  const search = new WordSearch(network.spec, params, LEAST_SLACK, { longestWord });
  const elapsed = stopwatch();
  let tellAt = TELL_EVERY_SECONDS;
  const tell = (how: string): void =>
    console.log(
      `words of ${longestWord} bits, ${(elapsed() / 1000).toFixed(1)} s: ${search.sets} sets, ${search.waiting} to walk, ${search.dropped} dropped, ${search.images} images; ${how}`,
    );
  const steps = search.search();
  let step = steps.next();
  for (; step.done !== true && elapsed() < limitMs; step = steps.next()) {
    if (elapsed() < 1000 * tellAt) continue;
    tell('goes on');
    tellAt += TELL_EVERY_SECONDS;
  }
  tell(step.done !== true ? 'time is up' : step.value.found ? 'closed' : step.value.reason);
}

const elapsed = stopwatch();
const decision = startDecision(network.spec, params);
while (decision.verdict.verdict === 'undecided' && elapsed() < limitMs && decision.advance());
const { verdict } = decision.verdict;
console.log(`The whole decision after ${(elapsed() / 1000).toFixed(1)} s: ${verdict}`);
