/** The typed bits as buttons on the time axis: a press flips one. */
import { memo, useCallback, useRef, type JSX, type KeyboardEvent } from 'react';
import { useSession } from '../../session/use-session.ts';
import type { JudgedTrace } from '../kit/judged-trace.ts';
import type { TraceWindow } from './trace-window.ts';

interface BitRowProps {
  readonly judged: JudgedTrace;
  readonly view: Pick<TraceWindow, 'start' | 'count'> & { readonly cell?: number };
  readonly cursor: number;
  readonly onCursor: (step: number) => void;
}

/** The bits as cells: a press flips one; arrow keys move the cursor along. Without a width they share the row's. */
export function BitRow({ judged, view, cursor, onCursor }: BitRowProps): JSX.Element {
  const session = useSession();
  const row = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = target(event.key, cursor, judged.trace.length, view.count);
    if (to === null) return;
    event.preventDefault();
    onCursor(to);
    // the cell may only be there after the window has moved
    requestAnimationFrame(() => row.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
  };
  const onFlip = useCallback(
    (step: number): void => {
      session.flipBit(step);
      onCursor(step);
    },
    [session, onCursor],
  );
  const steps = Array.from({ length: view.count }, (_, k) => view.start + k);
  return (
    <div
      className="bit-row"
      translate="no"
      role="group"
      aria-label="Bits: arrow keys move, space flips"
      ref={row}
      onKeyDown={onKeyDown}
      style={view.cell === undefined ? undefined : { gridAutoColumns: view.cell }}
    >
      {steps.map((step) => (
        <BitCell
          key={step - view.start}
          step={step}
          bit={judged.bits[step]!}
          isCursor={step === cursor}
          onFlip={onFlip}
        />
      ))}
    </div>
  );
}

interface BitCellProps {
  readonly step: number;
  readonly bit: number;
  readonly isCursor: boolean;
  readonly onFlip: (step: number) => void;
}

const BitCell = memo(function BitCell({ step, bit, isCursor, onFlip }: BitCellProps): JSX.Element {
  return (
    <button
      type="button"
      data-bit={bit}
      tabIndex={isCursor ? 0 : -1}
      aria-label={`Bit ${step + 1} is ${bit}, flip`}
      onClick={() => onFlip(step)}
    >
      {bit}
    </button>
  );
});

function target(key: string, at: number, length: number, page: number): number | null {
  const to = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: length - 1,
  }[key];
  return to === undefined ? null : Math.max(0, Math.min(length - 1, to));
}
