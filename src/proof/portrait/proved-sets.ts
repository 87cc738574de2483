/**
 * What a certificate's text holds that the page can draw and tell: its sets, and the words after which they return. The
 * proof worker reads it, for a long file takes as long as some frames, and hands it over in arrays that travel for
 * nothing.
 */
import { finite, list, numbers, parityOf, record, sized } from '../certificate/file-fields.ts';
import { wordTree } from '../certificate/word-tree.ts';

/** Boxes of the states of one unit, of a certificate of version 1 or 2. */
export interface ProvedBoxes {
  readonly kind: 'boxes';
  readonly parities: Uint8Array; // [box]
  /** Of each box, the ends of c and those of h, possibly infinite. */
  readonly ends: Float64Array; // [box, 4]
}

/** Ellipsoids of states that return after words, of a certificate of version 3. */
export interface ProvedWords {
  readonly kind: 'words';
  readonly parities: Uint8Array; // [set]
  readonly centres: Float32Array; // [set, 2 hidden]
  /** `axes[(set * n + j) * n + k]` is coordinate k of axis j of a set; n is 2 hidden. */
  readonly axes: Float32Array; // [set, n, n]
  /** The trees of the words: two branches a node, `2 * node + bit`: another node's number, or `-1 - set` where a word ends. */
  readonly branches: Int32Array; // [node, 2]
  /** The node at which the words of a set begin. */
  readonly roots: Int32Array; // [set]
  /** The set that holds the state before the first bit. */
  readonly start: number;
}

export type ProvedSets = ProvedBoxes | ProvedWords;

/**
 * Reads an accepted certificate; null: its sets are not drawn (boxes of more units). Throws a CertificateError where the
 * file is not as it should be.
 */
export function readProvedSets(text: string): ProvedSets | null {
  const file = record(JSON.parse(text), 'the file');
  const { version } = file;
  const hidden = finite(record(file['weights'], 'weights')['hidden'], 'weights.hidden');
  const sets = list(file[version === 1 ? 'boxes' : 'sets'], 'sets');
  if (version === 3) return readWords(sets, 2 * hidden);
  return hidden === 1 ? readBoxes(sets) : null;
}

/** What can be handed over to another thread without a copy. */
export const buffersOf = (sets: ProvedSets): ArrayBuffer[] =>
  Object.values(sets).flatMap((part) =>
    ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer ? [part.buffer] : [],
  );

function readBoxes(sets: readonly unknown[]): ProvedBoxes {
  const parities = new Uint8Array(sets.length);
  const ends = new Float64Array(4 * sets.length);
  for (const [at, set] of sets.entries()) {
    const { parity, c, h } = record(set, `sets[${at}]`);
    parities[at] = parityOf(parity, `sets[${at}].parity`);
    for (const [k, range] of [c, h].entries()) {
      const where = `sets[${at}].${k === 0 ? 'c' : 'h'}`;
      const [lo, hi] = sized(sized(range, 1, where)[0], 2, where);
      ends[4 * at + 2 * k] = lo === null ? -Infinity : finite(lo, where);
      ends[4 * at + 2 * k + 1] = hi === null ? Infinity : finite(hi, where);
    }
  }
  return { kind: 'boxes', parities, ends };
}

function readWords(sets: readonly unknown[], n: number): ProvedWords {
  const parities = new Uint8Array(sets.length);
  const centres = new Float32Array(n * sets.length);
  const axes = new Float32Array(n * n * sets.length);
  const roots = new Int32Array(sets.length);
  const trees: Int32Array[] = [];
  let nodes = 0;
  let start = -1;
  for (const [at, set] of sets.entries()) {
    const fields = record(set, `sets[${at}]`);
    const centre = numbers(fields['centre'], n, `sets[${at}].centre`);
    const rows = sized(fields['axes'], n, `sets[${at}].axes`).map((row) =>
      numbers(row, n, `sets[${at}].axes`),
    );
    parities[at] = parityOf(fields['parity'], `sets[${at}].parity`);
    centres.set(centre, n * at);
    for (const [j, row] of rows.entries()) axes.set(row, n * (n * at + j));
    if (start < 0 && parities[at] === 0 && holdsZero(centre, rows)) start = at;
    roots[at] = nodes;
    const tree = treeOf(fields, nodes, `sets[${at}]`);
    nodes += tree.length / 2;
    trees.push(tree);
  }
  const branches = new Int32Array(2 * nodes);
  for (const [at, tree] of trees.entries()) branches.set(tree, 2 * roots[at]);
  return { kind: 'words', parities, centres, axes, branches, roots, start: Math.max(0, start) };
}

/** The tree of a set's words, its nodes counted from `first` on, its ends by the sets in which they lie. */
function treeOf(fields: Readonly<Record<string, unknown>>, first: number, at: string): Int32Array {
  const words = list(fields['words'], `${at}.words`).map(String);
  const to = numbers(fields['to'], words.length, `${at}.to`);
  return wordTree(words, `${at}.words`).map((branch) => (branch < 0 ? -1 - to[-1 - branch] : first + branch));
}

/** Whether an ellipsoid holds the zero state: |u| <= 1 where centre + u_1 a_1 + .. + u_n a_n = 0. */
function holdsZero(centre: readonly number[], axes: readonly (readonly number[])[]): boolean {
  const n = centre.length;
  // row k: coordinate k of every axis, and what they must come to
  const rows = centre.map((x, k) => [...axes.map((axis) => axis[k]), -x]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let k = column; k < n; k++) if (Math.abs(rows[k][column]) > Math.abs(rows[pivot][column])) pivot = k;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let k = 0; k < n; k++) {
      if (k === column) continue;
      const times = rows[k][column] / rows[column][column];
      for (let j = column; j <= n; j++) rows[k][j] -= times * rows[column][j];
    }
  }
  return Math.hypot(...rows.map((row, k) => row[n] / row[k])) <= 1;
}
