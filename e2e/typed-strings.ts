/** Puts many strings into the text box, one after the other, and reads each answer. */
import type { Page } from './driver/page.ts';

/** Strings of 1 to `longest` bits, the same ones every time. */
export function randomStrings(count: number, longest: number): string[] {
  let state = 12_345;
  // Numerical Recipes' linear congruential generator, its upper bits
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + draw(longest) }, () => draw(2)).join(''),
  );
}

/** The strings that are answered wrongly, each with its answer; through input events, as typing causes them. */
export const askAll = (page: Page, strings: readonly string[]): Promise<string[]> =>
  page.evaluate(askInPage, strings);

async function askInPage(strings: readonly string[]): Promise<string[]> {
  const box = document.querySelector<HTMLInputElement>('input[aria-label="Bit string"]');
  if (box === null) throw new Error('no text box');
  const wrong: string[] = [];
  for (const bits of strings) {
    box.focus();
    box.select();
    // the only way for a script to type as a visitor does
    // oxlint-disable-next-line typescript/no-deprecated
    document.execCommand('insertText', false, bits);
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (box.value !== bits) throw new Error(`the box holds ${box.value}, not ${bits}`);
    const answer = document.querySelector<HTMLElement>('output[aria-label=Answer]')?.dataset['answer'];
    const parity = bits.replaceAll('0', '').length % 2 === 1 ? 'odd' : 'even';
    if (answer !== parity) wrong.push(`${bits}: ${answer}`);
  }
  return wrong;
}
