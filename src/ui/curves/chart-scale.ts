/** Where a chart's axes begin and end, and what stands along them: the same for live and recorded curves. */
import { COIN_LOSS, lossFloor } from '../../lstm/loss.ts';

export interface YScale {
  readonly yDomain: readonly [number, number];
  readonly yTicks: readonly number[];
  readonly formatY: (value: number) => string;
}

export interface Reference {
  readonly y: number;
  readonly label: string;
  /** The end of the line where no curve comes. */
  readonly side: 'left' | 'right';
  /** Near the foot of the plot: below the line the words would lie on the axis. */
  readonly isAbove?: true;
}

const DOUBLE_SOFTMAX_FLOOR = lossFloor('double-softmax');

/** In one piece: along an axis there is no room for two lines. */
export const percentTick = (value: number): string => `${Math.round(100 * value)}\u00a0%`;
export const lossTick = (value: number): string => value.toFixed(1);

/** From somewhat below the lowest value to 1, with room for the mark of a solved epoch. */
export function accuracyScale(lowest: number): YScale {
  const bottom = Math.max(0, Math.floor(Math.min(0.5, lowest) * 20 - 0.4) / 20);
  return {
    yDomain: [bottom, 1 + 0.025 * (1 - bottom)],
    yTicks: [0, 0.25, 0.5, 0.75, 1].filter((tick) => tick >= bottom),
    formatY: percentTick,
  };
}

/** `lowest` of all lines; `highest` of the shown one. */
export function lossScale(isDouble: boolean, lowest: number, highest: number): YScale {
  const bottom = isDouble && Math.min(1, lowest) >= DOUBLE_SOFTMAX_FLOOR - 0.01 ? 0.26 : 0;
  return {
    yDomain: [bottom, Math.min(1.5, Math.max(0.72, highest) * 1.04)],
    yTicks: bottom > 0 ? [0.4, 0.6] : [0, 0.2, 0.4, 0.6],
    formatY: lossTick,
  };
}

export const NO_REFERENCES: readonly Reference[] = [];
export const SINGLE_REFERENCES: readonly Reference[] = [
  { y: COIN_LOSS, label: `ln 2 = ${COIN_LOSS.toFixed(4)}, a coin`, side: 'right' },
];
export const DOUBLE_REFERENCES: readonly Reference[] = [
  ...SINGLE_REFERENCES,
  {
    y: DOUBLE_SOFTMAX_FLOOR,
    label: `${DOUBLE_SOFTMAX_FLOOR.toFixed(4)}, floor of the double softmax`,
    side: 'left',
  },
];

/** The x axis runs this much beyond its end, so that the last mark is not cut. */
export const X_ROOM = 1.012;

/** Round numbers along an axis: about six of them. */
export function niceTicks([from, end]: readonly [number, number]): number[] {
  const rough = (end - from) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(end / step + 1e-9) - first + 1 }, (_, k) => (first + k) * step);
}
