import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Verdict } from '../proof/verdict.ts';
import { certified, proofsProgress, provedTraining, type ProofsBench } from './proofs-bench.fixture.ts';
import { countVerdicts } from './verdicts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('on a machine of several cores', () => {
  const paramsAsked = (b: ProofsBench): number[] =>
    b.asked.flatMap((command) => (command.type === 'decide' ? [command.params[0]!] : []));
  const answerOf = (b: ProofsBench, value: number, verdict: Verdict): void => {
    const { requestId } = b.asked.findLast(
      (command) => command.type === 'decide' && command.params[0] === value,
    )!;
    b.send({ type: 'decided', requestId, verdict, ms: 20 });
  };

  test('one is left to the training, and afterwards all of them decide; nothing twice', () => {
    const b = provedTraining('openai-variable', 3);
    b.session.selectReplica(5);
    const all = Array.from({ length: 8 }, () => 10);
    b.train(proofsProgress(b, 10, all));
    expect(paramsAsked(b)).toEqual([510, 10]);
    expect([...b.state().deciding]).toEqual([5, 0]);
    b.train({ type: 'ended', runId: b.runId(), ending: 'solved' });
    expect(paramsAsked(b)).toEqual([510, 10, 110]);
    for (const value of [110, 10, 210, 510, 410, 310, 610, 710]) answerOf(b, value, certified);
    expect(paramsAsked(b).toSorted((x, y) => x - y)).toEqual([10, 110, 210, 310, 410, 510, 610, 710]);
    expect(countVerdicts(b.state().run, b.state().verdicts).certified).toBe(8);
    expect(b.state().deciding.size).toBe(0);
  });

  test('a reset forgets all of them', () => {
    const b = provedTraining('openai-variable', 4);
    b.train(proofsProgress(b, 10, [10, 10, 10, 10]));
    expect(b.state().deciding.size).toBe(3);
    b.session.reset();
    expect(b.asked.filter(({ type }) => type === 'stop')).toHaveLength(3);
    for (const value of [10, 110, 210]) answerOf(b, value, certified);
    expect([b.state().verdicts.size, b.state().deciding.size]).toEqual([0, 0]);
  });

  test('what was asked for and made way comes before what nobody asked for', () => {
    const b = provedTraining('openai-variable', 1);
    b.train(proofsProgress(b, 10, [10, 10, 10]));
    b.train({ type: 'ended', runId: b.runId(), ending: 'budget' });
    b.session.selectReplica(1);
    b.session.prove();
    b.session.selectReplica(2);
    b.session.prove();
    expect([...b.state().deciding]).toEqual([2, 1]);
    answerOf(b, 210, certified);
    expect(b.newest()).toMatchObject({ limitMs: 4000 });
    expect(b.newest().params[0]).toBe(110);
  });
});
