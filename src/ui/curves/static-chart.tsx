/**
 * A chart that stands: plain elements placed in percent, so that the build can draw it into index.html, where it fits
 * any width before a script has run. It looks as the live chart does, and lies exactly where that will lie.
 */
import type { JSX } from 'react';
import { niceTicks, X_ROOM, type Reference, type YScale } from './chart-scale.ts';
import { compact } from '../kit/format.ts';

export interface StaticChartProps extends YScale {
  readonly title: string;
  readonly xMax: number;
  readonly references: readonly Reference[];
  readonly shown: readonly number[]; // x0, y0, x1, y1, ...
  readonly others: readonly (readonly number[])[];
  readonly median: readonly number[];
  /** Dots, one for each epoch: the same pairs. */
  readonly epochs: readonly number[];
  readonly heldOut: readonly number[];
}

/** Lines are drawn in a box of so many units, stretched to the plot. */
const UNITS = 2000;

export function StaticChart(props: StaticChartProps): JSX.Element {
  const { title, xMax, yDomain, shown, others, median, epochs, heldOut } = props;
  const x = (value: number): number => value / (xMax * X_ROOM);
  const y = (value: number): number => (yDomain[1] - value) / (yDomain[1] - yDomain[0]);
  const path = (line: readonly number[]): string => {
    let text = '';
    for (let k = 0; k < line.length; k += 2)
      text += `${k === 0 ? 'M' : 'L'}${Math.round(UNITS * x(line[k]!))} ${Math.round(UNITS * y(line[k + 1]!))}`;
    // the first point is a dot until the second comes: a line of no length has round ends
    return line.length === 2 ? text + text.replace('M', 'L') : text;
  };
  return (
    <div className="chart-picture" translate="no" role="img" aria-label={title}>
      <div className="static-plot">
        <Axes {...props} x={x} y={y} />
        <svg className="recorded-lines">
          <svg viewBox={`0 0 ${UNITS} ${UNITS}`} preserveAspectRatio="none" width="100%" height="100%">
            <path className="other-lines" d={others.map(path).join('')} />
            <path className="median-line" d={path(median)} />
            <path className="shown-line" d={path(shown)} />
          </svg>
          <Marks pairs={epochs} x={x} y={y} shape="dot" />
          <Marks pairs={heldOut} x={x} y={y} shape="diamond" />
        </svg>
      </div>
    </div>
  );
}

interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

const share = (part: number): string => `${(100 * part).toFixed(2)}%`;

function Axes({ xMax, yTicks, formatY, references, x, y }: StaticChartProps & Scales): JSX.Element {
  return (
    <svg className="static-axes">
      {yTicks.map((tick) => (
        <g key={tick}>
          <line className="grid-line" x2="100%" y1={share(y(tick))} y2={share(y(tick))} />
          <text x="-8" y={share(y(tick))} dy="0.355em" textAnchor="end">
            {formatY(tick)}
          </text>
        </g>
      ))}
      <line className="grid-line" x2="100%" />
      <line className="grid-line" x2="100%" y1="100%" y2="100%" />
      {niceTicks([0, xMax * X_ROOM]).map((tick) => (
        <text key={tick} x={share(x(tick))} y="100%" dy="1.38em" textAnchor="middle">
          {compact(tick)}
        </text>
      ))}
      {references.map(({ y: at, label, side, isAbove }) => (
        <g key={label}>
          <line className="reference-line" x2="100%" y1={share(y(at))} y2={share(y(at))} />
          <svg x={side === 'left' ? 0 : '100%'} y={share(y(at))} overflow="visible">
            <text
              className="reference-label"
              x={side === 'left' ? 5 : -5}
              y={isAbove ? -5 : 5}
              dy={isAbove ? 0 : '0.71em'}
              textAnchor={side === 'left' ? 'start' : 'end'}
            >
              {label}
            </text>
          </svg>
        </g>
      ))}
    </svg>
  );
}

interface MarksProps extends Scales {
  readonly pairs: readonly number[];
  readonly shape: 'dot' | 'diamond';
}

function Marks({ pairs, x, y, shape }: MarksProps): JSX.Element {
  return (
    <g className="marks">
      {pairs.map((value, k) =>
        k % 2 === 1 ? null : (
          <svg key={value} x={share(x(value))} y={share(y(pairs[k + 1]!))} overflow="visible">
            {shape === 'dot' ? <circle r="3" /> : <path d="M0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z" />}
          </svg>
        ),
      )}
    </g>
  );
}
