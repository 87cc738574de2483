/** Act 6: the six equations of the cell with the numbers of one step in them. MathML: no library, no styles in markup. */
import { useState, type JSX, type ReactNode } from 'react';
import { modelOf, paramCount } from '../../lstm/params.ts';
import type { ShownNetwork } from '../../session/network.ts';
import { selectNetwork } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { answerWord, percent } from '../kit/format.ts';
import { MathLine, Mi, Mn, Mo, Mrow, Msub, Mtext } from '../kit/mathml.tsx';
import type { JudgedTrace } from '../kit/judged-trace.ts';
import { SavePicture } from '../kit/save-picture.tsx';
import { useSettledTrace } from '../kit/shown-trace.tsx';
import { BitRow } from '../trace/bit-row.tsx';
import { stageSteps } from '../trace/wave-picture.tsx';
import { Act, Caption } from './act-head.tsx';

export function CellAct(): JSX.Element {
  const session = useSession();
  const { judged, network, cursor } = useSettledTrace();
  const [unit, setUnit] = useState(0);
  const [said, setSaid] = useState('');
  const { trace } = judged;
  const { hidden } = trace;
  const shownUnit = Math.min(unit, hidden - 1);
  const view = stageSteps(trace.length, cursor, 32);
  const at = (step: number): string => `bit ${step + 1} of ${trace.length}: ${judged.bits[step] ?? ''}`;
  const forward = (steps: number): void => {
    const to = Math.max(0, Math.min(trace.length - 1, cursor + steps));
    session.setCursor(to);
    setSaid(at(to));
  };
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
            <button
              type="button"
              className="button small"
              aria-disabled={cursor === 0}
              onClick={() => forward(-1)}
            >
              A bit back
            </button>
            <output aria-live="off">{at(cursor)}</output>
            {/* where its own buttons lead is said; at a typed bit the answer is */}
            <span role="status" className="visually-hidden">
              {said}
            </span>
            <button
              type="button"
              className="button small"
              aria-disabled={cursor === trace.length - 1}
              onClick={() => forward(1)}
            >
              A bit on
            </button>
            {hidden > 1 ? <UnitChoice {...{ hidden, unit: shownUnit, setUnit }} /> : null}
            <SavePicture figure="The equations" of=".cell-steps output, .equations" />
          </div>
          <Equations unit={shownUnit} />
        </>
      )}
      <Caption see={leakWords(judged, shownUnit)}>
        {`Network: ${network.origin === 'opened' ? 'opened' : `seed ${network.seed ?? 1}`}, the string typed at the top; its step is the cursor’s.`}
      </Caption>
      <div className="cell-bits">
        <BitRow {...{ judged, view, cursor }} onCursor={session.setCursor} />
      </div>
    </Act>
  );
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

/** What a zero does to the memory, in a sentence: where a leak comes from. */
function leakWords({ trace, bits }: ReturnType<typeof useSettledTrace>['judged'], unit: number): string {
  const zero = bits.indexOf(0);
  if (zero < 0) return 'The gates say what a bit does to the memory.';
  const kept = trace.forgetGate[zero * trace.hidden + unit]!;
  return `On a zero it keeps ${percent(kept)} of its cell state: what is lost, nothing refills.`;
}

/** A quantity at this step, as c_t. */
const Now = ({ name }: { readonly name: string }): JSX.Element => (
  <Msub>
    <Mi>{name}</Mi>
    <Mi>t</Mi>
  </Msub>
);

/** A quantity at the step before, as c_{t-1}. */
const Before = ({ name }: { readonly name: string }): JSX.Element => (
  <Msub>
    <Mi>{name}</Mi>
    <Mrow>
      <Mi>t</Mi>
      <Mo>−</Mo>
      <Mn>1</Mn>
    </Mrow>
  </Msub>
);

/** Up to four digits, as the trace's table has them. */
const number = (value: number): string => value.toFixed(4).replace('-', '−');

interface Gate {
  readonly symbol: string;
  readonly words: string;
  readonly activation: 'σ' | 'tanh';
  readonly values: 'inputGate' | 'forgetGate' | 'candidate' | 'outputGate';
}

/** In the order of the gates: input, forget, candidate, output. */
const GATES: readonly Gate[] = [
  { symbol: 'i', words: 'how much it writes', activation: 'σ', values: 'inputGate' },
  { symbol: 'f', words: 'how much it keeps', activation: 'σ', values: 'forgetGate' },
  { symbol: 'g', words: 'what it would write', activation: 'tanh', values: 'candidate' },
  { symbol: 'o', words: 'how much it shows', activation: 'σ', values: 'outputGate' },
];

interface StepOfUnit {
  readonly unit: number;
  readonly cursor: number;
}

interface StepNumbers {
  readonly t: number;
  readonly rows: readonly GateNumbers[];
  readonly cBefore: number;
  readonly c: number;
}

/** A gate's value, and what it is computed from: the bit's weight, the sum over the hidden states before, the bias. */
interface GateNumbers {
  readonly gate: Gate;
  readonly value: number;
  readonly sum: readonly [number, number, number];
}

function numbersOf(judged: JudgedTrace, network: ShownNetwork, { unit, cursor }: StepOfUnit): StepNumbers {
  const { layout, params } = modelOf(network.spec, network.params);
  const { inputKernel, recurrentKernel, bias } = layout;
  const { trace, bits } = judged;
  const { hidden } = trace;
  const t = Math.min(cursor, trace.length - 1);
  const last = (t - 1) * hidden;
  const rows = GATES.map((gate, k): GateNumbers => {
    const column = k * hidden + unit;
    const own = params[inputKernel.offset + bits[t]! * 4 * hidden + column]!;
    let fed = 0;
    // before the first bit there is no hidden state
    const fedBack = t === 0 ? 0 : hidden;
    for (let j = 0; j < fedBack; j++)
      fed += params[recurrentKernel.offset + j * 4 * hidden + column]! * trace.h[last + j]!;
    return {
      gate,
      value: trace[gate.values][t * hidden + unit]!,
      sum: [own, fed, params[bias.offset + column]!],
    };
  });
  return { t, rows, cBefore: t === 0 ? 0 : trace.c[last + unit]!, c: trace.c[t * hidden + unit]! };
}

function Equations({ unit }: { readonly unit: number }): JSX.Element {
  const { judged, cursor } = useSettledTrace();
  const network = useSelect(selectNetwork);
  const { t, rows, cBefore, c } = numbersOf(judged, network, { unit, cursor });
  const { trace } = judged;
  const [i, f, g, o] = [0, 1, 2, 3].map((k) => number(rows[k]?.value ?? 0));
  return (
    <table className="equations" translate="no">
      <caption className="visually-hidden">{`The cell’s equations at bit ${t + 1}`}</caption>
      <tbody>
        {rows.map((row) => (
          <GateRow key={row.gate.symbol} {...row} />
        ))}
        <Row words="the new cell state: what it keeps of the old, and what it writes" value={number(c)}>
          <Now name="c" />
          <Mo>=</Mo>
          <Now name="f" />
          <Before name="c" />
          <Mo>+</Mo>
          <Now name="i" />
          <Now name="g" />
          <Mo>=</Mo>
          <Mn>{f}</Mn>
          <Mo>·</Mo>
          <Mn>{number(cBefore)}</Mn>
          <Mo>+</Mo>
          <Mn>{i}</Mn>
          <Mo>·</Mo>
          <Mn>{g}</Mn>
        </Row>
        <Row words="what it shows, and feeds back" value={number(trace.h[t * trace.hidden + unit]!)}>
          <Now name="h" />
          <Mo>=</Mo>
          <Now name="o" />
          <Mi>tanh</Mi>
          <Mo>(</Mo>
          <Now name="c" />
          <Mo>)</Mo>
          <Mo>=</Mo>
          <Mn>{o}</Mn>
          <Mo>·</Mo>
          <Mn>{number(Math.tanh(c))}</Mn>
        </Row>
        <Row words={`so it says ${answerWord(trace.prediction[t]!)}`} value={percent(trace.probability[t])}>
          <Mi>p</Mi>
          <Mo>(</Mo>
          <Mtext>odd</Mtext>
          <Mo>)</Mo>
        </Row>
      </tbody>
    </table>
  );
}

function GateRow({ gate, value, sum }: GateNumbers): JSX.Element {
  return (
    <Row words={gate.words} value={number(value)}>
      <Now name={gate.symbol} />
      <Mo>=</Mo>
      <Mi>{gate.activation}</Mi>
      <Mo>(</Mo>
      <Mn>{number(sum[0])}</Mn>
      <Mo>{sum[1] < 0 ? '−' : '+'}</Mo>
      <Mn>{number(Math.abs(sum[1]))}</Mn>
      <Mo>{sum[2] < 0 ? '−' : '+'}</Mo>
      <Mn>{number(Math.abs(sum[2]))}</Mn>
      <Mo>)</Mo>
    </Row>
  );
}

interface RowProps {
  readonly words: string;
  readonly value: string;
  readonly children: ReactNode;
}

function Row({ words, value, children }: RowProps): JSX.Element {
  return (
    <tr>
      <td>
        <MathLine>{children}</MathLine>
        <span className="soft">{words}</span>
      </td>
      <td className="equation-value">{value}</td>
    </tr>
  );
}
