import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fourBench, type FourBench } from './four-bench.fixture.ts';
import { fourConfig, SETTINGS } from './four-state.ts';

let bench: FourBench;
beforeEach(() => {
  vi.useFakeTimers();
  bench = fourBench();
});
afterEach(() => void vi.useRealTimers());

describe('the four run', () => {
  test('past a worker that says nothing: its setting has failed, and the next has its turn', () => {
    bench.four.run();
    const silence = {
      type: 'silence',
      runId: bench.runIdOf(0),
      message: 'It has not answered for 10 seconds.',
    } as const;
    // what it has announced may still come
    bench.trainers[0].send({ ...silence, isHopeless: false });
    expect(bench.statusesOf()[0]).toBe('training');
    expect(bench.trainers).toHaveLength(1);
    bench.trainers[0].send({ ...silence, isHopeless: true });
    expect(bench.trainers[0].disposals).toBe(1);
    expect(bench.four.store.get().cells[0]).toMatchObject({
      status: 'failed',
      problem: 'It has not answered for 10 seconds.',
    });
    expect(bench.trainers).toHaveLength(2);
    bench.trainers[1].send({ type: 'silence', runId: bench.runIdOf(1), message: null, isHopeless: false });
    expect(bench.statusesOf()[1]).toBe('training');
  });

  test('in turns: one trains at a time, and each gets its worker with its first turn', () => {
    bench.four.run();
    expect(bench.trainers).toHaveLength(1);
    expect(bench.typesOf(0)).toEqual(['start']);
    bench.begin(0);
    vi.advanceTimersByTime(1000);
    expect(bench.typesOf(0)).toEqual(['start', 'pause']);
    expect(bench.trainers).toHaveLength(1);
    for (let k = 0; k < 4; k++) {
      bench.trainers[k].send({ type: 'paused', runId: bench.runIdOf(k) });
      if (k === 3) break;
      bench.begin(k + 1);
      vi.advanceTimersByTime(1000);
    }
    expect(bench.trainers).toHaveLength(4);
    expect(bench.typesOf(0)).toEqual(['start', 'pause', 'resume']);
    const configs = bench.trainers.map(({ commands: [first] }) => first.type === 'start' && first.config);
    expect(configs).toEqual(SETTINGS.map((setting) => fourConfig(setting, bench.four.store.get().options)));
  });

  test('the last one left is not interrupted, and a worker ends with its run', () => {
    bench.four.run();
    for (let k = 0; k < 3; k++) {
      bench.begin(k);
      bench.end(k);
    }
    expect(bench.trainers.map(({ disposals }) => disposals)).toEqual([1, 1, 1, 0]);
    bench.begin(3);
    vi.advanceTimersByTime(10_000);
    expect(bench.typesOf(3)).toEqual(['start']);
    bench.end(3);
    expect(bench.statusesOf()).toEqual(['ended', 'ended', 'ended', 'ended']);
    expect(bench.four.store.get().status).toBe('ended');
    expect(bench.trainers[3].disposals).toBe(1);
  });

  test('one that fails does not take the others with it', () => {
    bench.four.run();
    bench.trainers[0].send({ type: 'failed', runId: bench.runIdOf(0), message: 'The GPU is gone.' });
    expect(bench.trainers).toHaveLength(2);
    expect(bench.four.store.get().cells[0]).toMatchObject({ status: 'failed', problem: 'The GPU is gone.' });
    for (let k = 1; k < 4; k++) {
      bench.begin(k);
      bench.end(k);
    }
    expect(bench.four.store.get().status).toBe('ended');
  });

  test('stops at any time, and starts afresh', () => {
    bench.four.run();
    bench.begin(0);
    bench.four.stop();
    expect(bench.four.store.get().status).toBe('stopped');
    expect(bench.statusesOf()).toEqual(['stopped', 'stopped', 'stopped', 'stopped']);
    expect(bench.trainers[0].disposals).toBe(1);
    const old = bench.runIdOf(0);
    bench.end(0);
    vi.advanceTimersByTime(5000);
    expect(bench.trainers).toHaveLength(1);
    bench.four.run();
    expect(bench.runIdOf(1)).toBeGreaterThan(old);
    expect(bench.four.store.get().status).toBe('training');
  });

  test('decides every solved network once, and ends with the last verdict', () => {
    bench.four.setOption('seeds', '3');
    bench.four.run();
    bench.begin(0);
    bench.progress(0, 2);
    bench.progress(0, 2);
    expect(bench.proofs.commands).toHaveLength(1);
    const answer = (verdict: 'wrong' | 'certified'): void => {
      const { requestId } = bench.proofs.commands.at(-1)!;
      const wrong = { verdict: 'wrong', bits: '100', isShortest: true, rightUpTo: 2 } as const;
      const certified = { verdict: 'certified', boxes: 9, certificate: '{}' } as const;
      bench.proofs.send({
        type: 'decided',
        requestId,
        ms: 5,
        verdict: verdict === 'wrong' ? wrong : certified,
      });
    };
    answer('wrong');
    expect(bench.proofs.commands).toHaveLength(2);
    bench.end(0);
    for (let k = 1; k < 4; k++) {
      bench.begin(k);
      bench.end(k);
    }
    expect(bench.four.store.get().status).toBe('proving');
    answer('certified');
    expect(bench.four.store.get().status).toBe('ended');
    const verdicts = [...bench.four.store.get().cells[0].verdicts.values()];
    expect(verdicts.map(({ slot, outcome }) => [slot, outcome.verdict])).toEqual([
      [0, 'wrong'],
      [1, 'certified'],
    ]);
  });
});

describe('beside the laboratory', () => {
  const trainLaboratory = (): number => {
    bench.laboratory.train();
    const { runId } = bench.laboratoryCommands.at(-1)!;
    bench.laboratoryEvent({ type: 'started', runId, weights: { update: 0, params: new Float32Array(160) } });
    return runId;
  };

  test('its run pauses before the first turn and goes on after the last', () => {
    const runId = trainLaboratory();
    bench.four.run();
    expect(bench.laboratoryCommands.at(-1)).toEqual({ type: 'pause', runId });
    expect(bench.four.store.get().status).toBe('waiting');
    expect(bench.trainers).toHaveLength(0);
    bench.laboratoryEvent({ type: 'paused', runId });
    expect(bench.four.store.get().status).toBe('training');
    expect(bench.trainers).toHaveLength(1);
    bench.four.stop();
    expect(bench.laboratoryCommands.at(-1)).toEqual({ type: 'resume', runId });
  });

  test('the four wait while the race has the machine', () => {
    bench.four.run();
    bench.begin(0);
    bench.laboratory.setRacing(true);
    expect(bench.four.store.get().status).toBe('waiting');
    expect(bench.typesOf(0)).toEqual(['start', 'pause']);
    bench.trainers[0].send({ type: 'paused', runId: bench.runIdOf(0) });
    expect(bench.trainers).toHaveLength(1);
    bench.laboratory.setRacing(false);
    expect(bench.four.store.get().status).toBe('training');
    expect(bench.trainers).toHaveLength(2);
  });

  test('the four wait while the visitor trains there', () => {
    bench.four.run();
    bench.begin(0);
    const runId = trainLaboratory();
    expect(bench.four.store.get().status).toBe('waiting');
    expect(bench.typesOf(0)).toEqual(['start', 'pause']);
    bench.trainers[0].send({ type: 'paused', runId: bench.runIdOf(0) });
    expect(bench.trainers).toHaveLength(1);
    bench.laboratoryEvent({ type: 'ended', runId, ending: 'budget' });
    expect(bench.trainers).toHaveLength(2);
    bench.four.stop();
    // it was not the four that stopped it
    expect(bench.laboratoryCommands.map(({ type }) => type)).not.toContain('resume');
  });
});
