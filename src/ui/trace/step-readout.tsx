/** The step at the cursor in numbers: its bit, answer, states and gates. */
import type { JSX } from 'react';
import { selectStanding } from '../../session/standing.ts';
import { useSelect } from '../../session/use-session.ts';
import { answerWord, grouped, signed } from '../kit/format.ts';
import { isWrongAt, type JudgedTrace } from '../kit/judged-trace.ts';
import { MAX_WRITTEN_UNITS } from './trace-window.ts';
import { Prose } from '../kit/prose.tsx';

interface StepReadoutProps {
  readonly judged: JudgedTrace;
  readonly cursor: number;
}

/** Every number of the step under the cursor. */
export function StepReadout({ judged, cursor }: StepReadoutProps): JSX.Element {
  const { trace, bits, parity } = judged;
  const units = Array.from({ length: Math.min(MAX_WRITTEN_UNITS, trace.hidden) }, (_, unit) => unit);
  const wrong = isWrongAt(judged, cursor);
  const hasPassed = useSelect((state) => selectStanding(state) === 'passed');
  return (
    <div className="readout">
      <p>
        <Prose>
          <b>{`step ${grouped(cursor + 1)}`}</b> bit {bits[cursor]} · parity {answerWord(parity[cursor]!)} ·
          answer{' '}
          <span className={wrong ? 'bad' : hasPassed ? 'good' : ''}>
            {`${answerWord(trace.prediction[cursor]!)}${wrong ? ' ✗' : hasPassed ? ' ✓' : ''}`}
          </span>{' '}
          · p(odd) {trace.probability[cursor]!.toFixed(4)}
        </Prose>
      </p>
      {units.map((unit) => (
        <p key={unit} className="readout-unit">
          {trace.hidden > 1 ? <b>{`unit ${unit + 1}`}</b> : null}
          {numbersOf(judged, cursor, unit).map(([name, value]) => (
            <span key={name}>
              <i>{name}</i> <data value={value}>{signed(value, 3)}</data>
            </span>
          ))}
        </p>
      ))}
    </div>
  );
}

function numbersOf({ trace }: JudgedTrace, step: number, unit: number): (readonly [string, number])[] {
  const at = step * trace.hidden + unit;
  return [
    ['c', trace.c[at]!],
    ['h', trace.h[at]!],
    ['i', trace.inputGate[at]!],
    ['f', trace.forgetGate[at]!],
    ['g', trace.candidate[at]!],
    ['o', trace.outputGate[at]!],
  ];
}
