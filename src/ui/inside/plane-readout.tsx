/** The step at the cursor as the state plane tells it, in numbers. */
import { memo, type JSX } from 'react';
import type { PhasePlane } from '../../proof/portrait/phase-plane.ts';
import { answerWord, grouped, signed } from '../kit/format.ts';
import { distanceText } from './plane-words.ts';
import { walkPoint, type Walk } from './walk.ts';

interface PlaneReadoutProps {
  readonly walk: Walk;
  readonly cursor: number;
  readonly plane: PhasePlane;
  readonly hasPassed: boolean;
}

/** The state under the cursor in numbers. */
export const PlaneReadout = memo(function PlaneReadout({
  walk,
  cursor,
  plane,
  hasPassed,
}: PlaneReadoutProps): JSX.Element {
  const steps = walk.bits.length;
  const point = walkPoint(walk, Math.min(cursor + 1, steps));
  const isExact = plane.projection.kind === 'exact';
  const parity = walk.parities[cursor] ?? 0;
  const isWrong = walk.isWrong[cursor] === 1;
  const answer = isWrong ? 1 - parity : parity;
  const rows: readonly (readonly [string, string])[] = [
    ['step', steps === 0 ? 'no bits' : `${grouped(cursor + 1)} of ${grouped(steps)}`],
    ['bit', steps === 0 ? '–' : String(walk.bits[cursor])],
    [isExact ? 'c' : 'across', signed(point.x, 4)],
    [isExact ? 'h' : 'up', signed(point.y, 4)],
    ['from the line', distanceText(plane.line, point.y)],
  ];
  return (
    <output translate="no" className="plane-readout" aria-label="State at the cursor" aria-live="off">
      {rows.map(([name, value]) => (
        <span key={name} className="readout-pair">
          <i>{name}</i> <b>{value}</b>
        </span>
      ))}
      <span className="readout-pair">
        <i>answer</i>{' '}
        <b className={isWrong ? 'bad' : hasPassed ? 'good' : ''}>
          {steps === 0
            ? '–'
            : `${answerWord(answer)} ${isWrong ? '✗ wrong' : hasPassed ? '✓ right' : 'right'}`}
        </b>
      </span>
    </output>
  );
});
