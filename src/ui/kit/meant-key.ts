/** Which key of a Latin keyboard a press means, on any layout. */

/** What stands on the keys that are not named after their letter. */
const SIGNS: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
};

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>;

/**
 * As `KeyboardEvent.key` names it, small. The letter that is written counts, wherever a layout has put it; where a layout
 * writes no Latin letters (ы, σ, と), the one that stands in the same place of a Latin keyboard.
 */
export function meantKey({ key, code, shiftKey }: Press): string {
  // full-width letters, as input methods write them, are the letters
  const written = key.normalize('NFKC').toLowerCase();
  // keys without a character of their own have Latin names
  if (/[\p{ASCII}\p{Script=Latin}]/u.test(written)) return written;
  const letter = /^Key([A-Z])$/u.exec(code)?.[1];
  return letter?.toLowerCase() ?? SIGNS[code]?.[shiftKey ? 1 : 0] ?? written;
}
