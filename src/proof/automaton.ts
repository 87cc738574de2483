/**
 * The finite automaton that a network acts as: states that strings reach, near-equal ones merged, then minimised by
 * partition refinement (Moore, "Gedanken-experiments on sequential machines", 1956). It describes the network; only a
 * certificate proves anything. For parity learnt, two states are left.
 */
import type { ModelSpec, ParamVector } from '../lstm/params.ts';
import { createWalker, type FlatState } from './walker.ts';

export interface AutomatonState {
  /** The answer: 1 is "odd". */
  readonly answer: 0 | 1;
  /** Number of the state that each bit leads to. */
  readonly next: readonly [number, number];
  /** Shortest strings that lead here, the very shortest first; the start's is empty. */
  readonly accessStrings: readonly string[];
  /** How many merged states it stands for. */
  readonly size: number;
  /** The parities of strings that lead here: [even, odd]; both true is a mistake waiting to be found. */
  readonly parities: readonly [boolean, boolean];
}

export interface Automaton {
  /** State 0 is the start. */
  readonly states: readonly AutomatonState[];
  /** States before they were minimised. */
  readonly merged: number;
  /** Whether every state that was reached has been followed; otherwise the limit on states ended it. */
  readonly isComplete: boolean;
}

export interface AutomatonOptions {
  /** States nearer than this in every coordinate, as h and as tanh c, may be merged. */
  readonly resolution?: number;
  /** Most states before they are minimised. */
  readonly states?: number;
  /** Access strings kept for each state. */
  readonly strings?: number;
}

/** A state some string reaches, with the answer given there. */
interface Reached {
  readonly state: FlatState;
  readonly answer: 0 | 1;
  readonly text: string;
  readonly parities: [boolean, boolean];
  readonly next: [number, number];
}

/** Extracts and minimises the automaton of a network. */
export function extractAutomaton(
  spec: ModelSpec,
  params: ParamVector,
  { resolution = 0.1, states = 400, strings = 3 }: AutomatonOptions = {},
): Automaton {
  const { reached, isComplete } = reachStates(spec, params, { resolution, states });
  const classes = minimise(reached);
  return { states: quotient(reached, classes, strings), merged: reached.length, isComplete };
}

function reachStates(
  spec: ModelSpec,
  params: ParamVector,
  limits: { readonly resolution: number; readonly states: number },
): { readonly reached: Reached[]; readonly isComplete: boolean } {
  const walker = createWalker(spec, params);
  const start = new Float64Array(2 * spec.hidden);
  // before the first bit there is no answer: the empty string is even
  const reached: Reached[] = [{ state: start, answer: 0, text: '', parities: [true, false], next: [0, 0] }];
  const places = new Map<string, number>([[keyOf(start, 0, limits.resolution), 0]]);
  let isComplete = true;
  for (let from = 0; from < reached.length; from++)
    for (const bit of [0, 1] as const) {
      const state = reached[from].state.slice();
      const answer = walker.step(state, bit) > 0 ? 1 : 0;
      const key = keyOf(state, answer, limits.resolution);
      let at = places.get(key);
      if (at === undefined && reached.length >= limits.states) {
        isComplete = false;
        at = nearest(reached, state, answer);
      }
      if (at === undefined) {
        at = reached.length;
        places.set(key, at);
        reached.push({
          state,
          answer,
          text: reached[from].text + bit,
          parities: [false, false],
          next: [0, 0],
        });
      }
      reached[from].next[bit] = at;
    }
  spreadParities(reached);
  return { reached, isComplete };
}

/** Equal for states in the same cell of a grid over (tanh c, h) with the same answer. */
function keyOf(state: FlatState, answer: number, resolution: number): string {
  const half = state.length / 2;
  return `${answer},${Array.from(state, (x, k) => Math.round((k < half ? Math.tanh(x) : x) / resolution)).join()}`;
}

function nearest(reached: readonly Reached[], state: FlatState, answer: number): number {
  const distance = (other: Reached): number =>
    other.state.reduce((sum, x, k) => sum + (Math.tanh(x) - Math.tanh(state[k])) ** 2, 0) +
    (other.answer === answer ? 0 : 1e6);
  let best = 0;
  for (let k = 1; k < reached.length; k++) if (distance(reached[k]) < distance(reached[best])) best = k;
  return best;
}

/** Follows both parities through the graph, from "even" at the start. */
function spreadParities(reached: readonly Reached[]): void {
  const queue: [number, 0 | 1][] = [[0, 0]];
  const seen = new Set<number>([0]);
  for (let item = queue.pop(); item; item = queue.pop()) {
    const [at, parity] = item;
    reached[at].parities[parity] = true;
    for (const bit of [0, 1] as const) {
      const to = reached[at].next[bit];
      const next = (parity ^ bit) as 0 | 1;
      if (seen.has(2 * to + next)) continue;
      seen.add(2 * to + next);
      queue.push([to, next]);
    }
  }
}

/** Class of every state: the coarsest partition that answers and both bits respect. */
function minimise(reached: readonly Reached[]): number[] {
  let classes: number[] = reached.map(({ answer }) => answer);
  for (let count = 0; ;) {
    const names = new Map<string, number>();
    const refined = reached.map(({ next }, k) => {
      const name = `${classes[k]},${classes[next[0]]},${classes[next[1]]}`;
      if (!names.has(name)) names.set(name, names.size);
      return names.get(name)!;
    });
    classes = refined;
    if (names.size === count) return classes;
    count = names.size;
  }
}

/** One state per class, in the order in which strings reach them. */
function quotient(
  reached: readonly Reached[],
  classes: readonly number[],
  strings: number,
): AutomatonState[] {
  const order = [...new Set(classes)];
  return order.map((name) => {
    const members = reached.filter((_, k) => classes[k] === name);
    const [first] = members;
    const next = first.next.map((to) => order.indexOf(classes[to]));
    return {
      answer: first.answer,
      next: [next[0], next[1]],
      accessStrings: members.slice(0, strings).map(({ text }) => text),
      size: members.length,
      parities: [members.some((m) => m.parities[0]), members.some((m) => m.parities[1])],
    };
  });
}
