/** The panel of the curves: accuracy and loss over training, live or recorded, as charts and as tables. */
import { memo, useDeferredValue, useEffect, useMemo, useState, type ComponentType, type JSX } from 'react';
import { isRecorded, RECORDED_WHEN } from '../../session/recorded.ts';
import { selectSeed } from '../../session/state.ts';
import { ACCURACY_BEAT, LOSS_BEAT, TABLES_BEAT } from '../../session/page-pace.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import {
  MEASURES,
  trainedMeasure,
  X_AXES,
  type ChartData,
  type Measure,
  type Stretch,
  type XAxisKey,
} from '../../session/chart-data.ts';
import {
  accuracyScale,
  DOUBLE_REFERENCES,
  lossScale,
  lossTick,
  NO_REFERENCES,
  percentTick,
  SINGLE_REFERENCES,
} from './chart-scale.ts';
import { ChartTable } from './chart-table.tsx';
import { SelectField } from '../kit/choice-fields.tsx';
import type { CurveChartProps } from './curve-chart.tsx';
import { CurvesLegend } from './curves-legend.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { GhostList } from './ghost-list.tsx';
import { useCurve, useDomain, useGhostLines, useMarker, type AxisProps } from './use-curve.ts';
import { Told } from '../kit/told.tsx';
import { useLetterScale } from '../kit/use-letter-scale.ts';
import { usePart } from '../kit/use-part.ts';
import { useZoom } from './use-zoom.ts';
import { PLOT_LEFT, ZoomArea, ZoomButtons } from './zoom-area.tsx';
import { SavePicture } from '../kit/save-picture.tsx';
import { Prose } from '../kit/prose.tsx';
import { shownConfig } from '../../session/run-record.ts';

const loadCurveChart = async (): Promise<ComponentType<CurveChartProps>> =>
  (await import('./curve-chart.tsx')).CurveChart;

const X_CHOICES = Object.entries(X_AXES).map(([value, label]) => ({ value: value as XAxisKey, label }));
const MEASURE_CHOICES = Object.entries(MEASURES).map(([value, label]) => ({
  value: value as Measure,
  label,
}));

export function CurvesPanel(): JSX.Element {
  const isEmpty = useSelect((state) => state.run === null);
  const seed = useSelect(selectSeed);
  const config = useSelect(shownConfig);
  const { setMeasure, setAxis } = useSession();
  const x = useSelect((state) => state.axis);
  const chosen = useSelect((state) => state.measure);
  const [showsTables, setShowsTables] = useState(false);
  const measure = chosen ?? trainedMeasure(config);
  useEffect(loadWhenThere, []);
  const isRecording = useSelect(isRecorded);
  const { stretch, zoomTo, view } = useZoom(x);
  return (
    <section className="panel curves" aria-labelledby="curves-title">
      <div className="panel-head">
        <h2 id="curves-title">Curves</h2>
        <div className="panel-options beside">
          <SelectField label="Accuracy of" value={measure} choices={MEASURE_CHOICES} onChoose={setMeasure} />
          <SelectField label="Over" value={x} choices={X_CHOICES} onChoose={setAxis} />
          <button
            type="button"
            className="button quiet small"
            aria-pressed={showsTables}
            onClick={() => setShowsTables(!showsTables)}
          >
            Tables
          </button>
          {isEmpty ? null : <SavePicture figure="Curves" of=".legend, .chart" />}
        </div>
      </div>
      <div className="curves-line">
        <CurvesLegend seed={seed} replicas={config.replicas} />
        <ZoomButtons isZoomed={stretch !== null} onView={view} onAll={() => zoomTo(null)} />
      </div>
      {isRecording ? (
        <p className="soft">{`Recorded with this page on ${RECORDED_WHEN}. Train, and your own run takes its place.`}</p>
      ) : null}
      <AccuracyChart {...{ x, measure, stretch }} onZoom={zoomTo} />
      <LossChart isDouble={config.head === 'double-softmax'} {...{ x, stretch }} onZoom={zoomTo} />
      {isEmpty ? <EmptyHint replicas={config.replicas} /> : null}
      <DrawingBoundary name="The list of earlier runs">
        <GhostList />
      </DrawingBoundary>
      {showsTables ? (
        <DrawingBoundary name="The tables">
          <Tables {...{ x, measure, stretch }} />
        </DrawingBoundary>
      ) : null}
    </section>
  );
}

/** The live chart is large and not needed before a run: it comes as soon as the visitor stirs. */
function loadWhenThere(): () => void {
  const stirring = ['pointermove', 'pointerdown', 'keydown', 'scroll', 'hashchange'];
  const stop = (): void => stirring.forEach((type) => window.removeEventListener(type, load));
  const load = (): void => {
    stop();
    // should it not come, it is asked for again where it is drawn
    loadCurveChart().catch(() => undefined);
  };
  for (const type of stirring) window.addEventListener(type, load, { passive: true });
  return stop;
}

function Tables({ measure, ...axis }: AxisProps & { readonly measure: Measure }): JSX.Element {
  const { x } = axis;
  const { data: accuracy } = useCurve(axis, measure, TABLES_BEAT);
  const { data: loss } = useCurve(axis, 'loss', TABLES_BEAT);
  return (
    <div className="chart-tables">
      <ChartTable name="Accuracy" rows={accuracy.rows} x={x} value={measure} />
      <ChartTable name="Loss" rows={loss.rows} x={x} value="loss" />
    </div>
  );
}

interface SeriesProps extends AxisProps {
  readonly onZoom: (stretch: Stretch) => void;
}

const AccuracyChart = memo(function AccuracyChart(
  props: SeriesProps & { readonly measure: Measure },
): JSX.Element {
  const { x, measure, stretch } = props;
  const { data, seed } = useCurve(props, measure, ACCURACY_BEAT);
  const ghosts = useGhostLines(props, measure);
  const marker = useMarker(x);
  const scale = useMemo(
    () => accuracyScale(Math.min(...data.rows.map((row) => row.shown), ...data.others.flatMap(lineMinimum))),
    [data],
  );
  const xDomain = useDomain(data, ghosts, stretch);
  const title = `Accuracy, ${MEASURES[measure]}, of seed ${seed} and the other seeds over ${X_AXES[x]}${stretch ? '; zoomed.' : newestText(data, percentTick)}`;
  return (
    <Chart
      size="tall"
      {...{ title, ghosts }}
      rows={data.rows}
      marker={marker}
      others={data.others}
      median={data.median}
      xDomain={xDomain}
      onZoom={props.onZoom}
      xLabel={X_AXES[x]}
      {...scale}
      references={NO_REFERENCES}
    />
  );
});

const LossChart = memo(function LossChart(props: SeriesProps & { readonly isDouble: boolean }): JSX.Element {
  const { isDouble } = props;
  // the other chart answers first
  const axis = useMemo(() => ({ x: props.x, stretch: props.stretch }), [props.x, props.stretch]);
  const { x, stretch } = useDeferredValue(axis);
  const { data, seed } = useCurve({ x, stretch }, 'loss', LOSS_BEAT);
  const ghosts = useGhostLines(props, 'loss');
  const marker = useMarker(x);
  const scale = useMemo(() => {
    const lowest = Math.min(...ghosts.flatMap(({ line }) => lineMinimum(line)));
    const highest = Math.max(...data.rows.map((row) => row.shown));
    return lossScale(isDouble, lowest, highest);
  }, [data, ghosts, isDouble]);
  const xDomain = useDomain(data, ghosts, stretch);
  const title = `Loss of seed ${seed} and the other seeds over ${X_AXES[x]}${stretch ? '; zoomed.' : newestText(data, lossTick)}`;
  return (
    <Chart
      size="low"
      {...{ title, ghosts }}
      rows={data.rows}
      marker={marker}
      others={data.others}
      median={data.median}
      xDomain={xDomain}
      onZoom={props.onZoom}
      xLabel={X_AXES[x]}
      {...scale}
      references={isDouble ? DOUBLE_REFERENCES : SINGLE_REFERENCES}
    />
  );
});

const newestText = (data: ChartData, format: (value: number) => string): string => {
  const newest = data.rows.at(-1);
  return newest ? `; now ${format(newest.shown)}.` : '; not trained yet.';
};

function lineMinimum(line: readonly number[]): number {
  let lowest = Infinity;
  for (let k = 1; k < line.length; k += 2) lowest = Math.min(lowest, line[k]!);
  return lowest;
}

interface ChartProps extends CurveChartProps {
  readonly size: 'tall' | 'low';
  readonly onZoom: (stretch: Stretch) => void;
}

function Chart({ size, onZoom, ...chart }: ChartProps): JSX.Element {
  const { Component: CurveChart, problem } = usePart('The chart', loadCurveChart);
  const letters = useLetterScale();
  return (
    <div className={`chart ${size}`}>
      {CurveChart ? (
        <ZoomArea domain={chart.xDomain} left={PLOT_LEFT * letters} onZoom={onZoom}>
          <DrawingBoundary name="The chart">
            <CurveChart {...chart} letters={letters} />
          </DrawingBoundary>
        </ZoomArea>
      ) : (
        <p className="soft">
          <Told text={problem ?? ''} />
        </p>
      )}
    </div>
  );
}

function EmptyHint({ replicas }: { readonly replicas: number }): JSX.Element {
  return (
    <p className="empty-hint">
      <Prose>
        Press <strong>Train</strong>:{' '}
        {replicas === 1 ? 'one network starts' : `${replicas} networks start side by side`} from random
        weights.
      </Prose>
    </p>
  );
}
