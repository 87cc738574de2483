import { lazy, memo, Suspense, useDeferredValue, useMemo, useState, type JSX } from 'react';
import { pastWeights } from '../session/moment.ts';
import type { RunRecord } from '../session/run-record.ts';
import type { SessionState } from '../session/state.ts';
import { useSampled, useSelect, type Beat } from '../session/use-session.ts';
import {
  chartData,
  MEASURES,
  medianLine,
  placeOfUpdate,
  trainedMeasure,
  X_AXES,
  type ChartData,
  type ChartValue,
  type Measure,
  type XAxisKey,
} from './chart-data.ts';
import { ChartTable } from './chart-table.tsx';
import { SelectField } from './choice-fields.tsx';
import type { CurveChartProps } from './curve-chart.tsx';
import { GhostList, ghostLetter } from './ghost-list.tsx';

const CurveChart = lazy(async () => ({ default: (await import('./curve-chart.tsx')).CurveChart }));

const CHARTS_BEAT: Beat = { everyMs: 250, at: 85 };
const TABLES_BEAT: Beat = { everyMs: 500, at: 85 };
const COIN_LOSS = Math.LN2;
const DOUBLE_SOFTMAX_FLOOR = Math.log1p(Math.exp(-1));

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
      <AccuracyChart {...{ x, measure, seed }} />
      <LossChart isDouble={config.head === 'double-softmax'} {...{ x, seed }} />
      {isEmpty ? <EmptyHint replicas={config.replicas} /> : null}
      <GhostList />
      {showsTables ? <Tables {...{ x, measure }} /> : null}
    </section>
  );
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

/** Where the looked-at moment lies; the curves follow a scrub when what it shows is painted. */
function useMarker(x: XAxisKey): number | null {
  const marker = useSelect((state) => {
    const past = pastWeights(state);
    if (!past || state.opened) return null;
    return placeOfUpdate(state.run?.replicas[state.replica]?.history ?? [], past.update, x);
  });
  return useDeferredValue(marker);
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
  const marker = useMarker(x);
  const lowest = Math.min(0.5, ...data.rows.map((row) => row.shown), ...data.others.flatMap(lineMinimum));
  const bottom = Math.max(0, Math.floor(lowest * 20 - 0.4) / 20);
  const ticks = [0, 0.25, 0.5, 0.75, 1].filter((tick) => tick >= bottom);
  const title = `Accuracy, ${MEASURES[measure]}, of seed ${seed} and the other seeds over ${X_AXES[x]}${newestText(data, percentTick)}`;
  return (
    <Chart
      size="tall"
      {...{ title, ghosts }}
      rows={data.rows}
      marker={marker}
      others={data.others}
      median={data.median}
      xMax={Math.max(data.xMax, ghostEnd(ghosts))}
      xLabel={X_AXES[x]}
      yDomain={[bottom, 1 + 0.025 * (1 - bottom)]}
      yTicks={ticks}
      references={NO_REFERENCES}
      formatY={percentTick}
    />
  );
});

const LossChart = memo(function LossChart(props: SeriesProps & { readonly isDouble: boolean }): JSX.Element {
  const { x, seed, isDouble } = props;
  const data = useChartData(x, 'loss', CHARTS_BEAT);
  const ghosts = useGhostLines(x, 'loss');
  const marker = useMarker(x);
  const lowest = Math.min(1, ...ghosts.flatMap(({ line }) => lineMinimum(line)));
  const highest = Math.max(0.72, ...data.rows.map((row) => row.shown));
  const bottom = isDouble && lowest >= DOUBLE_SOFTMAX_FLOOR - 0.01 ? 0.26 : 0;
  const title = `Loss of seed ${seed} and the other seeds over ${X_AXES[x]}${newestText(data, lossTick)}`;
  return (
    <Chart
      size="low"
      {...{ title, ghosts }}
      rows={data.rows}
      marker={marker}
      others={data.others}
      median={data.median}
      xMax={Math.max(data.xMax, ghostEnd(ghosts))}
      xLabel={X_AXES[x]}
      yDomain={[bottom, Math.min(1.5, highest * 1.04)]}
      yTicks={bottom > 0 ? [0.4, 0.6] : [0, 0.2, 0.4, 0.6]}
      references={isDouble ? DOUBLE_REFERENCES : SINGLE_REFERENCES}
      formatY={lossTick}
    />
  );
});

const NO_REFERENCES: CurveChartProps['references'] = [];
const SINGLE_REFERENCES = [{ y: COIN_LOSS, label: 'ln 2 = 0.6931, a coin' }];
const DOUBLE_REFERENCES = [
  ...SINGLE_REFERENCES,
  { y: DOUBLE_SOFTMAX_FLOOR, label: '0.3133, floor of the double softmax' },
];

const percentTick = (value: number): string => `${Math.round(100 * value)} %`;
const lossTick = (value: number): string => value.toFixed(1);

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
