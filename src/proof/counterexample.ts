/**
 * Looks for a string that the network answers wrongly: all short strings; then families that random strings hardly
 * ever contain, such as a one and many zeros; then the states that strings reach, near-equal ones merged. What is
 * found is a real string, replayed in float64 and in float32 before it counts.
 */
import type { ModelSpec, ParamVector } from '../lstm/params.ts';
import { createWalker, type FlatState, type Walker } from './walker.ts';

/** A string that is answered wrongly after its last bit, in float64 and in float32 arithmetic. */
export interface WrongString {
  readonly bits: Uint8Array;
  /** How it was found. */
  readonly source: 'exhaustive' | 'family' | 'states';
  /** Its family, as in `1 0^k`; empty unless `source` is `family`. */
  readonly family: string;
}

/** A network with what walks it. */
export interface Subject {
  readonly spec: ModelSpec;
  readonly params: ParamVector;
  readonly walker: Walker;
  readonly rounded: Walker;
}

export const subjectOf = (spec: ModelSpec, params: ParamVector): Subject => ({
  spec,
  params,
  walker: createWalker(spec, params),
  rounded: createWalker(spec, params, 'float32'),
});

/** Steps between two pauses of a search. */
const SLICE = 1 << 14;

const isWrong = (margin: number, parity: number): boolean => margin > 0 !== (parity === 1);

/** The shortest prefix of `bits` from `from` bits on that both precisions answer wrongly, or null. */
export function firstWrongPrefix(
  subject: Subject,
  bits: ArrayLike<number>,
  from: number = 1,
): Uint8Array | null {
  const plain = new Float64Array(2 * subject.spec.hidden);
  const rounded = new Float64Array(2 * subject.spec.hidden);
  let parity = 0;
  for (let t = 0; t < bits.length; t++) {
    parity ^= bits[t];
    const isWrongPlain = isWrong(subject.walker.step(plain, bits[t]), parity);
    const isWrongRounded = isWrong(subject.rounded.step(rounded, bits[t]), parity);
    if (isWrongPlain && isWrongRounded && t + 1 >= from)
      return Uint8Array.from({ length: t + 1 }, (_, k) => bits[k]);
  }
  return null;
}

/**
 * Tries every string up to `longest` bits in the order of length. Returns the shortest wrong one, or null. Level n
 * holds the states of all strings of n bits; string k's bit t is bit t of k.
 */
export function* searchExhaustively(subject: Subject, longest: number): Generator<void, WrongString | null> {
  const { walker, spec } = subject;
  const size = 2 * spec.hidden;
  let level = new Float64Array(size);
  let parities = new Uint8Array(1);
  let steps = 0;
  for (let length = 1; length <= longest; length++) {
    const half = parities.length;
    const next = new Float64Array(2 * half * size);
    const nextParities = new Uint8Array(2 * half);
    for (let k = 0; k < 2 * half; k++) {
      const bit = k < half ? 0 : 1;
      const from = k - bit * half;
      const state = next.subarray(k * size, (k + 1) * size);
      state.set(level.subarray(from * size, (from + 1) * size));
      nextParities[k] = parities[from] ^ bit;
      if (isWrong(walker.step(state, bit), nextParities[k])) {
        const bits = firstWrongPrefix(subject, bitsOf(k, length), length);
        if (bits) return { bits, source: 'exhaustive', family: '' };
      }
      if (++steps % SLICE === 0) yield;
    }
    level = next;
    parities = nextParities;
  }
  return null;
}

const bitsOf = (k: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, t) => (k >>> t) & 1);

/** A string of any length: a start, then a period again and again. */
export interface Family {
  readonly name: string;
  readonly start: string;
  readonly period: string;
}

const familyOf = (start: string, period: string): Family => ({
  name: `${start}${start === '' ? '' : ' '}${period.length === 1 ? period : `(${period})`}^k`,
  start,
  period,
});

/** What breaks networks that leak, count or drift; the first are the commonest. */
export const FAMILIES: readonly Family[] = [
  ...['0', '1', '10'].flatMap((period) =>
    ['', '1', '11', '01', '101', '001', '111'].map((s) => familyOf(s, period)),
  ),
  ...['100', '110', '1000', '1100', '1110', '11010'].flatMap((period) =>
    ['', '1'].map((s) => familyOf(s, period)),
  ),
].toSorted((a, b) => a.start.length - b.start.length);

/** What may follow a family's string: a cell that has counted far may show it only at the next ones. */
const ENDINGS = ['', '0', '1', '00', '01', '10', '11', '100', '101', '110', '111'];

/** Endings are tried whenever the string has grown by this factor. */
const PROBE_GROWTH = 1.1;

/**
 * First wrong string of a family up to `longest` bits, or null, endings included; a state that comes back exactly
 * ends the search.
 */
export function* searchFamily(
  subject: Subject,
  family: Family,
  longest: number,
): Generator<void, WrongString | null> {
  const walk = new FamilyWalk(subject, family);
  const cycle = new Cycle(walk.states);
  let probed = walk.save();
  for (let nextProbe = family.start.length + 1; walk.length < longest;) {
    if (walk.step()) return walk.wrongString('');
    if (walk.isAtRound && cycle.hasReturned()) nextProbe = longest = walk.length;
    if (walk.length >= nextProbe) {
      const ending = ENDINGS.find((text) => walk.isWrongAfter(text));
      if (ending !== undefined) return firstWithEnding(walk, probed, ending);
      probed = walk.save();
      nextProbe = Math.ceil(walk.length * PROBE_GROWTH);
    }
    if (walk.length % SLICE === 0) yield;
  }
  return null;
}

/** The shortest string since `from` that is wrong with the ending: it is known to exist. */
function firstWithEnding(walk: FamilyWalk, from: SavedWalk, ending: string): WrongString {
  const end = walk.length;
  walk.restore(from);
  while (walk.length < end) {
    walk.step();
    if (walk.isWrongAfter(ending)) break;
  }
  return walk.wrongString(ending);
}

interface SavedWalk {
  readonly length: number;
  readonly parity: number;
  readonly states: readonly FlatState[];
}

/** A family's string, walked in both precisions. */
class FamilyWalk {
  readonly states: readonly FlatState[];
  readonly #subject: Subject;
  readonly #family: Family;
  readonly #scratch: readonly FlatState[];
  #length = 0;
  #parity = 0;

  constructor(subject: Subject, family: Family) {
    this.#subject = subject;
    this.#family = family;
    const zeros = (): FlatState => new Float64Array(2 * subject.spec.hidden);
    this.states = [zeros(), zeros()];
    this.#scratch = [zeros(), zeros()];
  }

  get length(): number {
    return this.#length;
  }

  /** Whether a whole number of periods has passed, and an even one: the parity comes back only then. */
  get isAtRound(): boolean {
    const { start, period } = this.#family;
    return this.#length >= start.length && (this.#length - start.length) % (2 * period.length) === 0;
  }

  /** Walks on by one bit; true when both precisions answer wrongly. */
  step(): boolean {
    const bit = this.#bitAt(this.#length++);
    this.#parity ^= bit;
    return this.#isWrongAt(this.states, bit, this.#parity);
  }

  isWrongAfter(ending: string): boolean {
    this.states.forEach((state, k) => this.#scratch[k].set(state));
    let parity = this.#parity;
    let isWrongNow = false;
    for (const text of ending) {
      parity ^= Number(text);
      isWrongNow = this.#isWrongAt(this.#scratch, Number(text), parity);
    }
    return isWrongNow;
  }

  wrongString(ending: string): WrongString {
    const bits = new Uint8Array(this.#length + ending.length);
    for (let t = 0; t < this.#length; t++) bits[t] = this.#bitAt(t);
    for (let t = 0; t < ending.length; t++) bits[this.#length + t] = Number(ending[t]);
    const { name } = this.#family;
    return { bits, source: 'family', family: ending === '' ? name : `${name} ${ending}` };
  }

  save(): SavedWalk {
    const states = this.states.map((state) => state.slice());
    return { length: this.#length, parity: this.#parity, states };
  }

  restore({ length, parity, states }: SavedWalk): void {
    this.#length = length;
    this.#parity = parity;
    this.states.forEach((state, k) => state.set(states[k]));
  }

  #isWrongAt(states: readonly FlatState[], bit: number, parity: number): boolean {
    const plain = isWrong(this.#subject.walker.step(states[0], bit), parity);
    const rounded = isWrong(this.#subject.rounded.step(states[1], bit), parity);
    return plain && rounded;
  }

  #bitAt(t: number): number {
    const { start, period } = this.#family;
    return Number(t < start.length ? start[t] : period[(t - start.length) % period.length]);
  }
}

/** Notices when states come back to where they were (Brent, BIT 20, 1980): it compares with ever later ones. */
class Cycle {
  readonly #states: readonly FlatState[];
  #kept: Float64Array[];
  #seen = 0;
  #next = 1;

  constructor(states: readonly FlatState[]) {
    this.#states = states;
    this.#kept = states.map(() => new Float64Array());
  }

  hasReturned(): boolean {
    if (this.#states.every((state, k) => state.every((x, at) => x === this.#kept[k][at]))) return true;
    if (++this.#seen === this.#next) {
      this.#next *= 2;
      this.#kept = this.#states.map((state) => state.slice());
    }
    return false;
  }
}

export interface StateSearch {
  /** States whose coordinates agree to about this are one. */
  readonly resolution: number;
  /** Most states kept. */
  readonly states: number;
  /** Longest string looked at. */
  readonly longest: number;
}

/**
 * Breadth first over the states that strings reach, each kept with the string that leads there first. A wrong answer
 * is a real string's; merging only decides which strings are not followed further.
 */
export function* searchStates(
  subject: Subject,
  { resolution, states, longest }: StateSearch,
): Generator<void, WrongString | null> {
  const { walker, spec } = subject;
  const found: Reached[] = [
    { state: new Float64Array(2 * spec.hidden), parity: 0, bit: 0, parent: -1, length: 0 },
  ];
  const known = new Set<string>([keyOf(found[0].state, 0, resolution)]);
  for (let next = 0; next < found.length && found[next].length < longest; next++) {
    for (const bit of [0, 1] as const) {
      const state = found[next].state.slice();
      const parity = found[next].parity ^ bit;
      const length = found[next].length + 1;
      if (isWrong(walker.step(state, bit), parity)) {
        const bits = firstWrongPrefix(subject, stringTo(found, next, bit));
        if (bits) return { bits, source: 'states', family: '' };
      }
      const key = keyOf(state, parity, resolution);
      if (known.has(key) || found.length >= states) continue;
      known.add(key);
      found.push({ state, parity, bit, parent: next, length });
    }
    if (next % 1024 === 1023) yield;
  }
  return null;
}

/** A state that some string reaches, with the way back to the start. */
interface Reached {
  readonly state: FlatState;
  readonly parity: number;
  readonly bit: number;
  readonly parent: number;
  readonly length: number;
}

function stringTo(found: readonly Reached[], from: number, last: number): Uint8Array {
  const bits = new Uint8Array(found[from].length + 1);
  bits[bits.length - 1] = last;
  for (let k = from, t = bits.length - 2; t >= 0; k = found[k].parent, t--) bits[t] = found[k].bit;
  return bits;
}

/** Equal for states that are close; cells far out, where tanh is flat, are told apart on a logarithmic scale. */
function keyOf(state: FlatState, parity: number, resolution: number): string {
  let key = parity === 1 ? '1' : '0';
  const half = state.length / 2;
  for (let k = 0; k < state.length; k++)
    key += `,${Math.round((k < half ? Math.asinh(state[k]) : state[k]) / resolution)}`;
  return key;
}
