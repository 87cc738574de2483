/** Words of bits as a binary tree, which a complete prefix code fills: every infinite string begins with one word. */
import { CertificateError } from './file-fields.ts';

/** Two branches a node, `2 * node + bit`: a node's number, or a word's as `-1 - word`. Node 0 is the root. */
export type WordTree = Int32Array; // [2 * nodes]

/** A branch that no word has taken. */
const NONE = 0; // nothing leads back to the root

/** Builds the tree. Throws a CertificateError when a word begins with another, or a string begins with none. */
export function wordTree(words: readonly string[], at: string): WordTree {
  const branches = [NONE, NONE];
  for (const [index, word] of words.entries()) addWord(branches, { word, index, at: `${at}[${index}]` });
  const gap = branches.indexOf(NONE);
  if (gap >= 0) throw new CertificateError(`${at}: no word begins a string of ${wayTo(branches, gap)}...`);
  return Int32Array.from(branches);
}

function addWord(
  branches: number[],
  { word, index, at }: { readonly word: string; readonly index: number; readonly at: string },
): void {
  if (word === '') throw new CertificateError(`${at} is empty`);
  let node = 0;
  for (let k = 0; k < word.length; k++) {
    const branch = 2 * node + (word.charCodeAt(k) - 48);
    const isLast = k === word.length - 1;
    const next = branches[branch];
    if (next < 0) throw new CertificateError(`${at} begins with the word ${word.slice(0, k + 1)}`);
    if (isLast) {
      if (next !== NONE) throw new CertificateError(`${at} begins another word`);
      branches[branch] = -1 - index;
      return;
    }
    if (next === NONE) {
      branches[branch] = branches.length / 2;
      branches.push(NONE, NONE);
    }
    node = branches[branch];
  }
}

/** The bits that lead to a branch. */
function wayTo(branches: readonly number[], branch: number): string {
  let way = '';
  for (let at = branch; at >= 0; at = at < 2 ? -1 : branches.indexOf(at >> 1)) way = `${at & 1}${way}`;
  return way;
}
