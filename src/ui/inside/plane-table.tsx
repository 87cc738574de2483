/** The state plane in numbers. */
import { counted } from '../../session/counted.ts';
import { memo, type JSX } from 'react';
import type { PhasePlane } from '../../proof/portrait/phase-plane.ts';
import { answerWord, percent, signed } from '../kit/format.ts';
import { rightShare } from './plane-words.ts';

/** Zeros after a one that are listed. */
const LISTED_ZEROS = 24;

interface PlaneTableProps {
  readonly plane: PhasePlane;
  /** Assistive technology finds the table at any time; the eye on demand. */
  readonly isShown: boolean;
}

interface Row {
  readonly key: string;
  readonly what: string;
  readonly x: number | null;
  readonly y: number | null;
  readonly says: string;
}

/** What the plane shows, in numbers. */
export const PlaneTable = memo(function PlaneTable({ plane, isShown }: PlaneTableProps): JSX.Element {
  const isExact = plane.projection.kind === 'exact';
  return (
    <div
      className={isShown ? 'table-scroll plane-table' : 'visually-hidden'}
      tabIndex={isShown ? 0 : undefined}
    >
      <table className="numbers" aria-label="State plane">
        <caption>{`${counted(plane.reached.parities.length, 'state')} reached, ${percent(rightShare(plane))} of them on the right side of the line`}</caption>
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col">{isExact ? 'c' : 'across'}</th>
            <th scope="col">{isExact ? 'h' : 'up'}</th>
            <th scope="col">says</th>
          </tr>
        </thead>
        <tbody translate="no">
          {rowsOf(plane).map(({ key, what, x, y, says }) => (
            <tr key={key}>
              <td>{what}</td>
              <td>{x === null ? '' : signed(x, 4)}</td>
              <td>{y === null ? '' : signed(y, 4)}</td>
              <td>{says}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});

function rowsOf({ line, attractors, zeros }: PhasePlane): Row[] {
  const side = (y: number): string =>
    line ? answerWord(y > line.y === line.isOddAbove && y !== line.y ? 1 : 0) : '';
  const rows: Row[] = [
    {
      key: 'line',
      what: 'the line between the answers',
      x: null,
      y: line?.y ?? null,
      says: line ? `${line.isOddAbove ? 'odd' : 'even'} above` : 'the read-out ignores the state',
    },
  ];
  for (const { bit, points, answers, from } of attractors) {
    const what = `${bit === 0 ? 'zeros' : 'ones'} from ${from.map(answerWord).join(' and ')}`;
    const key = `${bit} ${from.join('')}`;
    if (points.length === 0) rows.push({ key, what: `${what}: still moving`, x: null, y: null, says: '' });
    for (const [k, { x, y }] of points.entries())
      rows.push({
        key: `${key} ${k}`,
        what: points.length === 1 ? `${what}: stays` : `${what}: swaps, ${k + 1} of ${points.length}`,
        x,
        y,
        says: answerWord(answers[k] ?? 0),
      });
  }
  for (let k = 0; k < Math.min(LISTED_ZEROS, zeros.points.length / 2); k++) {
    const y = zeros.points[2 * k + 1]!;
    const what = k < 4 ? `1${'0'.repeat(k)}` : `1 0^${k}`;
    rows.push({ key: `zeros ${k}`, what, x: zeros.points[2 * k]!, y, says: side(y) });
  }
  return rows;
}
