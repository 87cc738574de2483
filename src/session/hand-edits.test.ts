import { describe, expect, test } from 'vitest';
import { HAND_BUILT_PARAMS } from '../lstm/hand-built.ts';
import type { ProofCommand, ProofEvent } from '../proof/proof-protocol.ts';
import { parseWeight } from './hand-edits.ts';
import { createSession } from './session.ts';
import { selectNetwork } from './state.ts';
import { judgeShown } from './verdicts.ts';
import { oneProver, proofsBy } from './one-prover.fixture.ts';

function bench() {
  const asked: ProofCommand[] = [];
  let tell: (event: ProofEvent) => void = () => undefined;
  const session = createSession(
    () => ({ post: () => undefined }),
    proofsBy(
      oneProver((onEvent) => {
        tell = onEvent;
        return { post: (command) => void asked.push(command) };
      }),
    ),
  );
  const state = session.store.get;
  return {
    session,
    state,
    weights: () => [...selectNetwork(state()).params],
    verdict: () => judgeShown(state(), selectNetwork(state())).verdict,
    certify: (): void => {
      const { requestId } = asked.findLast(({ type }) => type === 'decide')!;
      const verdict = { verdict: 'certified', certificate: '', boxes: 1 } as const;
      tell({ type: 'decided', requestId, verdict, ms: 1 });
    },
  };
}

describe('editing by hand', () => {
  test('changes a copy; undo and redo walk through its versions', () => {
    const { session, weights, state } = bench();
    const before = weights();
    session.editWeights();
    session.setWeight(3, 2.5);
    session.setWeight(0, -1);
    expect(weights()[3]).toBe(2.5);
    expect(weights()[0]).toBe(-1);
    expect(state().opened?.source).toBe('seed 1, untrained, edited by hand');
    session.undoEdit();
    expect(weights()).toEqual(before.with(3, 2.5));
    session.undoEdit();
    expect(weights()).toEqual(before);
    session.undoEdit();
    expect(weights()).toEqual(before);
    session.redoEdit();
    session.redoEdit();
    session.redoEdit();
    expect(weights()).toEqual(before.with(3, 2.5).with(0, -1));
    session.undoEdit();
    session.setWeight(5, 7);
    session.redoEdit();
    expect(weights()).toEqual(before.with(3, 2.5).with(5, 7));
    session.leaveEdits();
    expect(state().opened).toBeNull();
    expect(weights()).toEqual(before);
  });

  test('each version is decided by itself', () => {
    const { session, verdict, certify } = bench();
    session.openHandBuilt();
    certify();
    expect(verdict()).toBe('certified');
    session.editWeights();
    expect(verdict()).toBe('certified');
    session.setWeight(1, 0.5);
    expect(verdict()).toBe('pending');
    certify();
    expect(verdict()).toBe('certified');
    session.undoEdit();
    expect(verdict()).toBe('pending');
  });

  test('leads back to what was opened before', () => {
    const { session, weights, state, certify, verdict } = bench();
    session.openHandBuilt();
    session.editWeights();
    session.setWeight(0, 1);
    session.leaveEdits();
    certify();
    expect(verdict()).toBe('certified');
    expect(state().opened?.source).toBe('pencil and paper');
    expect(weights()).toEqual(HAND_BUILT_PARAMS);
  });

  test('without a copy nothing is changed', () => {
    const { session, weights } = bench();
    const before = weights();
    session.setWeight(0, 5);
    session.undoEdit();
    session.redoEdit();
    session.leaveEdits();
    expect(weights()).toEqual(before);
  });
});

test.each([
  ['1.5', 1.5],
  [' −2 ', -2],
  ['-2', -2],
  ['.5', 0.5],
  ['1e2', 100],
  ['1000', 1000],
  ['1000.1', null],
  ['', null],
  ['abc', null],
  ['1e999', null],
  ['0x10', null],
  ['Infinity', null],
])('"%s" is read as %s', (text, value) => expect(parseWeight(text)).toBe(value));
