/** A check sum over text and numbers, in slices: what is kept may be tens of megabytes, and no task may take long. */

/** Words between two moments to pause at: some milliseconds. */
const SLICE_WORDS = 500_000;

/** Over a text and blocks of numbers, a word after the other. */
export function* sumInSlices(
  text: string,
  blocks: readonly (Float32Array | Float64Array)[],
): Generator<void, number> {
  let hash = 2_166_136_261;
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 16_777_619);
  for (const block of blocks) {
    const words = new Uint32Array(block.buffer, block.byteOffset, block.byteLength / 4);
    hash = Math.imul(hash ^ words.length, 16_777_619);
    for (let from = 0; from < words.length; from += SLICE_WORDS) {
      const end = Math.min(words.length, from + SLICE_WORDS);
      for (let k = from; k < end; k++) hash = Math.imul(hash ^ words[k]!, 16_777_619);
      yield;
    }
  }
  return hash >>> 0;
}

export const checkSum = (text: string, blocks: readonly (Float32Array | Float64Array)[]): number =>
  atOnce(sumInSlices(text, blocks));

/** What slices of work come to, without a pause. */
export function atOnce<Result>(slices: Generator<void, Result>): Result {
  for (;;) {
    const step = slices.next();
    if (step.done === true) return step.value;
  }
}
