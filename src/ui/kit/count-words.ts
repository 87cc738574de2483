/** Small numbers in words, as sentences have them. */
const WORDS = [
  'none',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** "eight"; figures beyond twelve. */
export const inWords = (count: number): string => WORDS[count] ?? String(count);

/** With a capital. */
export const startingInWords = (count: number): string => {
  const word = inWords(count);
  return word.charAt(0).toUpperCase() + word.slice(1);
};

/** "six of eight", "none of eight", "all eight", "the only one". */
export function shareInWords(part: number, whole: number): string {
  if (part === whole) return whole === 1 ? 'the one' : `all ${inWords(whole)}`;
  return `${inWords(part)} of ${inWords(whole)}`;
}
