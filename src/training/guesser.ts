/**
 * Guessing instead of training: random weights by the thousand. Parity is where that beats gradients at their own
 * game (Schmidhuber and Hochreiter, "Guessing can outperform many long time lag algorithms", IDSIA-19-96, 1996;
 * they drew from -100 to 100 too). Most guesses fall through a sieve of a few strings; the engine judges the rest on
 * the whole held-out set, many at a time.
 */
import type { Engine, RunPlan } from '../engine/engine.ts';
import { createSieve } from '../engine/sieve.ts';
import { stateFrom } from '../engine/state.ts';
import { paramCount } from '../lstm/params.ts';
import { unpackBits } from '../parity/bits.ts';
import { heldOutStrings } from '../parity/dataset.ts';
import { PURPOSE, randomWords } from '../parity/random.ts';
import type { RunConfig } from './config.ts';
import type { TrainerHost } from './trainer.ts';
import { WorkClock } from './work-clock.ts';

/** Weights are uniform between minus this and this. */
export const GUESS_RANGE = 100;
/** Held-out strings in the sieve. */
const SIEVE_STRINGS = 200;
/** Networks that the engine judges at a time, and how long it waits for as many. */
const JUDGED_AT_ONCE = 32;
const LONGEST_WAIT_MS = 700;
/** Guesses between two looks at the clock and the messages. */
const SLICE = 2000;

/** Where to guess, and how much. */
export interface GuessRange {
  /** Number of the first guess of the seed's stream. */
  readonly first: number;
  readonly count: number;
}

/** Guess `number` of a seed: weights uniform between -GUESS_RANGE and GUESS_RANGE, written to `params`. */
export function guessWeights(seed: number, number: number, params: Float32Array): void {
  for (let k = 0; k < params.length; k += 2) {
    randomWords([seed, PURPOSE.guess], number, k >> 1, words);
    params[k] = GUESS_RANGE * (words[0] / 2 ** 31 - 1);
    if (k + 1 < params.length) params[k + 1] = GUESS_RANGE * (words[1] / 2 ** 31 - 1);
  }
}

const words = new Uint32Array(2);

export class Guesser {
  readonly runId: number;
  readonly #config: RunConfig;
  readonly #engine: Engine;
  readonly #host: TrainerHost;
  readonly #range: GuessRange;
  #isStopped = false;
  #tries = 0;
  #solved = 0;
  #seconds = 0;
  #hasFailed = false;
  readonly #guessClock = new WorkClock();
  readonly #judgeClock = new WorkClock();
  #loop: Promise<void> = Promise.resolve();

  constructor(
    runId: number,
    { config, range }: { readonly config: RunConfig; readonly range: GuessRange },
    engine: Engine,
    host: TrainerHost,
  ) {
    this.runId = runId;
    this.#config = config;
    this.#range = range;
    this.#engine = engine;
    this.#host = host;
  }

  start(): void {
    this.#loop = this.#guess().catch((error: unknown) => {
      this.fail(error instanceof Error ? error.message : String(error));
    });
  }

  /** Ends it by a failure, unless it has ended already. */
  fail(message: string): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#hasFailed = true;
    this.#host.emit({ type: 'failed', runId: this.runId, message });
  }

  /** Resolves when nothing of it runs any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#loop;
  }

  async #guess(): Promise<void> {
    const { hidden, activation, head, seed } = this.#config;
    const sieve = createSieve({ hidden, activation, head }, this.#sieveStrings());
    const params = new Float32Array(paramCount(hidden));
    const { first, count } = this.#range;
    let waiting: number[] = [];
    let waitsUntil = Infinity;
    while (this.#tries < count && !this.#isStopped) {
      const startedAt = this.#host.now();
      const from = this.#tries;
      const end = Math.min(from + SLICE, count);
      for (; this.#tries < end; this.#tries++) {
        guessWeights(seed, first + this.#tries, params);
        if (sieve(params)) waiting.push(first + this.#tries);
      }
      const now = this.#host.now();
      this.#seconds += this.#guessClock.take(end - from, now - startedAt) / 1000;
      if (waiting.length > 0 && waitsUntil === Infinity) waitsUntil = now + LONGEST_WAIT_MS;
      const isDue = waiting.length >= JUDGED_AT_ONCE || now > waitsUntil || this.#tries === count;
      if (isDue && waiting.length > 0) {
        await this.#judge(waiting);
        if (this.#hasFailed) return;
        this.#seconds += this.#judgeClock.take(waiting.length, this.#host.now() - now) / 1000;
        [waiting, waitsUntil] = [[], Infinity];
      }
      if (isDue) this.#report([]);
      await this.#host.yield();
      if (this.#hasFailed) return;
    }
    this.#report([]);
    this.#host.emit({ type: 'ended', runId: this.runId, ending: this.#solved > 0 ? 'solved' : 'budget' });
  }

  #sieveStrings(): Uint8Array[] {
    const { seed, max } = this.#config;
    const strings = heldOutStrings({ ...NO_TRAINING, seed, max }, SIEVE_STRINGS);
    return Array.from({ length: SIEVE_STRINGS }, (_, k) => unpackBits(strings.words, k, max));
  }

  /** Judges guesses on the engine, and tells which of them solve. */
  async #judge(numbers: readonly number[]): Promise<void> {
    const { hidden, activation, head, seed, max } = this.#config;
    const size = paramCount(hidden);
    const plan: RunPlan = {
      model: { hidden, activation, head },
      supervision: 'every',
      dataset: { ...NO_TRAINING, max },
      batch: 1,
      repeats: 1,
      seeds: numbers.map(() => seed),
      tallyEvery: 1,
    };
    const params = new Float32Array(size * numbers.length);
    for (const [k, number] of numbers.entries())
      guessWeights(seed, number, params.subarray(k * size, (k + 1) * size));
    this.#host.announce?.(this.#engine.name === 'cpu' ? 'starting' : 'compiling');
    const run = await this.#engine.start(plan, stateFrom(plan, params));
    this.#host.announce?.('evaluation');
    const judged = await run.evaluate().finally(() => run.dispose());
    const solved = numbers.filter((_, k) => judged[k].wrongByLength.every((wrong) => wrong === 0));
    this.#solved += solved.length;
    if (solved.length > 0) this.#report(solved);
  }

  #report(found: readonly number[]): void {
    const { seed, hidden } = this.#config;
    const [number] = found;
    const params = new Float32Array(paramCount(hidden));
    if (number !== undefined) guessWeights(seed, number, params);
    this.#host.emit({
      type: 'guessed',
      runId: this.runId,
      tries: this.#tries,
      seconds: this.#seconds,
      solved: this.#solved,
      found: number === undefined ? null : { number, params },
    });
  }
}

/** Guesses are not trained: every string is held out. */
const NO_TRAINING = { lengths: 'variable', strings: 1, sparse: 0 } as const;
