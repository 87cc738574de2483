/** A whole number with commas between thousands, without the browser's tables of languages, which take long to open. */
export const grouped = (value: number): string => value.toFixed(0).replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');

/** A number with what it counts, in the singular where it is one: `1 bit`, `10,000 strings`. */
export const counted = (value: number, noun: string, several = `${noun}s`): string =>
  `${grouped(value)} ${value === 1 ? noun : several}`;
