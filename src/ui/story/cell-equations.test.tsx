/**
 * The numbers in the equations are the plain model's, to the digits that stand there, and the equations hold: on random
 * strings, at random places, with trained networks of one unit and random ones of three.
 */
import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { traceString } from '../../lstm/forward.ts';
import { paramLayout } from '../../lstm/params.ts';
import { trainedNetworks } from '../../proof/test-networks.fixture.ts';
import { bench } from '../../session/session-bench.fixture.ts';
import { SessionContext } from '../../session/use-session.ts';
import { ShownTraceProvider } from '../kit/shown-trace.tsx';
import { Equations } from './cell-equations.tsx';

const STRINGS = 20;
/** Half of the last digit. */
const ROUNDED = 0.5e-4;

interface Shown {
  /** Of i, f, g, o, c and h: the value that is told, and the numbers of its equation. */
  readonly [quantity: string]: { readonly value: number; readonly numbers: readonly number[] };
}

const numberIn = (text: string): number => Number(text.replace('−', '-'));

function readEquations(markup: string): Shown {
  const rows = [...markup.matchAll(/<tr data-quantity="(\w)">(.*?)<\/tr>/gu)];
  return Object.fromEntries(
    rows.map(([, quantity, row]) => {
      const value = numberIn(/class="equation-value">([^<]*)</u.exec(row)![1]);
      // the minus of a term stands before it
      const signed = row.replaceAll(/<mo[^>]*>−<\/mo><mn([^>]*)>/gu, '<mn$1>−');
      const numbers = [...signed.matchAll(/<mn[^>]*>([^<]*)<\/mn>/gu)].map(([, text]) => numberIn(text));
      return [quantity, { value, numbers }];
    }),
  );
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

const three = { hidden: 3, activation: 'sigmoid', head: 'softmax' } as const;
const wide = fc
  .float32Array({
    minLength: paramLayout(3).size,
    maxLength: paramLayout(3).size,
    min: -2,
    max: 2,
    noNaN: true,
  })
  .map((params) => ({ spec: three, params }));
const trained = fc.constantFrom(...trainedNetworks.filter(({ spec }) => spec.activation === 'sigmoid'));

test('the numbers are those of the trace, and the equations hold', () => {
  const cases = fc.record({
    network: fc.oneof(trained, wide),
    bits: fc.array(fc.constantFrom('0', '1'), { minLength: 2, maxLength: 60 }),
    place: fc.nat(),
    unit: fc.nat(),
  });
  fc.assert(
    fc.property(cases, ({ network: { spec, params }, bits, ...at }) => {
      const [t, unit] = [at.place % bits.length, at.unit % spec.hidden];
      const { session } = bench();
      const opened = { spec, params, source: 'a test' };
      session.layDown({ opened, bits: bits.join(''), cursor: t });
      const shown = readEquations(
        renderToStaticMarkup(
          <SessionContext value={session}>
            <ShownTraceProvider>
              <Equations unit={unit} />
            </ShownTraceProvider>
          </SessionContext>,
        ),
      );
      const trace = traceString(spec, params, bits.map(Number));
      const of = (values: Float64Array, step = t): number =>
        step < 0 ? 0 : values[step * spec.hidden + unit];
      const wanted = {
        i: of(trace.inputGate),
        f: of(trace.forgetGate),
        g: of(trace.candidate),
        o: of(trace.outputGate),
        c: of(trace.c),
        h: of(trace.h),
      };
      for (const [quantity, value] of Object.entries(wanted))
        expect(Math.abs(shown[quantity].value - value)).toBeLessThanOrEqual(ROUNDED * 1.001);
      for (const gate of ['i', 'f', 'g', 'o'] as const) {
        const z = shown[gate].numbers.reduce((sum, part) => sum + part, 0);
        const value = gate === 'g' ? Math.tanh(z) : sigmoid(z);
        // three rounded terms, and a gate that passes on at most all of each
        expect(Math.abs(value - wanted[gate])).toBeLessThanOrEqual(4 * ROUNDED);
      }
      const [f, before, i, g] = shown['c'].numbers.slice(-4);
      expect([f, before, i, g]).toEqual(
        [wanted.f, of(trace.c, t - 1), wanted.i, wanted.g].map((value) => expect.closeTo(value, 3) as number),
      );
    }),
    { numRuns: STRINGS },
  );
});
