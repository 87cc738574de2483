/** What a chart of the curves shows, and when it is drawn again. */
import { useDeferredValue, useMemo } from 'react';
import { pastWeights } from '../../session/moment.ts';
import { isRecorded } from '../../session/recorded.ts';
import { selectSeed, type SessionState, isOtherRun } from '../../session/state.ts';
import type { Beat } from '../../session/page-pace.ts';
import { useSampled, useSelect } from '../../session/use-session.ts';
import {
  chartData,
  medianLine,
  placeOfUpdate,
  type ChartData,
  type ChartValue,
  type Stretch,
  type XAxisKey,
} from '../../session/chart-data.ts';
import { X_ROOM } from './chart-scale.ts';
import type { CurveChartProps } from './curve-chart.tsx';

const selectState = (state: SessionState): SessionState => state;
const isOfOtherRun = (a: SessionState, b: SessionState): boolean => isOtherRun(a.run, b.run);

export interface AxisProps {
  readonly x: XAxisKey;
  /** What is zoomed to. */
  readonly stretch: Stretch;
}

const EMPTY: ChartData = { rows: [], others: [], median: [], xMax: 1 };

/** What a chart shows, of which seed, and of a recorded run or of an own one. */
interface Curve {
  readonly data: ChartData;
  readonly seed: number;
  readonly isRecording: boolean;
}

/**
 * A chart's data, drawn again at its beat when the run has gone on, or when another seed is picked or another run begins:
 * those answer in the seeds and the trace first, and the charts follow in a task of their own.
 */
export function useCurve({ x, stretch }: AxisProps, value: ChartValue, beat: Beat): Curve {
  const state = useDeferredValue(useSampled(selectState, beat, isOfOtherRun));
  const { run, replica } = state;
  const data = useMemo(
    () => (run ? chartData(run, { replica, x, value, stretch }) : EMPTY),
    [run, replica, x, value, stretch],
  );
  return { data, seed: selectSeed(state), isRecording: isRecorded(state) };
}

/** Where the looked-at moment lies; the curves follow a scrub when what it shows is painted. */
export function useMarker(x: XAxisKey): number | null {
  const marker = useSelect((state) => {
    const past = pastWeights(state);
    if (!past || state.opened) return null;
    return placeOfUpdate(state.run?.replicas[state.replica]?.history ?? [], past.update, x);
  });
  return useDeferredValue(marker);
}

/** The stretch that is looked at, or all of the axis. */
export function useDomain(
  { xMax }: ChartData,
  ghosts: CurveChartProps['ghosts'],
  stretch: Stretch,
): CurveChartProps['xDomain'] {
  const end = X_ROOM * Math.max(xMax, ghostEnd(ghosts));
  return useMemo(() => stretch ?? [0, end], [stretch, end]);
}

const ghostEnd = (ghosts: CurveChartProps['ghosts']): number =>
  Math.max(0, ...ghosts.map(({ line }) => line.at(-2) ?? 0));

/** The lines of earlier runs that are not hidden. */
export function useGhostLines({ x, stretch }: AxisProps, value: ChartValue): CurveChartProps['ghosts'] {
  const ghosts = useSelect((state) => state.ghosts);
  return useMemo(
    () =>
      ghosts.flatMap((ghost, k) =>
        ghost.isHidden ? [] : [{ letter: ghostLetter(k), line: medianLine(ghost, x, value, stretch) }],
      ),
    [ghosts, x, value, stretch],
  );
}

export const ghostLetter = (index: number): string => 'ABCDEFGHIJKLMNOPQRST'.charAt(index);
