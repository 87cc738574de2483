/** The answers of a run's networks as they learn, over the strings they have read; drawn without the chart library until that is needed. */
import { useMemo, type ComponentType, type JSX } from 'react';
import { MEASURES, trainedMeasure, type ChartData, type ChartRow } from '../../session/chart-data.ts';
import { ACCURACY_BEAT } from '../../session/page-pace.ts';
import { useSelect } from '../../session/use-session.ts';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { useLetterScale } from '../kit/use-letter-scale.ts';
import { usePart } from '../kit/use-part.ts';
import { accuracyScale, type Reference } from './chart-scale.ts';
import type { CurveChartProps } from './curve-chart.tsx';
import { StaticChart } from './static-chart.tsx';
import { useCurve, useDomain } from './use-curve.ts';

const loadCurveChart = async (): Promise<ComponentType<CurveChartProps>> =>
  (await import('./curve-chart.tsx')).CurveChart;

const AXIS = { x: 'strings', stretch: null } as const;
const NOTHING: readonly never[] = [];
const MOST_LETTERS = 4;
const COIN: readonly Reference[] = [{ y: 0.5, label: 'a coin', side: 'right', isAbove: true }];

/** `shown`: what the chart calls the shown network. */
export function StageChart({ shown }: { readonly shown: string }): JSX.Element {
  const measure = useSelect((state) => trainedMeasure(state.run?.config ?? state.config));
  const { data, isRecording } = useCurve(AXIS, measure, ACCURACY_BEAT);
  const { Component: CurveChart } = usePart(
    'The chart',
    loadCurveChart,
    !isRecording && data.rows.length > 1,
  );
  const letters = useLetterScale(MOST_LETTERS);
  const xDomain = useDomain(data, NOTHING, null);
  const scale = accuracyScale(0.5);
  const newest = data.rows.at(-1);
  const title = `Right answers, ${MEASURES[measure]}, of ${shown} and the others over the strings they have read${newest ? `: now ${(100 * newest.shown).toFixed(1)} %` : ''}.`;
  return (
    <div className={isRecording ? 'stage-chart plays' : 'stage-chart'}>
      <DrawingBoundary name="The chart">
        {CurveChart && !isRecording ? (
          <CurveChart
            {...{ title, xDomain, letters }}
            rows={data.rows}
            others={data.others}
            median={NOTHING}
            ghosts={NOTHING}
            marker={null}
            xLabel="strings read"
            {...scale}
            references={COIN}
          />
        ) : (
          <Still {...{ data, title }} />
        )}
      </DrawingBoundary>
    </div>
  );
}

function Still({ data, title }: { readonly data: ChartData; readonly title: string }): JSX.Element {
  const pairs = useMemo(() => pairsOf(data.rows), [data]);
  return (
    <StaticChart
      {...{ title }}
      xMax={Math.max(1, data.xMax)}
      shown={pairs}
      others={data.others}
      median={NOTHING}
      epochs={NOTHING}
      heldOut={NOTHING}
      references={COIN}
      {...accuracyScale(0.5)}
    />
  );
}

const pairsOf = (rows: readonly ChartRow[]): number[] => rows.flatMap(({ x, shown }) => [x, shown]);
