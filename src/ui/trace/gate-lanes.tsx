/** The gates and the candidate at every bit, as lanes of the trace. */
import { useCallback, useState, type JSX } from 'react';
import { CanvasLayer, type Painter } from '../kit/canvas-layer.tsx';
import type { JudgedTrace } from '../kit/judged-trace.ts';
import { LaneFrame } from './lane-frame.tsx';
import type { TraceWindow } from './trace-window.ts';

interface GateLanesProps {
  readonly judged: JudgedTrace;
  readonly view: TraceWindow;
}

const HEIGHT = 26;

/** The three gates in 0..1 and the candidate in -1..1, of one unit. */
export function GateLanes({ judged, view }: GateLanesProps): JSX.Element {
  const { trace } = judged;
  const { hidden } = trace;
  const [wanted, setUnit] = useState(0);
  const unit = Math.min(wanted, hidden - 1);
  const gates = [
    ['input gate i', trace.inputGate],
    ['forget gate f', trace.forgetGate],
    ['candidate g', trace.candidate],
    ['output gate o', trace.outputGate],
  ] as const;
  return (
    <>
      {hidden > 1 ? (
        <LaneFrame name="gates of unit" note="">
          <select
            className="unit-select"
            aria-label="Gates of unit"
            value={unit}
            onChange={(event) => setUnit(Number(event.currentTarget.value))}
          >
            {Array.from({ length: hidden }, (_, k) => (
              <option key={k} value={k}>
                {k + 1}
              </option>
            ))}
          </select>
        </LaneFrame>
      ) : null}
      {gates.map(([name, values]) => (
        <LaneFrame key={name} name={name} note="">
          <GateBars {...{ values, hidden, unit, view }} isSigned={values === trace.candidate} />
        </LaneFrame>
      ))}
    </>
  );
}

interface GateBarsProps {
  readonly values: Float64Array;
  readonly hidden: number;
  readonly unit: number;
  readonly view: TraceWindow;
  readonly isSigned: boolean;
}

function GateBars({ values, hidden, unit, view, isSigned }: GateBarsProps): JSX.Element {
  const { start, count, cell, width } = view;
  const paint = useCallback<Painter>(
    (context, colours) => {
      const zero = isSigned ? HEIGHT / 2 : HEIGHT - 1;
      const full = isSigned ? HEIGHT / 2 - 1 : HEIGHT - 2;
      context.fillStyle = colours.soft;
      context.globalAlpha = 0.55;
      for (let k = 0; k < count; k++) {
        const height = full * values[(start + k) * hidden + unit]!;
        context.fillRect(k * cell + 1, zero, cell - 2, -height);
      }
      context.globalAlpha = 1;
      context.fillStyle = colours.line;
      context.fillRect(0, zero - 0.5, count * cell, 1);
    },
    [values, hidden, unit, isSigned, start, count, cell],
  );
  return <CanvasLayer className="lane-canvas" width={width} height={HEIGHT} paint={paint} />;
}
