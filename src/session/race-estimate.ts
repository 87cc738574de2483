/** What the clocks of a race say: time per update, and how much faster one contestant is, with its uncertainty. */

/** A turn of one contestant, by its own clock. */
export interface Turn {
  readonly updates: number;
  readonly ms: number;
}

export interface Estimate {
  /** Milliseconds per update over all turns. */
  readonly mean: number;
  /** Standard error of the mean over the mean; null from fewer than three turns. */
  readonly relativeError: number | null;
  readonly turns: number;
}

/** Ratio estimator: all the time over all updates; its standard error from how single turns depart from it. */
export function msPerUpdate(turns: readonly Turn[]): Estimate | null {
  const updates = turns.reduce((sum, turn) => sum + turn.updates, 0);
  if (updates === 0) return null;
  const mean = turns.reduce((sum, { ms }) => sum + ms, 0) / updates;
  const n = turns.length;
  if (n < 3) return { mean, relativeError: null, turns: n };
  const squares = turns.reduce((sum, turn) => sum + (turn.ms - mean * turn.updates) ** 2, 0);
  const error = Math.sqrt(squares / (n * (n - 1))) / (updates / n);
  return { mean, relativeError: error / mean, turns: n };
}

export interface SpeedUp {
  readonly ratio: number;
  /** Within these lies the true ratio with 95 % confidence; null from too few turns. */
  readonly interval: readonly [number, number] | null;
}

/** How many times faster `own` is; the interval is symmetric on a logarithmic scale. */
export function speedUp(own: Estimate | null, rival: Estimate | null): SpeedUp | null {
  if (!own || !rival || own.mean <= 0 || rival.mean <= 0) return null;
  const ratio = rival.mean / own.mean;
  if (own.relativeError === null || rival.relativeError === null) return { ratio, interval: null };
  const spread =
    studentT(Math.min(own.turns, rival.turns) - 1) * Math.hypot(own.relativeError, rival.relativeError);
  return { ratio, interval: [ratio * Math.exp(-spread), ratio * Math.exp(spread)] };
}

/** Two-sided 95 % quantile of Student's t; Cornish and Fisher's expansion, within 3 % from two degrees on. */
const studentT = (degrees: number): number =>
  1.96 + 2.372 / degrees + 2.823 / degrees ** 2 + 2.556 / degrees ** 3;
