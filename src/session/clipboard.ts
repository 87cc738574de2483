/** What is put on the clipboard. */
import { addressOf, linkWithWeights, shownLink } from './link-sync.ts';
import type { SessionState } from './state.ts';

/** Puts the page's address on the clipboard; gives back whether the browser let it. */
export const copyLink = (state: SessionState, withWeights = false): Promise<boolean> =>
  copyText(addressOf(withWeights ? linkWithWeights(state) : shownLink(state)));

/** Puts a text on the clipboard; gives back whether the browser let it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
