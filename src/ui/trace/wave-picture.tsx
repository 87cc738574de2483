/**
 * A string's answers as one large wave, on the scale of the log-odds, which for one unit is affine in h: a memory that
 * leaks is seen to sag, and a coin lies on the line. Plain elements that stretch with their box, so that the build can
 * draw it as well.
 */
import type { JSX } from 'react';
import type { ShownNetwork } from '../../session/network.ts';
import { isWrongAt, type JudgedTrace } from '../kit/judged-trace.ts';

/** Steps that are drawn: from `start` on, `count` of them. */
export interface Steps {
  readonly start: number;
  readonly count: number;
}

/** Log-odds at the picture's edge at least: an untrained network's guesses must look like guesses. */
const LEAST_EDGE = 6;
/** Of a softmax of probabilities, which goes no further. */
const DOUBLE_EDGE = 1;

/** Height of the picture in its own units; a step is one wide. */
const HEIGHT = 100;
const PAD = 3;

interface WaveProps extends Steps {
  readonly judged: JudgedTrace;
  readonly network: ShownNetwork;
  /** What the picture says, for those who do not see it. */
  readonly title: string;
}

export function WavePicture({ judged, network, start, count, title }: WaveProps): JSX.Element {
  const { trace, parity } = judged;
  const edge = edgeOf(judged, network);
  const y = (odds: number): number =>
    HEIGHT / 2 - (HEIGHT / 2 - PAD) * Math.max(-1, Math.min(1, odds / edge));
  const steps = Array.from({ length: count }, (_, k) => start + k);
  const heights = steps.map((t) => y(logOdds(trace.probability[t]!)));
  const paths = { odd: '', even: '', wrong: '' };
  const areas = { odd: '', even: '', wrong: '' };
  let rises = '';
  let truth = '';
  for (const [k, t] of steps.entries()) {
    const kind = isWrongAt(judged, t) ? 'wrong' : trace.prediction[t] === 1 ? 'odd' : 'even';
    const at = heights[k]!;
    paths[kind] += `M${k} ${at}h1`;
    areas[kind] += `M${k} ${HEIGHT / 2}V${at}h1V${HEIGHT / 2}z`;
    if (k > 0) rises += `M${k} ${heights[k - 1]!}V${at}`;
    const right = parity[t] === 1 ? PAD : HEIGHT - PAD;
    truth += `${k === 0 ? 'M' : 'L'}${k} ${right}h1`;
  }
  return (
    <svg
      className="wave"
      viewBox={`0 0 ${Math.max(1, count)} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={title}
    >
      <path className="wave-area even" d={areas.even} />
      <path className="wave-area odd" d={areas.odd} />
      <path className="wave-area wrong" d={areas.wrong} />
      <path className="wave-middle" d={`M0 ${HEIGHT / 2}h${count}`} />
      <path className="wave-truth" d={truth} />
      <path className="wave-rise" d={rises} />
      <path className="wave-level even" d={paths.even} />
      <path className="wave-level odd" d={paths.odd} />
      <path className="wave-level wrong" d={paths.wrong} />
    </svg>
  );
}

/** ln(p / (1 - p)), finite: beyond 15 digits nothing is seen. */
const logOdds = (p: number): number => Math.log((p + 1e-15) / (1 - p + 1e-15));

/** Log-odds at the picture's upper and lower edge. */
export function edgeOf({ trace }: JudgedTrace, { spec }: ShownNetwork): number {
  if (spec.head === 'double-softmax') return DOUBLE_EDGE;
  let most = LEAST_EDGE;
  for (const p of trace.probability) most = Math.max(most, Math.abs(logOdds(p)));
  return most;
}

/** Units whose cell state is drawn; of more the first. */
const MOST_UNITS = 3;

/** The cell state after each step as bars, a row for each unit. */
export function StateBars({ judged, start, count }: Steps & { readonly judged: JudgedTrace }): JSX.Element {
  const { trace } = judged;
  let most = 1;
  for (const value of trace.c) most = Math.max(most, Math.abs(value));
  const units = Math.min(MOST_UNITS, trace.hidden);
  const rows = Array.from({ length: units }, (_, unit) => {
    let bars = '';
    for (let k = 0; k < count; k++) {
      const tall = (HEIGHT / 2 - PAD) * (trace.c[(start + k) * trace.hidden + unit]! / most);
      bars += `M${k + 0.3} ${HEIGHT / 2}v${-tall}h0.4V${HEIGHT / 2}z`;
    }
    return bars;
  });
  return (
    <>
      {rows.map((bars, unit) => (
        <svg
          // units keep their place
          key={unit}
          className="state-bars"
          viewBox={`0 0 ${Math.max(1, count)} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path className="wave-middle" d={`M0 ${HEIGHT / 2}h${count}`} />
          <path className="state-bar" d={bars} />
        </svg>
      ))}
    </>
  );
}

/** Steps that a stage of at most `most` columns shows: all, or a stretch that ends a little behind the cursor. */
export function stageSteps(length: number, cursor: number, most: number): Steps {
  if (length <= most) return { start: 0, count: length };
  const start = Math.max(0, Math.min(length - most, cursor - most + 4));
  return { start, count: most };
}
