/** Act 6: the six equations of the cell with the numbers of one step in them, and the lanes that their letters stand for. */
import { useState, type HTMLAttributes, type JSX } from 'react';
import { paramCount } from '../../lstm/params.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { percent, signed } from '../kit/format.ts';
import type { JudgedTrace } from '../kit/judged-trace.ts';
import { SavePicture } from '../kit/save-picture.tsx';
import { useSettledTrace } from '../kit/shown-trace.tsx';
import { BitRow } from '../trace/bit-row.tsx';
import { stageSteps } from '../trace/wave-picture.tsx';
import { Act, Caption } from './act-head.tsx';
import { Equations } from './cell-equations.tsx';
import { CellLanes } from './cell-lanes.tsx';

export function CellAct(): JSX.Element {
  const session = useSession();
  const { judged, cursor } = useSettledTrace();
  const [unit, setUnit] = useState(0);
  const name = useSelect((state) =>
    state.opened ? `The network from ${state.opened.source}` : `Network ${state.replica + 1}`,
  );
  const { trace } = judged;
  const { hidden } = trace;
  const shownUnit = Math.min(unit, hidden - 1);
  const view = stageSteps(trace.length, cursor, 32);
  const lighting = useLighting();
  return (
    <Act act={6} title={`Six equations, ${paramCount(hidden)} numbers.`}>
      <p className="lead">
        This is all of it. At every bit three gates decide, each between 0 and 1, what the cell lets in, what
        it keeps and what it shows.
      </p>
      {trace.length === 0 ? (
        <p className="soft">Type zeros and ones above, and their numbers stand here.</p>
      ) : (
        <>
          <div className="cell-steps">
            <Steps />
            {hidden > 1 ? <UnitChoice {...{ hidden, unit: shownUnit, setUnit }} /> : null}
            <SavePicture figure="The equations" of=".cell-steps output, .equations" />
          </div>
          <div className="cell-figure" {...lighting}>
            <Equations unit={shownUnit} />
            <div className="cell-rows">
              <BitRow {...{ judged, view, cursor }} onCursor={session.setCursor} />
              <CellLanes {...{ judged, cursor, unit: shownUnit }} {...view} />
            </div>
          </div>
        </>
      )}
      <Caption see={zeroWords(judged, shownUnit)}>
        {`${name}, the string typed at the top; its step is the cursor’s.`}
      </Caption>
    </Act>
  );
}

/** Along the string, a bit at a time. */
function Steps(): JSX.Element {
  const session = useSession();
  const { judged, cursor } = useSettledTrace();
  const [said, setSaid] = useState('');
  const { length } = judged.trace;
  const at = (step: number): string => `bit ${step + 1} of ${length}: ${judged.bits[step] ?? ''}`;
  const forward = (steps: number): void => {
    const to = Math.max(0, Math.min(length - 1, cursor + steps));
    session.setCursor(to);
    setSaid(at(to));
  };
  return (
    <>
      <button type="button" className="button small" aria-disabled={cursor === 0} onClick={() => forward(-1)}>
        A bit back
      </button>
      <output translate="no" aria-live="off">
        {at(cursor)}
      </output>
      {/* where its own buttons lead is said; at a typed bit the answer is */}
      <span role="status" className="visually-hidden">
        {said}
      </span>
      <button
        type="button"
        className="button small"
        aria-disabled={cursor === length - 1}
        onClick={() => forward(1)}
      >
        A bit on
      </button>
    </>
  );
}

/** The quantity that an element stands for, or stands within. */
const quantityAt = (at: EventTarget | null): string | undefined =>
  (at instanceof Element && at.closest('[data-quantity]')?.getAttribute('data-quantity')) || undefined;

/** A letter that the pointer or the focus is at lights its lane, and a lane its letters. */
function useLighting(): HTMLAttributes<HTMLDivElement> & { readonly 'data-lit': string | undefined } {
  const [lit, setLit] = useState<string>();
  const ofFocus = (): string | undefined => quantityAt(document.activeElement);
  return {
    'data-lit': lit,
    onPointerMove: ({ target, pointerType, movementX, movementY }) => {
      // what is scrolled under a resting mouse takes nothing from the keyboard, though browsers tell of a move
      if (pointerType === 'mouse' && movementX === 0 && movementY === 0) return;
      setLit(quantityAt(target) ?? ofFocus());
    },
    onPointerLeave: () => setLit(ofFocus()),
    onFocus: ({ target }) => setLit(quantityAt(target)),
    onBlur: () => setLit(undefined),
  };
}

interface UnitChoiceProps {
  readonly hidden: number;
  readonly unit: number;
  readonly setUnit: (unit: number) => void;
}

function UnitChoice({ hidden, unit, setUnit }: UnitChoiceProps): JSX.Element {
  return (
    <label className="unit-choice">
      <span>Unit</span>
      <select value={unit} onChange={(event) => setUnit(Number(event.currentTarget.value))}>
        {Array.from({ length: hidden }, (_, k) => (
          <option key={k} value={k}>
            {String(k + 1)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What a zero does to the memory, in a sentence: a leak keeps much and adds little, a latch writes its state anew. */
function zeroWords({ trace, bits }: JudgedTrace, unit: number): string {
  const zero = bits.indexOf(0);
  if (zero < 0) return 'The gates say what a bit does to the memory.';
  const at = zero * trace.hidden + unit;
  const written = trace.inputGate[at]! * trace.candidate[at]!;
  return `On its first zero it keeps ${percent(trace.forgetGate[at])} of its cell state and writes ${signed(written, 2)} to it.`;
}
