/** What the acts are called along the rail. */
export const ACT_NAMES = [
  'Train',
  'Result',
  'Fool it',
  'Why',
  'Proof',
  'Lengths',
  'Cell',
  'Laboratory',
] as const;
