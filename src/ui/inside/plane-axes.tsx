/** Axes of the state plane, and the line between odd and even. */
import type { JSX } from 'react';
import type { PhasePlane } from '../../proof/portrait/phase-plane.ts';
import { signed } from '../kit/format.ts';
import { useLetterScale } from '../kit/use-letter-scale.ts';
import { xTicks, yTicks, type PlaneScale, type PlaneView } from './plane-view.ts';

interface PlaneAxesProps {
  readonly view: PlaneView;
  readonly scale: PlaneScale;
  readonly line: PhasePlane['line'];
}

const plain = (value: number, digits: number): string => signed(value, Number.isInteger(value) ? 0 : digits);

const xText = (tick: number): string => plain(tick, Math.abs(tick) < 0.5 ? 2 : 1);

/** Pixels of a figure at the usual size, and of the room between two numbers. */
const FIGURE = 7.5;
const ROOM = 5;

/** Of the ticks those whose numbers have room beside the ones nearer to zero; larger letters leave fewer. */
export function namedTicks(
  ticks: readonly number[],
  { scale, letters }: { readonly scale: Pick<PlaneScale, 'x'>; readonly letters: number },
): number[] {
  const halfOf = (tick: number): number => (letters * FIGURE * xText(tick).length) / 2;
  const named: number[] = [];
  for (const tick of [...ticks].sort((a, b) => Math.abs(a) - Math.abs(b))) {
    const hasRoom = named.every(
      (other) => Math.abs(scale.x(tick) - scale.x(other)) > halfOf(tick) + halfOf(other) + ROOM,
    );
    if (hasRoom) named.push(tick);
  }
  return named;
}

/** Axes with their ticks, and the line between the answers with what is said on its sides. */
export function PlaneAxes({ view, scale, line }: PlaneAxesProps): JSX.Element {
  const { width, height } = scale;
  const isExact = view.kind === 'exact';
  const named = namedTicks(xTicks(view), { scale, letters: useLetterScale() });
  return (
    <svg className="plane-axes" width={width} height={height} aria-hidden="true">
      <path className="plane-zero" d={`M0 ${scale.y(0)}H${width}M${scale.x(0)} 0V${height}`} />
      {xTicks(view).map((tick) => (
        <g key={tick}>
          <path className="plane-tick" d={`M${scale.x(tick)} ${height}v4`} />
          {named.includes(tick) ? (
            <text x={scale.x(tick)} y={height} dy="1.25em" textAnchor="middle">
              {xText(tick)}
            </text>
          ) : null}
        </g>
      ))}
      {yTicks(view).map((tick) => (
        <g key={tick}>
          <path className="plane-tick" d={`M0 ${scale.y(tick)}h-4`} />
          <text x={-7} y={scale.y(tick)} dy="0.33em" textAnchor="end">
            {plain(tick, Math.abs(tick) < 0.5 ? 2 : 1)}
          </text>
        </g>
      ))}
      <text className="plane-axis-name" x={width} y={height} dy="2.4em" textAnchor="end">
        {isExact ? 'cell state c →' : 'the other direction of most spread →'}
      </text>
      <text className="plane-axis-name" x={-30} y={0} dy="-0.58em">
        {isExact ? '↑ hidden state h' : '↑ along the read-out'}
      </text>
      <Line {...{ view, scale, line }} />
    </svg>
  );
}

/** The line between the answers, with what is said on its sides. */
function Line({ view, scale, line }: PlaneAxesProps): JSX.Element {
  const { width, height } = scale;
  const lineAt = line ? scale.y(line.y) : null;
  if (!line || lineAt === null || lineAt <= 0 || lineAt >= height)
    return (
      <text className="plane-side" x={8} y={0} dy="1.5em">
        {lineText(line, lineAt)}
      </text>
    );
  const isExact = view.kind === 'exact';
  return (
    <>
      <path className="plane-line" d={`M0 ${lineAt}H${width}`} />
      <text
        className="plane-side"
        x={8}
        y={lineAt}
        dy="-0.58em"
        data-answer={line.isOddAbove ? 'odd' : 'even'}
      >{`says ${line.isOddAbove ? 'odd' : 'even'} above`}</text>
      <text
        className="plane-side"
        x={8}
        y={lineAt}
        dy="1.4em"
        data-answer={line.isOddAbove ? 'even' : 'odd'}
      >{`says ${line.isOddAbove ? 'even' : 'odd'} below`}</text>
      <text
        className="plane-line-value"
        x={width - 8}
        y={lineAt}
        dy="-0.5em"
        textAnchor="end"
      >{`${isExact ? 'h' : 'line'} = ${signed(line.y, 3)}`}</text>
    </>
  );
}

/** Where the line is when it is not in the picture. */
function lineText(line: PhasePlane['line'], lineAt: number | null): string {
  if (!line || lineAt === null) return 'the read-out ignores the state';
  const isAbove = lineAt <= 0;
  const answer = line.isOddAbove === isAbove ? 'even' : 'odd';
  return `everything here says ${answer}: the line lies ${isAbove ? 'above' : 'below'}, at ${signed(line.y, 2)}`;
}
