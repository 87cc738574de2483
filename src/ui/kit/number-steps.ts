/** The next number up or down that a visitor would try: 1-2-5 steps for wide ranges, ones for narrow ones. */

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

const clamp = (value: number, { min, max }: Bounds): number => Math.min(max, Math.max(min, value));

export function nextNumber(value: number, direction: 1 | -1, bounds: Bounds): number {
  if (bounds.integer && bounds.max <= 256) return clamp(value + direction, bounds);
  if (bounds.min === 0 && bounds.max === 1)
    return clamp(Math.round((value + direction * 0.05) * 1e6) / 1e6, bounds);
  // seeds are neighbours, not magnitudes
  if (bounds.max > 1e9) return clamp(value + direction, bounds);
  return clamp(nextRound(value, direction, bounds.min), bounds);
}

/** The nearest of 1, 2, 5 times a power of ten beyond the value. */
function nextRound(value: number, direction: 1 | -1, min: number): number {
  if (value <= 0) return direction === 1 ? Math.max(1, min) : 0;
  const exponent = Math.floor(Math.log10(value));
  const rounds = [-1, 0, 1].flatMap((shift) =>
    [1, 2, 5].map((mantissa) => Number(`${mantissa}e${exponent + shift}`)),
  );
  const isBeyond = (round: number): boolean =>
    direction === 1 ? round > value * (1 + 1e-9) : round < value * (1 - 1e-9);
  const next = (direction === 1 ? rounds : rounds.reverse()).find(isBeyond);
  return next !== undefined && next < 1 && min === 0 ? 0 : (next ?? value);
}
