/** The equations of one step: letters, numbers, and what each is for. MathML: no library, no styles in markup. */
import type { JSX, MouseEvent, ReactNode } from 'react';
import { modelOf } from '../../lstm/params.ts';
import type { ShownNetwork } from '../../session/network.ts';
import { selectNetwork } from '../../session/state.ts';
import { useSelect } from '../../session/use-session.ts';
import { answerWord, percent } from '../kit/format.ts';
import type { JudgedTrace } from '../kit/judged-trace.ts';
import { MathLine, Mi, Mn, Mo, Mrow, Msub, Mtext } from '../kit/mathml.tsx';
import { useSettledTrace } from '../kit/shown-trace.tsx';
import type { Quantity } from './cell-lanes.tsx';

/** A quantity at this step, as c_t. */
const Now = ({ name }: { readonly name: Quantity }): JSX.Element => (
  <Msub quantity={name}>
    <Mi>{name}</Mi>
    <Mi>t</Mi>
  </Msub>
);

/** A quantity at the step before, as c_{t-1}. */
const Before = ({ name }: { readonly name: Quantity }): JSX.Element => (
  <Msub quantity={name}>
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
  readonly symbol: Quantity;
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

/** All six, with the numbers of the step at the cursor. */
export function Equations({ unit }: { readonly unit: number }): JSX.Element {
  const { judged, cursor } = useSettledTrace();
  const network = useSelect(selectNetwork);
  const { t, rows, cBefore, c } = numbersOf(judged, network, { unit, cursor });
  const { trace } = judged;
  const gateOf = (k: number): string => number(rows[k]?.value ?? 0);
  const [i, f, g, o] = [gateOf(0), gateOf(1), gateOf(2), gateOf(3)] as const;
  return (
    <table className="equations" translate="no">
      <caption className="visually-hidden">{`The cell’s equations at bit ${t + 1}`}</caption>
      <tbody>
        {rows.map((row) => (
          <GateRow key={row.gate.symbol} {...row} isHard={network.spec.activation === 'hard-sigmoid'} />
        ))}
        <CellStateRow gates={[i, f, g]} {...{ cBefore, c }} />
        <Row of="h" words="what it shows, and feeds back" value={number(trace.h[t * trace.hidden + unit]!)}>
          <Now name="h" />
          <Mo>=</Mo>
          <Now name="o" />
          <Mi>tanh</Mi>
          <Mo>(</Mo>
          <Now name="c" />
          <Mo>)</Mo>
          <Mo>=</Mo>
          <Mn quantity="o">{o}</Mn>
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

interface CellStateRowProps {
  /** Input gate, forget gate and candidate, as written. */
  readonly gates: readonly [string, string, string];
  readonly cBefore: number;
  readonly c: number;
}

function CellStateRow({ gates: [i, f, g], cBefore, c }: CellStateRowProps): JSX.Element {
  return (
    <Row
      of="c"
      words="the new cell state: what it keeps of the old, and what it writes"
      value={number(c)}
      numbers={
        <>
          <Mo>=</Mo>
          <Mn quantity="f">{f}</Mn>
          <Mo>·</Mo>
          <Mn quantity="c">{number(cBefore)}</Mn>
          <Mo>+</Mo>
          <Mn quantity="i">{i}</Mn>
          <Mo>·</Mo>
          <Mn quantity="g">{g}</Mn>
        </>
      }
    >
      <Now name="c" />
      <Mo>=</Mo>
      <Now name="f" />
      <Before name="c" />
      <Mo>+</Mo>
      <Now name="i" />
      <Now name="g" />
    </Row>
  );
}

function GateRow({ gate, value, sum, isHard }: GateNumbers & { readonly isHard: boolean }): JSX.Element {
  return (
    <Row of={gate.symbol} words={gate.words} value={number(value)}>
      <Now name={gate.symbol} />
      <Mo>=</Mo>
      <Mi>{isHard && gate.activation === 'σ' ? 'hard σ' : gate.activation}</Mi>
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
  /** The quantity that it computes; none: the answer. */
  readonly of?: Quantity;
  readonly words: string;
  readonly value: string;
  /** The same in numbers, where it would be long: in a line of its own where there is no room. */
  readonly numbers?: JSX.Element;
  readonly children: ReactNode;
}

function Row({ of, words, value, numbers, children }: RowProps): JSX.Element {
  return (
    <tr data-quantity={of}>
      <td>
        <MathLine>{children}</MathLine>
        {numbers === undefined ? null : <MathLine>{numbers}</MathLine>}
        {of === undefined ? (
          <span className="soft">{words}</span>
        ) : (
          <button
            type="button"
            className="equation-words"
            aria-label={`${words}: to its lane`}
            onClick={goToLane}
          >
            {words}
          </button>
        )}
      </td>
      <td className="equation-value">{value}</td>
    </tr>
  );
}

/** To the lane of what an equation computes. */
function goToLane({ currentTarget }: MouseEvent): void {
  const of = currentTarget.closest('tr')?.dataset['quantity'] ?? '';
  const figure = currentTarget.closest('.cell-figure');
  figure?.querySelector<HTMLElement>(`.cell-lane[data-quantity="${of}"] button`)?.focus();
}
