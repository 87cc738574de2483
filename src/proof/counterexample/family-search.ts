/** Families of long strings that random strings hardly ever contain: a start, a period again and again, an ending. */
import { isWrong, SLICE, type WalkedNetwork, type WrongString } from './counterexample.ts';
import type { FlatState } from '../walker.ts';

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
].sort((a, b) => a.start.length - b.start.length);

/** What may follow a family's string: a cell that has counted far may show it only at the next ones. */
const ENDINGS = ['', '0', '1', '00', '01', '10', '11', '100', '101', '110', '111'];

/** Endings are tried whenever the string has grown by this factor. */
const PROBE_GROWTH = 1.1;

/** How far a family is followed. */
export interface FamilyReach {
  readonly longest: number;
  /** And how far where a cell has counted so far that an ending is foreseen to be answered wrongly by then. */
  readonly farthest: number;
}

/** A cell beyond this has been counting: tanh has long been flat. */
const COUNTED = 100;

/**
 * First wrong string of a family up to `longest` bits, or null, endings included; a state that comes back exactly
 * ends the search.
 */
export function* searchFamily(
  subject: WalkedNetwork,
  family: Family,
  { longest, farthest }: FamilyReach,
): Generator<void, WrongString | null> {
  const walk = new FamilyWalk(subject, family);
  const cycle = new Cycle(walk.states);
  let end = longest;
  let probed = walk.save();
  for (let nextProbe = family.start.length + 1; walk.length < end;) {
    if (walk.step()) return walk.wrongString('');
    if (walk.isAtRound && cycle.hasReturned()) nextProbe = end = walk.length;
    if (walk.length >= nextProbe) {
      const ending = ENDINGS.find((text) => walk.isWrongAfter(text));
      if (ending !== undefined) return firstWithEnding(walk, probed, ending);
      probed = walk.save();
      nextProbe = Math.ceil(walk.length * PROBE_GROWTH);
    }
    if (walk.length === longest && walk.willBeWrongBy(farthest)) end = farthest;
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
  readonly #subject: WalkedNetwork;
  readonly #family: Family;
  readonly #scratch: readonly FlatState[];
  #length = 0;
  #parity = 0;

  constructor(subject: WalkedNetwork, family: Family) {
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

  /** Whether some ending would be answered wrongly by a length if the cells that count went on as before. */
  willBeWrongBy(length: number): boolean {
    const factor = length / this.#length;
    return factor > 1 && ENDINGS.some((ending) => this.isWrongAfter(ending, factor));
  }

  /** Whether the string with the ending is answered wrongly; cells that have counted may be moved on by a factor. */
  isWrongAfter(ending: string, factor = 1): boolean {
    this.states.forEach((state, k) => {
      const scratch = this.#scratch[k];
      scratch.set(state);
      for (let unit = 0; unit < state.length / 2; unit++)
        if (Math.abs(state[unit]) > COUNTED) scratch[unit] *= factor;
    });
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
