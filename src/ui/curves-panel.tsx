import { lazy, memo, Suspense, useEffect, useMemo, useState, type JSX } from 'react';
import type { RunRecord } from '../session/run-record.ts';
import type { SessionState } from '../session/state.ts';
import { useSampled, useSelect, type Beat } from '../session/use-session.ts';
import {
  chartData,
  MEASURES,
  medianLine,
  trainedMeasure,
  X_AXES,
  type ChartData,
  type ChartValue,
  type Measure,
  type XAxisKey,
} from './chart-data.ts';
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
import { SelectField } from './choice-fields.tsx';
import type { CurveChartProps } from './curve-chart.tsx';
import { GhostList, ghostLetter } from './ghost-list.tsx';
import { RecordedCurves } from './recorded-curves.tsx';

const loadCurveChart = () => import('./curve-chart.tsx');
const CurveChart = lazy(async () => ({ default: (await loadCurveChart()).CurveChart }));

const CHARTS_BEAT: Beat = { everyMs: 250, at: 85 };
const TABLES_BEAT: Beat = { everyMs: 500, at: 85 };

const selectRun = (state: SessionState): RunRecord | null => state.run;
const isOtherRun = (a: RunRecord | null, b: RunRecord | null): boolean => a?.id !== b?.id;

const X_CHOICES = Object.entries(X_AXES).map(([value, label]) => ({ value: value as XAxisKey, label }));
const MEASURE_CHOICES = Object.entries(MEASURES).map(([value, label]) => ({
  value: value as Measure,
  label,
}));

export function CurvesPanel(): JSX.Element {
  const isEmpty = useSelect((state) => state.run === null);
  const seed = useSelect((state) => shownSeed(state));
  const config = useSelect((state) => state.run?.config ?? state.config);
  const [x, setX] = useState<XAxisKey>('update');
  const [chosen, setMeasure] = useState<Measure | null>(null);
  const [showsTables, setShowsTables] = useState(false);
  const measure = chosen ?? trainedMeasure(config);
  useEffect(loadWhenThere, []);
  const isFirstView = useSelect((state) => state.isRecordingShown);
  const isRecorded = isFirstView && measure === trainedMeasure(config) && x === 'update';
  return (
    <section className="panel curves" aria-labelledby="curves-title">
      <div className="panel-head">
        <h2 id="curves-title">Curves</h2>
        <div className="panel-options">
          <SelectField
            label="Accuracy of"
            value={measure}
            choices={MEASURE_CHOICES}
            onChoose={(value) => setMeasure(value)}
          />
          <SelectField label="Over" value={x} choices={X_CHOICES} onChoose={(value) => setX(value)} />
          <button
            type="button"
            className="button quiet small"
            aria-pressed={showsTables}
            onClick={() => setShowsTables(!showsTables)}
          >
            Tables
          </button>
        </div>
      </div>
      <Legend seed={seed} replicas={config.replicas} />
      {isRecorded ? (
        <RecordedCurves />
      ) : (
        <>
          <AccuracyChart {...{ x, measure, seed }} />
          <LossChart isDouble={config.head === 'double-softmax'} {...{ x, seed }} />
          {isEmpty ? <EmptyHint replicas={config.replicas} /> : null}
        </>
      )}
      <GhostList />
      {showsTables ? <Tables {...{ x, measure }} /> : null}
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

const shownSeed = ({ run, replica, config }: SessionState): number =>
  run?.replicas[replica]?.seed ?? config.seed + replica;

const EMPTY: ChartData = { rows: [], others: [], median: [], xMax: 1 };

/** A chart's data, drawn again when the run has gone on, at its beat. */
function useChartData(x: XAxisKey, value: ChartValue, beat: Beat): ChartData {
  const run = useSampled(selectRun, beat, isOtherRun);
  const replica = useSelect((state) => state.replica);
  return useMemo(() => (run ? chartData(run, { replica, x, value }) : EMPTY), [run, replica, x, value]);
}

interface TablesProps {
  readonly x: XAxisKey;
  readonly measure: Measure;
}

function Tables({ x, measure }: TablesProps): JSX.Element {
  const accuracy = useChartData(x, measure, TABLES_BEAT);
  const loss = useChartData(x, 'loss', TABLES_BEAT);
  return (
    <div className="chart-tables">
      <ChartTable name="Accuracy" rows={accuracy.rows} x={x} value={measure} />
      <ChartTable name="Loss" rows={loss.rows} x={x} value="loss" />
    </div>
  );
}

interface SeriesProps {
  readonly x: XAxisKey;
  readonly seed: number;
}

const AccuracyChart = memo(function AccuracyChart(
  props: SeriesProps & { readonly measure: Measure },
): JSX.Element {
  const { x, measure, seed } = props;
  const data = useChartData(x, measure, CHARTS_BEAT);
  const ghosts = useGhostLines(x, measure);
  const lowest = Math.min(...data.rows.map((row) => row.shown), ...data.others.flatMap(lineMinimum));
  const title = `Accuracy, ${MEASURES[measure]}, of seed ${seed} and the other seeds over ${X_AXES[x]}${newestText(data, percentTick)}`;
  return (
    <Chart
      size="tall"
      {...{ title, ghosts }}
      rows={data.rows}
      others={data.others}
      median={data.median}
      xMax={Math.max(data.xMax, ghostEnd(ghosts))}
      xLabel={X_AXES[x]}
      {...accuracyScale(lowest)}
      references={NO_REFERENCES}
    />
  );
});

const LossChart = memo(function LossChart(props: SeriesProps & { readonly isDouble: boolean }): JSX.Element {
  const { x, seed, isDouble } = props;
  const data = useChartData(x, 'loss', CHARTS_BEAT);
  const ghosts = useGhostLines(x, 'loss');
  const lowest = Math.min(...ghosts.flatMap(({ line }) => lineMinimum(line)));
  const highest = Math.max(...data.rows.map((row) => row.shown));
  const title = `Loss of seed ${seed} and the other seeds over ${X_AXES[x]}${newestText(data, lossTick)}`;
  return (
    <Chart
      size="low"
      {...{ title, ghosts }}
      rows={data.rows}
      others={data.others}
      median={data.median}
      xMax={Math.max(data.xMax, ghostEnd(ghosts))}
      xLabel={X_AXES[x]}
      {...lossScale(isDouble, lowest, highest)}
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

const ghostEnd = (ghosts: CurveChartProps['ghosts']): number =>
  Math.max(0, ...ghosts.map(({ line }) => line.at(-2) ?? 0));

function useGhostLines(x: XAxisKey, value: Measure | 'loss'): CurveChartProps['ghosts'] {
  const ghosts = useSelect((state) => state.ghosts);
  return useMemo(
    () => ghosts.map((ghost, k) => ({ letter: ghostLetter(k), line: medianLine(ghost, x, value) })),
    [ghosts, x, value],
  );
}

function Chart(props: CurveChartProps & { readonly size: 'tall' | 'low' }): JSX.Element {
  const { size, ...chart } = props;
  return (
    <div className={`chart ${size}`}>
      <Suspense fallback={null}>
        <CurveChart {...chart} />
      </Suspense>
    </div>
  );
}

function Legend({ seed, replicas }: { readonly seed: number; readonly replicas: number }): JSX.Element {
  return (
    <ul className="legend">
      <li>
        <i className="key-shown" aria-hidden="true" /> seed {seed}, training
      </li>
      <li>
        <i className="key-epoch" aria-hidden="true" /> its epochs
      </li>
      <li>
        <i className="key-held-out" aria-hidden="true" /> held-out
      </li>
      {replicas > 1 ? (
        <>
          <li>
            <i className="key-other" aria-hidden="true" /> other seeds
          </li>
          <li>
            <i className="key-median" aria-hidden="true" /> median
          </li>
        </>
      ) : null}
    </ul>
  );
}

function EmptyHint({ replicas }: { readonly replicas: number }): JSX.Element {
  return (
    <p className="empty-hint">
      Press <strong>Train</strong>:{' '}
      {replicas === 1 ? 'one network starts' : `${replicas} networks start side by side`} from random weights.
    </p>
  );
}
