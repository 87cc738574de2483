/** The weights as a table, whose numbers can be edited. */
import { useState, type JSX, type KeyboardEvent } from 'react';
import { GATES, modelOf, PARAM_NAMES, paramRows, type ParamName } from '../../lstm/params.ts';
import { MAX_WEIGHT, parseWeight } from '../../session/hand-edits.ts';
import type { ShownNetwork } from '../../session/network.ts';
import { useSession } from '../../session/use-session.ts';
import { shortestFloat32 } from '../../session/weights-text.ts';
import { grouped, signed } from '../kit/format.ts';
import { undoStepOf } from '../kit/undo-keys.ts';

/** Most columns of a matrix that are written out. */
const MAX_COLUMNS = 8;

const BLOCK_LABELS: Readonly<Record<ParamName, string>> = {
  inputKernel: 'input kernel',
  recurrentKernel: 'recurrent kernel',
  bias: 'bias',
  outputKernel: 'output kernel',
  outputBias: 'output bias',
};

/** Whether a network's weights are few enough to be written out, and so to be edited. */
export const isWrittenOut = ({ spec }: Pick<ShownNetwork, 'spec'>): boolean =>
  GATES.length * spec.hidden <= MAX_COLUMNS;

/** The weights as Keras names and shapes them; those of a copy can be edited. */
export function WeightsTable({ network }: { readonly network: ShownNetwork }): JSX.Element {
  const { layout } = modelOf(network.spec, network.params);
  const isSmall = isWrittenOut(network);
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <>
      <table className="numbers weights" aria-label="Weights">
        <thead>
          <HeadRow hidden={network.spec.hidden} isSmall={isSmall} />
        </thead>
        <tbody translate="no">
          {PARAM_NAMES.map((name) => {
            const block = layout[name];
            const rows = isSmall ? paramRows(network.params, block) : [];
            if (!isSmall)
              return (
                <tr key={name}>
                  <th scope="row">{BLOCK_LABELS[name]}</th>
                  <td>{`${block.rows} × ${block.columns}`}</td>
                </tr>
              );
            return rows.map((row, k) => (
              // rows and columns of a matrix never move
              <tr key={`${name} ${k}`}>
                <th scope="row">{rowLabel(name, k)}</th>
                {row.map((value, column) => (
                  <td key={column}>
                    {network.edits ? (
                      <WeightField
                        index={block.offset + k * block.columns + column}
                        label={weightName(name, k, column, network.spec.hidden)}
                        {...{ value }}
                        onProblem={setProblem}
                      />
                    ) : (
                      signed(value, 2)
                    )}
                  </td>
                ))}
              </tr>
            ));
          })}
        </tbody>
      </table>
      {/* its room stays, or a press on a button below would miss it */}
      {network.edits ? (
        <p className="field-problem weight-problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}

/** Over the columns of each gate its name, where numbers are written out. */
function HeadRow({ hidden, isSmall }: { readonly hidden: number; readonly isSmall: boolean }): JSX.Element {
  return (
    <tr>
      <th scope="col">weights</th>
      {isSmall
        ? GATES.map((gate) => (
            <th key={gate} scope="col" colSpan={hidden}>
              {gate}
            </th>
          ))
        : null}
    </tr>
  );
}

/** The two rows of the input kernel are those of bit 0 and bit 1. */
function rowLabel(name: ParamName, row: number): string {
  if (row === 0) return BLOCK_LABELS[name];
  return name === 'inputKernel' ? '… of bit 1' : '';
}

/** A weight by its place: `input kernel of 1, gate f`. */
function weightName(name: ParamName, row: number, column: number, hidden: number): string {
  const unit = (k: number): string => (hidden === 1 ? '' : ` of unit ${k + 1}`);
  const to =
    name === 'outputKernel' || name === 'outputBias'
      ? ['even', 'odd'][column]!
      : `gate ${GATES[Math.floor(column / hidden)]!}${unit(column % hidden)}`;
  const from = { inputKernel: ` of ${row}`, recurrentKernel: unit(row), outputKernel: unit(row) };
  return `${BLOCK_LABELS[name]}${name in from ? from[name as keyof typeof from] : ''}, ${to}`;
}

/** What a press adds. */
const STEPS: Readonly<Record<string, number>> = { ArrowUp: 0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1 };

const PROBLEM = `No number from −${grouped(MAX_WEIGHT)} to ${grouped(MAX_WEIGHT)}: kept as it was.`;

interface WeightFieldProps {
  readonly index: number;
  readonly label: string;
  readonly value: number;
  readonly onProblem: (problem: string | null) => void;
}

/** One number: with all its digits while it has the focus. Enter, or leaving it, puts it in force. */
function WeightField({ index, label, value, onProblem }: WeightFieldProps): JSX.Element {
  const session = useSession();
  const [draft, setDraft] = useState<string | null>(null);
  const [isFocused, setIsFocused] = useState(false);
  const isBad = draft !== null && parseWeight(draft) === null;
  const shown = isFocused ? shortestFloat32(value) : signed(value, Math.abs(value) < 9.995 ? 2 : 1);
  const settle = (): void => {
    if (draft === null) return;
    const weight = parseWeight(draft);
    onProblem(weight === null ? PROBLEM : null);
    if (weight !== null) session.setWeight(index, weight);
    setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (event.key === 'Enter') return settle();
    if (event.key === 'Escape') return setDraft(null);
    const asked = undoStepOf(event.nativeEvent);
    // the field itself takes back what is typed in it
    if (asked !== null && (draft === null || draft === shown)) {
      setDraft(null);
      (asked === 'redo' ? session.redoEdit : session.undoEdit)();
    } else if (step !== undefined) {
      const from = (draft === null ? null : parseWeight(draft)) ?? value;
      const next = Math.round((from + step) * 1e6) / 1e6;
      if (Math.abs(next) <= MAX_WEIGHT) session.setWeight(index, next);
      setDraft(null);
    } else return;
    event.preventDefault();
  };
  return (
    <input
      className="weight"
      aria-label={label}
      aria-invalid={isBad}
      inputMode="text"
      autoComplete="off"
      spellCheck={false}
      value={draft ?? shown}
      onFocus={() => setIsFocused(true)}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => {
        setIsFocused(false);
        settle();
      }}
      onKeyDown={onKeyDown}
    />
  );
}
