import type { JSX } from 'react';
import type { JudgedTrace } from './judged-trace.ts';
import type { TraceWindow } from './trace-window.ts';

interface StateLineProps {
  readonly judged: JudgedTrace;
  readonly view: TraceWindow;
  readonly scale: number;
}

const HEIGHT = 72;
const PAD = 6;

/** Every unit's c and h over time; dots carry the true parity's colour, and a cross where the answer is wrong. */
export function StateLine({ judged, view, scale }: StateLineProps): JSX.Element {
  const { trace, parity } = judged;
  const { hidden } = trace;
  const y = (value: number): number => HEIGHT / 2 - ((HEIGHT / 2 - PAD) * value) / scale;
  const x = (k: number): number => (k + 0.5) * view.cell;
  const line = (values: Float64Array, unit: number): string => {
    let path = '';
    for (let k = 0; k < view.count; k++) {
      const value = values[(view.start + k) * hidden + unit]!;
      path += `${k === 0 ? 'M' : 'L'}${x(k).toFixed(1)} ${y(value).toFixed(1)}`;
    }
    return path;
  };
  const width = view.count * view.cell;
  const steps = Array.from({ length: view.count }, (_, k) => k);
  return (
    <svg className="state-line" width={width} height={HEIGHT} aria-hidden="true">
      <line className="wave-middle" x1="0" x2={width} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      {Array.from({ length: hidden }, (_, unit) => (
        // units never change places
        <g key={unit}>
          <path className="line-h" d={line(trace.h, unit)} />
          <path className="line-c" d={line(trace.c, unit)} />
          {steps.map((k) => {
            const t = view.start + k;
            return (
              <circle
                key={k}
                className={parity[t] === 1 ? 'dot-odd' : 'dot-even'}
                cx={x(k)}
                cy={y(trace.c[t * hidden + unit]!)}
                r="3"
              />
            );
          })}
        </g>
      ))}
    </svg>
  );
}
