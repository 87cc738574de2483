/** The cell's gates and states over the typed string, a lane for each quantity of the equations. */
import { useRef, type JSX, type KeyboardEvent, type MouseEvent } from 'react';
import type { Trace } from '../../lstm/forward.ts';
import { signed } from '../kit/format.ts';
import type { JudgedTrace } from '../kit/judged-trace.ts';
import type { Steps } from '../trace/wave-picture.tsx';

/** A quantity that the equations name by one letter. */
export type Quantity = 'i' | 'f' | 'g' | 'o' | 'c' | 'h';

interface Lane {
  readonly quantity: Quantity;
  readonly name: string;
  readonly values: (trace: Trace) => ArrayLike<number>;
  /** Gates lie between 0 and 1. */
  readonly isGate: boolean;
}

const LANES: readonly Lane[] = [
  { quantity: 'i', name: 'input gate', values: (trace) => trace.inputGate, isGate: true },
  { quantity: 'f', name: 'forget gate', values: (trace) => trace.forgetGate, isGate: true },
  { quantity: 'g', name: 'candidate', values: (trace) => trace.candidate, isGate: false },
  { quantity: 'o', name: 'output gate', values: (trace) => trace.outputGate, isGate: true },
  { quantity: 'c', name: 'cell state', values: (trace) => trace.c, isGate: false },
  { quantity: 'h', name: 'hidden state', values: (trace) => trace.h, isGate: false },
];

const HEIGHT = 40;

interface CellLanesProps extends Steps {
  readonly judged: JudgedTrace;
  readonly unit: number;
  readonly cursor: number;
}

/** One tab stop: arrow keys go from lane to lane, and each lights its letter in the equations. */
export function CellLanes({ judged, unit, cursor, start, count }: CellLanesProps): JSX.Element {
  const lanes = useRef<HTMLDivElement>(null);
  const { trace } = judged;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const names = [...(lanes.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = names.findIndex((name) => name === event.target);
    names[(at + step + names.length) % names.length]?.focus();
  };
  return (
    <div
      className="cell-lanes"
      translate="no"
      role="group"
      aria-label="Gates and states, bit by bit"
      ref={lanes}
      onKeyDown={onKeyDown}
    >
      {LANES.map(({ quantity, name, values, isGate }, k) => {
        const valueAt = (step: number): number => values(trace)[step * trace.hidden + unit] ?? 0;
        return (
          <div key={quantity} className="cell-lane" data-quantity={quantity}>
            <button
              type="button"
              tabIndex={k === 0 ? 0 : -1}
              aria-label={`${quantity}, the ${name}: ${signed(valueAt(cursor), 4)} at bit ${cursor + 1}; to its equation`}
              onClick={goToEquation}
            >
              {quantity}
            </button>
            <svg
              viewBox={`0 0 ${Math.max(1, count)} ${HEIGHT}`}
              preserveAspectRatio="none"
              aria-hidden="true"
            >
              <rect className="lane-cursor" x={cursor - start} y="0" width="1" height={HEIGHT} />
              <path className="lane-zero" d={`M0 ${isGate ? HEIGHT : HEIGHT / 2}h${count}`} />
              <path className="lane-bars" d={bars({ start, count }, isGate, valueAt)} />
            </svg>
          </div>
        );
      })}
    </div>
  );
}

function goToEquation({ currentTarget }: MouseEvent): void {
  const of = currentTarget.closest<HTMLElement>('[data-quantity]')?.dataset['quantity'] ?? '';
  const figure = currentTarget.closest('.cell-figure');
  figure?.querySelector<HTMLElement>(`tr[data-quantity="${of}"] button`)?.focus();
}

/** Up from the ground for what lies between 0 and 1, else both ways from the middle. */
function bars({ start, count }: Steps, isGate: boolean, valueAt: (step: number) => number): string {
  const ground = isGate ? HEIGHT : HEIGHT / 2;
  let most = 1;
  for (let k = 0; k < count; k++) most = Math.max(most, Math.abs(valueAt(start + k)));
  let path = '';
  for (let k = 0; k < count; k++)
    path += `M${k + 0.2} ${ground}v${((-ground * valueAt(start + k)) / most).toFixed(2)}h0.6V${ground}z`;
  return path;
}
