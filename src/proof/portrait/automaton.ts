/**
 * The finite automaton that a network acts as, learnt from its answers alone (L*: Angluin, "Learning regular sets from
 * queries and counterexamples", Information and Computation 75, 1987; for recurrent networks Weiss, Goldberg and
 * Yahav, ICML 2018). Two strings lead to one state when the network answers alike after both, whatever of the `probes`
 * follows. A disagreement with the network on a tried string is a further probe (Rivest and Schapire, Information and
 * Computation 103, 1993). The automaton describes the network as far as it was probed; only a certificate proves
 * anything. For parity learnt, two states are left; a memory that leaks shows as a chain of them.
 */
import type { ModelSpec, ParamVector } from '../../lstm/params.ts';
import { shortestStrings } from './automaton-strings.ts';
import { repeatedProbes, triedStrings, type Bits } from './automaton-probes.ts';
import { createWalker, type FlatState, type Walker } from '../walker.ts';

export interface AutomatonState {
  /** The answer: 1 is "odd". */
  readonly answer: 0 | 1;
  /** Number of the state that each bit leads to. */
  readonly next: readonly [number, number];
  /** Shortest strings that lead here in the automaton, the very shortest first; the start's is empty. */
  readonly accessStrings: readonly string[];
}

export interface Automaton {
  /** State 0 is the start; the others in the order in which strings reach them. */
  readonly states: readonly AutomatonState[];
  /** Whether every state that probes tell apart is there; otherwise the limit on states ended it. */
  readonly isComplete: boolean;
  /** Answers that were compared with the network's on tried strings, and how many of them are the same. */
  readonly compared: number;
  readonly agreed: number;
}

export interface AutomatonOptions {
  /** Most states. */
  readonly states?: number;
  /** Access strings kept for each state. */
  readonly strings?: number;
  /** A further string to try, such as one that is known to be answered wrongly. */
  readonly suspect?: Bits | null;
}

/** Rounds of refinement: each adds at least one state or ends. */
const MOST_ROUNDS = 24;

/** Learns the automaton of a network. */
export function learnAutomaton(
  spec: ModelSpec,
  params: ParamVector,
  { states = 64, strings = 3, suspect = null }: AutomatonOptions = {},
): Automaton {
  const learner = new Learner(createWalker(spec, params), states);
  const tried = triedStrings(suspect);
  let graph = learner.graph();
  let comparison = compare(learner, graph, tried);
  for (let round = 0; round < MOST_ROUNDS && comparison.disagreement && graph.isComplete; round++) {
    if (!learner.refine(graph, comparison.disagreement)) break;
    graph = learner.graph();
    comparison = compare(learner, graph, tried);
  }
  const access = shortestStrings(graph.next, strings);
  return {
    states: graph.next.map((next, k) => ({
      answer: graph.rows[k].answer,
      next,
      accessStrings: access[k],
    })),
    isComplete: graph.isComplete,
    compared: comparison.compared,
    agreed: comparison.agreed,
  };
}

/** A state that a string reaches, with what the network answers there and after the probes. */
interface Row {
  readonly state: FlatState;
  readonly answer: 0 | 1;
  /** The answers after every probe so far, one character each. */
  signature: string;
  /** Probes that the signature covers. */
  probes: number;
}

interface Graph {
  /** One row for each state: that of the first string that led there. */
  readonly rows: readonly Row[];
  readonly next: [number, number][];
  readonly isComplete: boolean;
}

class Learner {
  readonly #walker: Walker;
  readonly #states: number;
  readonly #probes: Bits[] = repeatedProbes();
  readonly #root: Row;
  /** The rows that each bit leads to, kept over rounds. */
  readonly #successors = new Map<Row, readonly [Row, Row]>();

  constructor(walker: Walker, states: number) {
    this.#walker = walker;
    this.#states = states;
    // before the first bit there is no answer: the empty string is even
    this.#root = { state: new Float64Array(2 * walker.hidden), answer: 0, signature: '', probes: 0 };
  }

  get start(): FlatState {
    return this.#root.state;
  }

  get walker(): Walker {
    return this.#walker;
  }

  /** Breadth first over the rows that the probes tell apart. */
  graph(): Graph {
    const rows: Row[] = [this.#root];
    const known = new Map([[this.#signatureOf(this.#root), 0]]);
    const next: [number, number][] = [];
    let isComplete = true;
    for (let from = 0; from < rows.length; from++) {
      const ends = this.#successorsOf(rows[from]).map((row) => {
        const signature = this.#signatureOf(row);
        const at = known.get(signature);
        if (at !== undefined) return at;
        if (rows.length >= this.#states) {
          isComplete = false;
          return likest(rows, row);
        }
        known.set(signature, rows.length);
        return rows.push(row) - 1;
      });
      next.push([ends[0], ends[1]]);
    }
    return { rows, next, isComplete };
  }

  /**
   * Adds the end of a string that the automaton answers otherwise than the network: somewhere along it, the network's
   * own state and the state's first string part ways over what follows, found by halving. False: nothing new.
   */
  refine(graph: Graph, bits: Bits): boolean {
    const path = [0];
    for (let t = 0; t < bits.length; t++) path.push(graph.next[path[t]][bits[t]]);
    const answerFrom = (t: number): number => this.#answerAfter(graph.rows[path[t]], bits, t);
    const truth = answerFrom(0);
    let [low, high] = [0, bits.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (answerFrom(middle) === truth) low = middle;
      else high = middle;
    }
    const probe = Array.from({ length: bits.length - high }, (_, k) => bits[high + k]);
    if (probe.length === 0) return false;
    this.#probes.push(probe);
    return true;
  }

  #successorsOf(row: Row): readonly [Row, Row] {
    let found = this.#successors.get(row);
    if (!found) {
      found = [this.#step(row, 0), this.#step(row, 1)];
      this.#successors.set(row, found);
    }
    return found;
  }

  #step(row: Row, bit: 0 | 1): Row {
    const state = row.state.slice();
    const answer = this.#walker.step(state, bit) > 0 ? 1 : 0;
    return { state, answer, signature: String(answer), probes: 0 };
  }

  #signatureOf(row: Row): string {
    if (row.signature === '') row.signature = String(row.answer);
    for (; row.probes < this.#probes.length; row.probes++) {
      const state = row.state.slice();
      const probe = this.#probes[row.probes];
      for (let t = 0; t < probe.length; t++)
        row.signature += this.#walker.step(state, probe[t]) > 0 ? '1' : '0';
    }
    return row.signature;
  }

  #answerAfter(row: Row, bits: Bits, from: number): number {
    const state = row.state.slice();
    let answer: number = row.answer;
    for (let t = from; t < bits.length; t++) answer = this.#walker.step(state, bits[t]) > 0 ? 1 : 0;
    return answer;
  }
}

/** The state whose answers are most like a row's. */
function likest(rows: readonly Row[], { signature }: Row): number {
  let best = 0;
  let most = -1;
  for (const [k, other] of rows.entries()) {
    let same = 0;
    for (let t = 0; t < signature.length; t++) if (other.signature[t] === signature[t]) same++;
    if (same <= most) continue;
    best = k;
    most = same;
  }
  return best;
}

interface Comparison {
  readonly compared: number;
  readonly agreed: number;
  /** The shortest prefix found on which the two differ. */
  readonly disagreement: Bits | null;
}

/** Walks network and automaton along the same strings. */
function compare(learner: Learner, graph: Graph, tried: readonly Bits[]): Comparison {
  let [compared, agreed] = [0, 0];
  let disagreement: Bits | null = null;
  for (const bits of tried) {
    const state = learner.start.slice();
    let at = 0;
    for (let t = 0; t < bits.length; t++) {
      const answer = learner.walker.step(state, bits[t]) > 0 ? 1 : 0;
      at = graph.next[at][bits[t]];
      compared++;
      if (answer === graph.rows[at].answer) agreed++;
      else if (t + 1 < (disagreement?.length ?? Infinity))
        disagreement = Array.from({ length: t + 1 }, (_, k) => bits[k]);
    }
  }
  return { compared, agreed, disagreement };
}
