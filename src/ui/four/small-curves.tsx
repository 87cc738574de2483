/** The curves of one setting's seeds, small. */
import { counted } from '../../session/counted.ts';
import { memo, type JSX } from 'react';
import type { SmallLines } from './four-data.ts';

/** The drawing's own units; it is stretched to its frame. */
const WIDTH = 300;
const HEIGHT = 100;
/** Accuracy at the lower edge: a little below a coin's. */
const LOWEST = 0.44;
/** From a dot to the next below it. */
const STACKED = 7;

const x = (share: number): string => (share * WIDTH).toFixed(1);
const y = (accuracy: number): string =>
  (HEIGHT - ((Math.max(LOWEST, accuracy) - LOWEST) / (1.03 - LOWEST)) * HEIGHT).toFixed(1);

interface SmallCurvesProps {
  readonly lines: SmallLines;
  readonly epochs: number;
  readonly title: string;
}

/** Every seed's training accuracy over its budget, their median, and a dot where a seed was solved. */
export const SmallCurves = memo(function SmallCurves({
  lines,
  epochs,
  title,
}: SmallCurvesProps): JSX.Element {
  return (
    <figure className="small-chart">
      <div className="small-plot" translate="no">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={title}>
          <path className="guide" d={`M0 ${y(0.5)}H${WIDTH}M0 ${y(1)}H${WIDTH}`} />
          <path className="seed-lines" d={lines.seeds.map(pathOf).join('')} />
          <path className="median" d={pathOf(lines.median)} />
          <path className="solved-dots" d={dots(lines)} />
        </svg>
        <span className="y-label" style={{ top: `${y(1)}%` }} aria-hidden="true">
          100 %
        </span>
        <span className="y-label" style={{ top: `${y(0.5)}%` }} aria-hidden="true">
          50 %
        </span>
      </div>
      <figcaption className="x-labels" aria-hidden="true">
        <span>0</span>
        <span>accuracy</span>
        <span>{counted(epochs, 'epoch')}</span>
      </figcaption>
    </figure>
  );
});

/** Dots on the accuracy of 1; without curves to end there, those of one moment stand below each other. */
function dots({ seeds, solvedAt }: SmallLines): string {
  const step = seeds.length === 0 ? STACKED : 0;
  return solvedAt
    .map((at, k) => {
      const before = solvedAt.slice(0, k).filter((other) => other === at).length;
      return `M${x(at)} ${(Number(y(1)) + step * before).toFixed(1)}h.01`;
    })
    .join('');
}

function pathOf(line: readonly number[]): string {
  let path = '';
  for (let k = 0; k < line.length; k += 2) path += `${k === 0 ? 'M' : 'L'}${x(line[k]!)} ${y(line[k + 1]!)}`;
  return path;
}
