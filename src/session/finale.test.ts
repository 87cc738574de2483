import { describe, expect, test } from 'vitest';
import { createFooledSelector } from './finale.ts';
import { recordedRun } from './recorded.ts';
import { replicaSubject, type Verdicts } from './verdicts.ts';

const run = recordedRun();

/** Verdicts of the recorded networks, "wrong" on a string or certified. */
function verdictsOf(found: Readonly<Record<number, string | null>>): Verdicts {
  return new Map(
    Object.entries(found).map(([key, bits]) => {
      const replica = Number(key);
      const outcome =
        bits === null
          ? ({ verdict: 'certified', certificate: '', boxes: 1 } as const)
          : ({ verdict: 'wrong', bits, isShortest: true, rightUpTo: bits.length - 1 } as const);
      return [replica, { ...replicaSubject(run, replica)!, outcome }];
    }),
  );
}

const HELD = '1'.repeat(20);

describe('the string that fools a network', () => {
  test('is none before anything is known, and none where all are proved', () => {
    const select = createFooledSelector();
    expect(select({ run, verdicts: new Map() })).toBeNull();
    expect(select({ run: null, verdicts: new Map() })).toBeNull();
    expect(select({ run, verdicts: verdictsOf({ 0: null, 1: null }) })).toBeNull();
  });

  test('is a one and zeros where the network forgets along them, however short the shortest is', () => {
    const fooled = createFooledSelector()({
      run,
      verdicts: verdictsOf({ 0: HELD, 1: `1${'0'.repeat(21)}1` }),
    });
    expect(fooled).toMatchObject({ replica: 1, shortest: 23, isShortestKnown: true });
    expect(fooled?.bits).toBe(`1${'0'.repeat(fooled?.zeros ?? -1)}`);
    expect(fooled?.zeros).toBeGreaterThan(8);
  });

  test('is the string that was found where it is another, and short enough to be watched', () => {
    const select = createFooledSelector();
    expect(select({ run, verdicts: verdictsOf({ 0: HELD }) })).toMatchObject({ bits: HELD, zeros: null });
    expect(select({ run, verdicts: verdictsOf({ 0: '1'.repeat(1000) }) })).toBeNull();
  });

  test('stays the same object while it says the same', () => {
    const select = createFooledSelector();
    const first = select({ run, verdicts: verdictsOf({ 1: '1' }) });
    expect(select({ run, verdicts: verdictsOf({ 1: '1' }) })).toBe(first);
  });

  test('is of solved replicas alone', () => {
    expect(createFooledSelector()({ run, verdicts: verdictsOf({ 4: '1' }) })).toBeNull();
  });
});
