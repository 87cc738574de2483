/** The cell and the hidden state after every bit, in numbers and colours. */
import { counted } from '../../session/counted.ts';
import { useCallback, type JSX } from 'react';
import { modelOf } from '../../lstm/params.ts';
import type { ShownNetwork } from '../../session/network.ts';
import { CellRow, type Cell } from './cell-row.tsx';
import { signed } from '../kit/format.ts';
import { HeatCanvas } from './heat-canvas.tsx';
import type { JudgedTrace } from '../kit/judged-trace.ts';
import { LaneFrame } from './lane-frame.tsx';
import { StateLine } from './state-line.tsx';
import { MAX_WRITTEN_UNITS, type TraceWindow } from './trace-window.ts';

interface StateLanesProps {
  readonly judged: JudgedTrace;
  readonly view: TraceWindow;
  readonly network: ShownNetwork;
}

/** Cell and hidden state of every unit as heat and number, and as lines. */
export function StateLanes({ judged, view, network }: StateLanesProps): JSX.Element {
  const { trace } = judged;
  const { hidden } = trace;
  const votes = oddVotes(network, hidden);
  const scale = largest(trace.c);
  if (hidden > MAX_WRITTEN_UNITS)
    return (
      <>
        <LaneFrame name="cell state c" note={counted(hidden, 'unit')}>
          <HeatCanvas values={trace.c} {...{ hidden, view, votes, scale }} />
        </LaneFrame>
        <LaneFrame name="hidden state h" note={counted(hidden, 'unit')}>
          <HeatCanvas values={trace.h} {...{ hidden, view, votes }} scale={1} />
        </LaneFrame>
      </>
    );
  const units = Array.from({ length: hidden }, (_, unit) => unit);
  return (
    <>
      {units.map((unit) => {
        const index = hidden === 1 ? '' : ` ${unit + 1}`;
        const shared = { hidden, unit, view, vote: votes[unit]! };
        return (
          <div key={unit}>
            <LaneFrame name={`cell state c${index}`} note={unit === 0 ? 'orange argues for odd' : ''}>
              <HeatRow values={trace.c} scale={scale} {...shared} />
            </LaneFrame>
            <LaneFrame name={`hidden state h${index}`} note="">
              <HeatRow values={trace.h} scale={1} {...shared} />
            </LaneFrame>
          </div>
        );
      })}
      <LaneFrame name="as lines" note="c solid, h dashed">
        <StateLine {...{ judged, view, scale }} />
      </LaneFrame>
    </>
  );
}

function largest(values: Float64Array): number {
  let most = 1;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** For each unit 1 when a positive state argues for odd, -1 when for even: the sign of its read-out weight. */
function oddVotes(network: ShownNetwork, hidden: number): number[] {
  const { layout, params } = modelOf(network.spec, network.params);
  const { offset } = layout.outputKernel;
  return Array.from({ length: hidden }, (_, unit) =>
    params[offset + 2 * unit + 1]! >= params[offset + 2 * unit]! ? 1 : -1,
  );
}

/** Below so many pixels numbers go without their leading zero. */
const NARROW_CELL = 30;

interface HeatRowProps {
  readonly values: Float64Array;
  readonly hidden: number;
  readonly unit: number;
  readonly view: TraceWindow;
  readonly vote: number;
  readonly scale: number;
}

/** One unit's numbers on cells coloured by the answer that they argue for. */
function HeatRow({ values, hidden, unit, view, vote, scale }: HeatRowProps): JSX.Element {
  const isNarrow = view.cell < NARROW_CELL;
  const cellAt = useCallback(
    (step: number): Cell => {
      const value = values[step * hidden + unit]!;
      const strength = Math.min(1, Math.abs(value) / scale);
      const written = signed(value, Math.abs(value) >= 9.95 ? 0 : 1);
      return {
        text: isNarrow ? written.replace('0.', '.') : written,
        tone: 'ink',
        fill: { colour: value * vote > 0 ? 'odd' : 'even', strength: 0.06 + 0.6 * strength },
      };
    },
    [values, hidden, unit, vote, scale, isNarrow],
  );
  return <CellRow view={view} height={26} cellAt={cellAt} />;
}
