import { useCallback, type JSX } from 'react';
import { CellRow, type Cell } from './cell-row.tsx';
import { shortProbability } from './format.ts';
import { isWrongAt, type JudgedTrace } from './judged-trace.ts';
import type { TraceWindow } from './trace-window.ts';

interface WaveProps {
  readonly judged: JudgedTrace;
  readonly view: TraceWindow;
}

const HEIGHT = 56;
const PAD = 5;

const waveY = (odd: number): number => PAD + (HEIGHT - 2 * PAD) * (1 - odd);

/** The probability of "odd" as a wave, with the true parity dotted under it. */
export function AnswerWave({ judged, view }: WaveProps): JSX.Element {
  const { trace, parity } = judged;
  const paths = { even: '', odd: '', wrong: '', rise: '', parity: '' };
  for (let k = 0; k < view.count; k++) {
    const t = view.start + k;
    const left = (k * view.cell).toFixed(1);
    const right = ((k + 1) * view.cell).toFixed(1);
    const y = waveY(trace.probability[t]!).toFixed(1);
    const kind = isWrongAt(judged, t) ? 'wrong' : trace.prediction[t] === 1 ? 'odd' : 'even';
    paths[kind] += `M${left} ${y}H${right}`;
    if (k > 0) paths.rise += `M${left} ${waveY(trace.probability[t - 1]!).toFixed(1)}V${y}`;
    paths.parity += `${k === 0 ? 'M' : 'L'}${left} ${waveY(parity[t]!)}H${right}`;
  }
  const width = view.count * view.cell;
  return (
    <svg className="wave" width={width} height={HEIGHT} aria-hidden="true">
      <line className="wave-middle" x1="0" x2={width} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <path className="wave-parity" d={paths.parity} />
      <path className="wave-rise" d={paths.rise} />
      <path className="wave-even" d={paths.even} />
      <path className="wave-odd" d={paths.odd} />
      <path className="wave-wrong" d={paths.wrong} />
    </svg>
  );
}

/** The same probabilities as numbers; wrong ones are red, bold and underlined. */
export function ProbabilityRow({ judged, view }: WaveProps): JSX.Element {
  const cellAt = useCallback(
    (step: number): Cell => ({
      text: shortProbability(judged.trace.probability[step]!),
      tone: isWrongAt(judged, step) ? 'bad' : 'soft',
      fill: null,
    }),
    [judged],
  );
  return <CellRow view={view} height={22} fontSize={11} cellAt={cellAt} />;
}
