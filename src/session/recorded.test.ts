import { describe, expect, test } from 'vitest';
import { traceString } from '../lstm/forward.ts';
import { parseBits, prefixParities } from '../parity/bits.ts';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import { MEANT_BEFORE, seedOfReplica } from '../training/config.ts';
import recording from './recorded-run.json';
import { startDecision } from '../proof/verdict.ts';
import { FIRST_LATCHING, FIRST_SHOWN, OPENING_CONFIG, recordedRun } from './recorded.ts';
import { replicaSubject } from './verdicts.ts';
import { bench } from './session-bench.fixture.ts';
import { DEFAULT_LINK } from './link-fields.ts';
import { parseLink } from './url.ts';

const run = recordedRun();

describe('the recorded run', () => {
  test('is of what the page opens with, whole, seed by seed', () => {
    expect({ ...MEANT_BEFORE, ...recording.config }).toEqual(OPENING_CONFIG);
    expect(recording.replicas.map(({ seed }) => seed)).toEqual(
      run.replicas.map((_, replica) => seedOfReplica(OPENING_CONFIG, replica)),
    );
    for (const { history } of run.replicas) {
      expect(history.length).toBeGreaterThan(20);
      expect(history.every(({ update }, k) => k === 0 || update > history[k - 1]!.update)).toBe(true);
    }
  });

  test.each([
    [FIRST_SHOWN, 'wrong'],
    [FIRST_LATCHING, 'certified'],
  ] as const)('replica %i, solved, is %s', (replica, verdict) => {
    const { spec, params } = replicaSubject(run, replica)!;
    const decision = startDecision(spec, params);
    while (decision.advance());
    expect(run.solvedAt[replica]).not.toBeNull();
    expect(decision.verdict?.verdict).toBe(verdict);
  });

  test('answers as it says: solved networks are right on fair strings, the others are coins', () => {
    for (const replica of run.replicas.keys()) {
      const { spec, params } = replicaSubject(run, replica)!;
      let right = 0;
      for (let k = 0; k < 200; k++) {
        const bits = parseBits(
          Array.from({ length: 12 }, (_, t) =>
            randomUniform([replica + 1, PURPOSE.initialWeights], 12 * k + t) < 0.5 ? '0' : '1',
          ).join(''),
        );
        const { prediction } = traceString(spec, params, bits);
        right += Number(prediction.at(-1) === prefixParities(bits).at(-1));
      }
      const isSolved = run.solvedAt[replica] !== null;
      expect(right < 140 ? 'a coin' : right).toBe(isSolved ? 200 : 'a coin');
    }
    expect(run.solvedAt[FIRST_SHOWN]).not.toBeNull();
  });
});

describe('the opening', () => {
  test('shows it, untouched, until the visitor trains; it never becomes a ghost', () => {
    const { session, state, posted } = bench();
    session.showOpening();
    expect(state()).toMatchObject({
      act: 0,
      status: 'idle',
      preset: 'openai-variable',
      replica: FIRST_SHOWN,
    });
    expect(state().run).toBe(run);
    session.train();
    expect(posted.at(-1)).toMatchObject({ type: 'start', config: OPENING_CONFIG });
    expect(state().run?.origin).toBe('trained');
    expect(state().ghosts).toEqual([]);
  });

  test.each([
    ['an option', (b: ReturnType<typeof bench>) => b.session.setField('lengths', 'fixed')],
    ['a link to the laboratory', (b: ReturnType<typeof bench>) => b.session.applyLink(DEFAULT_LINK, [])],
  ])('goes with %s', (_, act) => {
    const b = bench();
    b.session.showOpening();
    act(b);
    expect(b.state().run).toBeNull();
    expect(b.state().ghosts).toEqual([]);
  });

  test.each([
    ['#v=1', null, 'notebook-1'],
    ['#v=1&preset=openai-variable&act=3', 3, 'openai-variable'],
    ['#v=1&act=9', null, 'notebook-1'],
    ['#v=1&embed=1&act=2', null, 'notebook-1'],
  ])('%s opens at act %s', (link, act, preset) => {
    const { session, state } = bench();
    const { state: read, problems } = parseLink(link);
    session.applyLink(read, problems);
    expect(state()).toMatchObject({ act, preset });
    expect(state().run === run).toBe(act !== null);
  });
});
