/** How sure a success rate is. */

export interface RateInterval {
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % point of the normal distribution: what a two-sided 95 % interval takes. */
const Z = 1.959_963_984_540_054;

/**
 * Wilson's 95 % interval of a success rate (Journal of the American Statistical Association 22, 1927): unlike the
 * usual mean ± error it stays within 0..1 and says something of 0 and of all successes. Of no trials: 0..1.
 */
export function wilsonInterval(successes: number, of: number): RateInterval {
  if (of === 0) return { low: 0, high: 1 };
  const share = successes / of;
  const shrink = 1 + Z ** 2 / of;
  const centre = (share + Z ** 2 / (2 * of)) / shrink;
  const half = (Z / shrink) * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  // rounding must not leave the range, nor cut off the rate itself
  return {
    low: Math.max(0, Math.min(share, centre - half)),
    high: Math.min(1, Math.max(share, centre + half)),
  };
}
