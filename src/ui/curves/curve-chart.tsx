/** One chart: axes, the shown replica and hovering by recharts; every other line in one light layer. */
import { memo, useId, useMemo, type JSX } from 'react';
import {
  CartesianGrid,
  Curve,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  usePlotArea,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
  type BaseTickContentProps,
  type LineDrawShapeProps,
} from 'recharts';
import type { ChartRow } from '../../session/chart-data.ts';
import { ChartHover } from './chart-hover.tsx';
import { niceTicks, type Reference } from './chart-scale.ts';
import { compact } from '../kit/format.ts';
import { PAPER_CHART, usePaper } from '../kit/paper.ts';
import { PLOT_LEFT, PLOT_RIGHT } from './zoom-area.tsx';

export interface GhostLine {
  readonly letter: string;
  readonly line: readonly number[];
}

export interface CurveChartProps {
  /** Says what the picture shows to those who do not see it. */
  readonly title: string;
  readonly rows: readonly ChartRow[];
  readonly others: readonly (readonly number[])[];
  /** Of all replicas, the shown one among them; empty when it is alone. */
  readonly median: readonly number[];
  readonly ghosts: readonly GhostLine[];
  readonly xDomain: readonly [number, number];
  /** Where the looked-at moment of the run lies; null: the newest is looked at. */
  readonly marker: number | null;
  readonly xLabel: string;
  readonly yDomain: readonly [number, number];
  readonly yTicks: readonly number[];
  readonly references: readonly Reference[];
  readonly formatY: (value: number) => string;
  /** How much more room the numbers of the axes take than usual. */
  readonly letters?: number;
}

const FILLING = { width: '100%', height: '100%' } as const;
const INITIAL_SIZE = { width: 600, height: 200 };
const MARGIN = { top: 8, right: PLOT_RIGHT, bottom: 0, left: 0 };
const never = { isAnimationActive: false, connectNulls: true } as const;
/** Beside a plain text, recharts' own measures its words in the page and has the page laid out for it. */
const drawTick = ({
  x,
  y,
  textAnchor,
  fill,
  className,
  payload,
  tickFormatter,
  index,
  verticalAnchor,
}: BaseTickContentProps): JSX.Element => (
  <text {...{ x, y, textAnchor, fill, className }} dy={verticalAnchor === 'middle' ? '0.355em' : '0.71em'}>
    {tickFormatter?.(payload.value, index)}
  </text>
);
/** Ticks are ours and fit: recharts need neither look for round numbers nor measure their texts at every drawing. */
const ownTicks = { niceTicks: 'none', interval: 0, tick: drawTick } as const;
/** Without the reference by which recharts measures the length of the line at every drawing, to animate it. */
const drawLine = (line: LineDrawShapeProps): JSX.Element => <Curve {...line} pathRef={null} />;
const noLines = (): number[] => [];

/** The same objects at every drawing: whatever is another, recharts registers anew and computes the chart once more. */
const CURSOR = { stroke: 'var(--soft)' };
const AXIS_LINE = { stroke: 'var(--line)' };
const ACTIVE_DOT = { r: 3 };

export const CurveChart = memo(function CurveChart(props: CurveChartProps): JSX.Element {
  const { rows, xLabel, yTicks } = props;
  const size = usePaper() ? PAPER_CHART : FILLING;
  const data = rows as ChartRow[];
  const values = yTicks.join(' ');
  const levels = useMemo(() => values.split(' ').map(Number), [values]);
  const hover = useMemo(() => <ChartHover xLabel={xLabel} />, [xLabel]);
  return (
    <div className="chart-picture" translate="no" role="img" aria-label={props.title}>
      <ResponsiveContainer {...size} initialDimension={INITIAL_SIZE}>
        <LineChart data={data} margin={MARGIN} accessibilityLayer={false}>
          <CartesianGrid
            vertical={false}
            stroke="var(--line)"
            horizontalValues={levels}
            verticalCoordinatesGenerator={noLines}
          />
          <Across domain={props.xDomain} letters={props.letters} />
          <Up domain={props.yDomain} ticks={levels} format={props.formatY} letters={props.letters} />
          <LightLayer others={props.others} median={props.median} ghosts={props.ghosts} />
          <References references={props.references} marker={props.marker} />
          <Line
            dataKey="shown"
            className="line-shown"
            stroke="var(--run)"
            strokeWidth={2.2}
            dot={false}
            activeDot={ACTIVE_DOT}
            shape={drawLine}
            {...never}
          />
          <Marks rows={rows} xDomain={props.xDomain} />
          <Tooltip content={hover} isAnimationActive={false} cursor={CURSOR} />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
});

interface AxisProps {
  readonly domain: readonly [number, number];
  readonly letters: number | undefined;
}

function Across({ domain: [from, to], letters = 1 }: AxisProps): JSX.Element {
  return useMemo(
    () => (
      <XAxis
        dataKey="x"
        type="number"
        domain={[from, to]}
        ticks={niceTicks([from, to])}
        {...ownTicks}
        allowDataOverflow
        tickFormatter={compact}
        tickLine={false}
        axisLine={AXIS_LINE}
        height={22 * letters}
      />
    ),
    [from, to, letters],
  );
}

interface UpProps extends AxisProps {
  readonly ticks: number[];
  readonly format: (value: number) => string;
}

function Up({ domain: [from, to], ticks, format, letters = 1 }: UpProps): JSX.Element {
  return useMemo(
    () => (
      <YAxis
        type="number"
        domain={[from, to]}
        ticks={ticks}
        {...ownTicks}
        allowDataOverflow
        tickFormatter={format}
        tickLine={false}
        axisLine={false}
        width={PLOT_LEFT * letters}
      />
    ),
    [from, to, ticks, format, letters],
  );
}

/**
 * Epochs as dots and held-out evaluations as diamonds, so that they differ by more than colour. A chart line would
 * make an element for every row without one.
 */
function Marks({ rows, xDomain }: Pick<CurveChartProps, 'rows' | 'xDomain'>): JSX.Element | null {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  if (!scaleX || !scaleY) return null;
  const [from, to] = xDomain;
  const inside = rows.filter(({ x }) => x >= from && x <= to);
  return (
    <g className="marks">
      {inside.map(({ x, epoch }) =>
        epoch === null ? null : (
          <circle key={`epoch ${x}`} cx={Number(scaleX(x))} cy={Number(scaleY(epoch))} r="3" />
        ),
      )}
      {inside.map(({ x, heldOut }) =>
        heldOut === null ? null : (
          <path
            key={`held-out ${x}`}
            d={`M${Number(scaleX(x))} ${Number(scaleY(heldOut)) - 5.5}l5.5 5.5l-5.5 5.5l-5.5-5.5z`}
          />
        ),
      )}
    </g>
  );
}

/** The lines across the plot that a curve is compared with, and where the looked-at moment lies. */
function References({
  references,
  marker,
}: Pick<CurveChartProps, 'references' | 'marker'>): JSX.Element | null {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  if (!scaleX || !scaleY || !area) return null;
  const { x, y, width, height } = area;
  const [left, right] = [x, x + width];
  const at = marker === null ? null : Number(scaleX(marker));
  return (
    <g className="references">
      {references.map(({ y: value, label, side, isAbove }) => {
        const level = Number(scaleY(value));
        return (
          <g key={label}>
            <line className="reference-line" x1={left} x2={right} y1={level} y2={level} />
            <text
              className="reference-label"
              x={side === 'left' ? left + 5 : right - 5}
              y={level + (isAbove ? -5 : 5)}
              dy={isAbove ? 0 : '0.71em'}
              textAnchor={side === 'left' ? 'start' : 'end'}
            >
              {label}
            </text>
          </g>
        );
      })}
      {at === null || at < left || at > right ? null : (
        <line className="moment-line" x1={at} x2={at} y1={y} y2={y + height} />
      )}
    </g>
  );
}

/** The other replicas as one path, their median, and each ghost dashed: hundreds of chart lines would block the page. */
function LightLayer(props: Pick<CurveChartProps, 'others' | 'median' | 'ghosts'>): JSX.Element | null {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  const id = useId();
  if (!scaleX || !scaleY || !area) return null;
  const { x, y, width, height } = area;
  const [x0, y0] = [Number(scaleX(0)), Number(scaleY(0))];
  const [perX, perY] = [Number(scaleX(1)) - x0, Number(scaleY(1)) - y0];
  const place = (line: readonly number[]): string => {
    let path = '';
    for (let k = 0; k < line.length; k += 2) {
      const down = Math.min(y + height, Math.max(y, y0 + perY * line[k + 1]!));
      path += `${k === 0 ? 'M' : 'L'}${tenths(x0 + perX * line[k]!)} ${tenths(down)}`;
    }
    // a single point is a line of no length, whose round ends are a dot
    return line.length === 2 ? path + path.replace('M', 'L') : path;
  };
  return (
    <g className="light-layer" clipPath={`url(#${id})`}>
      <clipPath id={id}>
        <rect {...{ x, width, height }} y={y - 1} />
      </clipPath>
      {props.ghosts.map(({ letter, line }) => {
        const path = place(line);
        const end = /([\d.]+) ([\d.]+)$/u.exec(path);
        return (
          <g key={letter} className="ghost-line">
            <path d={path} />
            {end ? (
              <text x={Number(end[1]) - 4} y={Number(end[2]) - 5} textAnchor="end">
                {letter}
              </text>
            ) : null}
          </g>
        );
      })}
      <path className="other-lines" d={props.others.map(place).join('')} />
      <path className="median-line" d={place(props.median)} />
    </g>
  );
}

/** To a tenth of a pixel; `toFixed` costs several times as much. */
const tenths = (pixels: number): number => Math.round(10 * pixels) / 10;
