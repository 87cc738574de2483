/** How much of the first gradient tells parity at each prefix length, as bars against the sampling noise. */
import { memo, type JSX } from 'react';
import type { SignalView } from './four-data.ts';
import { grouped, roughCount, scientific } from '../kit/format.ts';

const WIDTH = 300;
const HEIGHT = 100;
/** The logarithmic axis: powers of ten at its ends. */
const BOTTOM = -9;
const TOP = -1;

/** Height above the axis of a value, in the drawing's units; 0 for what lies below it. */
const level = (value: number): number =>
  value <= 0 ? 0 : Math.min(HEIGHT, Math.max(0, ((Math.log10(value) - BOTTOM) / (TOP - BOTTOM)) * HEIGHT));

/** An estimate that is no more than twice its own error shows nothing but that. */
const isUpperBound = (view: SignalView, t: number): boolean => view.byLength[t]! < 2 * (view.error[t] ?? 0);

interface SignalBarsProps {
  readonly view: SignalView;
  readonly name: string;
  readonly strings: number;
}

/** How strongly the first gradient tells parity, by prefix length, with what sampling would blur it by. */
export const SignalBars = memo(function SignalBars({ view, name, strings }: SignalBarsProps): JSX.Element {
  const max = view.byLength.length;
  const bars = (isHollow: boolean): string =>
    view.byLength
      .map((value, t) =>
        isUpperBound(view, t) === isHollow && level(value) > 0 ? bar(t, max, level(value)) : '',
      )
      .join('');
  const noise = HEIGHT - level(view.noise);
  return (
    <figure className="small-chart">
      <div className="small-plot" translate="no">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Signal by length, ${name}: ${wordsOf(view)}. Sampling noise of ${grouped(strings)} strings: ${scientific(view.noise)}.`}
        >
          <rect className="below-noise" x="0" y={noise} width={WIDTH} height={HEIGHT - noise} />
          <path className="signal-solid" d={bars(false)} />
          <path className="signal-hollow" d={bars(true)} />
          <path className="noise-line" d={`M0 ${noise}H${WIDTH}`} />
          <path className="guide" d={`M0 ${HEIGHT}H${WIDTH}`} />
        </svg>
        <span
          className="noise-label"
          style={{ top: `${noise}%` }}
          aria-hidden="true"
        >{`noise of ${grouped(strings)} strings`}</span>
        <span className="y-label" style={{ top: 0 }} aria-hidden="true">
          10⁻¹
        </span>
        <span className="y-label" style={{ top: '100%' }} aria-hidden="true">
          10⁻⁹
        </span>
      </div>
      <figcaption className="x-labels" aria-hidden="true">
        <span>1</span>
        <span>signal by prefix length</span>
        <span>{max}</span>
      </figcaption>
      <p className="signal-numbers">{wordsOf(view)}</p>
    </figure>
  );
});

function bar(t: number, max: number, height: number): string {
  const slot = WIDTH / max;
  const left = t * slot + 0.15 * slot;
  return `M${left.toFixed(1)} ${HEIGHT}v${(-height).toFixed(1)}h${(0.7 * slot).toFixed(1)}v${height.toFixed(1)}z`;
}

/** The numbers that matter: those of the shortest lengths, and of the longest. */
function wordsOf(view: SignalView): string {
  const max = view.byLength.length;
  const isAlone = view.byLength.slice(0, -1).every((value) => value === 0);
  const number = (t: number): string =>
    `${isUpperBound(view, t - 1) ? '≲ ' : ''}${scientific(view.byLength[t - 1]!)}`;
  if (isAlone) return max === 1 ? `1: ${number(1)}` : `1 to ${max - 1}: 0; ${max}: ${number(max)}`;
  const short = [1, 2, 3].filter((t) => t < max);
  return [...short, max].map((t) => `${t}: ${number(t)}`).join('; ');
}

/** How many strings it takes until the signal stands out of the noise. */
export function neededWords(view: SignalView): string {
  const { stringsNeeded, byLength } = view;
  const count = `${isBound(view) ? 'no sooner than ' : ''}after ${roughCount(stringsNeeded)} strings`;
  const max = byLength.length;
  if (stringsNeeded <= 2 ** max) return `as strong as the sampling noise ${count}`;
  return `as strong as the sampling noise ${count}: there are only ${roughCount(2 ** max)} of ${max} bits`;
}

/** Where no length's signal was measured, it is at most what is drawn, and more strings may be needed. */
const isBound = (view: SignalView): boolean =>
  view.byLength.every((value, t) => value === 0 || isUpperBound(view, t));
