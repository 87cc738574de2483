/** The trace as a table of numbers, a row for each bit. */
import { memo, type JSX } from 'react';
import { answerWord } from '../kit/format.ts';
import { isWrongAt, type JudgedTrace } from '../kit/judged-trace.ts';
import { tableRows } from './trace-window.ts';

interface TraceTableProps {
  readonly judged: JudgedTrace;
  readonly cursor: number;
  /** Assistive technology finds the table at any time; the eye on demand. */
  readonly isShown: boolean;
}

/** The trace in numbers: of a long string, the steps around the cursor. */
export const TraceTable = memo(function TraceTable({
  judged,
  cursor,
  isShown,
}: TraceTableProps): JSX.Element {
  const { hidden, length } = judged.trace;
  const { start, end } = tableRows(length, cursor, hidden);
  const units = Array.from({ length: hidden }, (_, unit) => unit);
  const steps = Array.from({ length: end - start }, (_, k) => start + k);
  return (
    // it scrolls, so keys must reach it
    <div
      className={isShown ? 'table-scroll trace-table' : 'visually-hidden'}
      tabIndex={isShown ? 0 : undefined}
    >
      <table className="numbers" aria-label="Trace">
        <thead>
          <tr>
            <th scope="col">step</th>
            <th scope="col">bit</th>
            <th scope="col">parity</th>
            <th scope="col">prediction</th>
            <th scope="col">probability</th>
            {units.flatMap((unit) => [
              <th key={`c${unit}`} scope="col">{`c${unit + 1}`}</th>,
              <th key={`h${unit}`} scope="col">{`h${unit + 1}`}</th>,
            ])}
          </tr>
        </thead>
        <tbody translate="no">
          {steps.map((step) => (
            <TraceRow key={step} judged={judged} step={step} units={units} isCursor={step === cursor} />
          ))}
        </tbody>
      </table>
    </div>
  );
});

interface TraceRowProps {
  readonly judged: JudgedTrace;
  readonly step: number;
  readonly units: readonly number[];
  readonly isCursor: boolean;
}

function TraceRow({ judged, step, units, isCursor }: TraceRowProps): JSX.Element {
  const { trace, bits, parity } = judged;
  const at = step * trace.hidden;
  return (
    <tr
      data-wrong={isWrongAt(judged, step) ? '' : undefined}
      data-parity={answerWord(parity[step]!)}
      aria-current={isCursor ? 'step' : undefined}
    >
      <td>{step + 1}</td>
      <td>{bits[step]}</td>
      <td>{answerWord(parity[step]!)}</td>
      <td>{answerWord(trace.prediction[step]!)}</td>
      <td>{trace.probability[step]!.toFixed(6)}</td>
      {units.flatMap((unit) => [
        <td key={`c${unit}`}>{trace.c[at + unit]!.toFixed(4)}</td>,
        <td key={`h${unit}`}>{trace.h[at + unit]!.toFixed(4)}</td>,
      ])}
    </tr>
  );
}
