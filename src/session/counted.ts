/** A number with what it counts, in the singular where it is one: `1 bit`, `10,000 strings`. */
export const counted = (value: number, noun: string, several = `${noun}s`): string =>
  `${value.toLocaleString('en')} ${value === 1 ? noun : several}`;
