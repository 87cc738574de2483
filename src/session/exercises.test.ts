import { describe, expect, test } from 'vitest';
import { traceString } from '../lstm/forward.ts';
import { HAND_BUILT_PARAMS } from '../lstm/hand-built.ts';
import { parseBits } from '../parity/bits.ts';
import { startDecision } from '../proof/verdict.ts';
import { PRESETS } from '../training/presets.ts';
import measured from '../ui/story/measured.json';
import { createExercises, doneWords, spoiltNetwork, type Exercises } from './exercises.ts';
import type { OpenedNetwork } from './network.ts';
import { createRun } from './run-record.ts';
import { initialState, type SessionState } from './state.ts';
import { createStore, type Store } from './store.ts';
import { BY_ITSELF, type Verdicts } from './verdicts.ts';

const LEAK = Float32Array.from(measured.leak.weights.split(',').map(Number));
const spec = { hidden: 1, activation: 'sigmoid', head: 'softmax' } as const;

function begun(): { store: Store<SessionState>; exercises: Exercises; told: string[] } {
  const store = createStore<SessionState>(initialState);
  const told: string[] = [];
  return { store, told, exercises: createExercises(store, LEAK, (words) => told.push(words)) };
}

const outcomeOf = ({ store }: Exercises, name: keyof ReturnType<Exercises['store']['get']>['outcomes']) =>
  store.get().outcomes[name];

/** A network with what the proof says of it. */
function shown(opened: OpenedNetwork): Pick<SessionState, 'opened' | 'verdicts'> {
  const decision = startDecision(opened.spec, opened.params);
  while (decision.advance());
  const { verdict } = decision;
  const outcome =
    verdict?.verdict === 'certified'
      ? verdict
      : { verdict: 'wrong', bits: '1', isShortest: true, rightUpTo: 0 };
  const decided = {
    slot: BY_ITSELF,
    runId: null,
    update: 0,
    spec: opened.spec,
    params: opened.params,
    outcome,
  };
  return { opened, verdicts: new Map([[BY_ITSELF, decided]]) as unknown as Verdicts };
}

const copyOf = (params: Float32Array, done: readonly Float32Array[]): OpenedNetwork => ({
  spec,
  params,
  source: 'a copy',
  edits: { of: 'it', done, undone: [], before: null },
});

describe('the leaking network', () => {
  test('is broken by the string that the table has, and by no shorter run of zeros', () => {
    const { store, exercises, told } = begun();
    store.set({ opened: { spec, params: LEAK, source: 'the link' }, bits: measured.leak.bits.slice(0, -1) });
    expect(outcomeOf(exercises, 'break')).toBeUndefined();
    store.set({ bits: measured.leak.bits });
    expect(outcomeOf(exercises, 'break')?.isRight).toBe(true);
    expect(told).toHaveLength(1);
    // done is done
    store.set({ opened: null });
    expect(doneWords(exercises.store.get())).toBe('1 of 5 exercises right');
  });
});

describe('the network that was spoilt', () => {
  const spoilt = spoiltNetwork();
  const FORGET_BIAS = 13;

  test('forgets a one within the zeros that one can type', () => {
    const { prediction } = traceString(spec, spoilt, parseBits(`1${'0'.repeat(40)}`));
    expect(prediction.indexOf(0)).toBe(21);
  });

  test('latches with one number changed, as the sheet for teachers says; two do not count', () => {
    const { store, exercises } = begun();
    const mended = spoilt.slice();
    mended[FORGET_BIAS] = 0;
    const more = mended.slice();
    more[2]! += 0.001;
    const decided = shown(copyOf(mended, [spoilt]));
    store.set({ ...decided, opened: copyOf(more, [spoilt, mended]) });
    expect(outcomeOf(exercises, 'mend')).toBeUndefined();
    store.set(decided);
    expect(outcomeOf(exercises, 'mend')?.isRight).toBe(true);
  });

  test('is not mended by changing what does not help', () => {
    const { store, exercises } = begun();
    const other = spoilt.slice();
    other[FORGET_BIAS] = -4.3;
    store.set(shown(copyOf(other, [spoilt])));
    expect(outcomeOf(exercises, 'mend')).toBeUndefined();
  });
});

test('a network counts as built by hand when it began as zeros', () => {
  const { store, exercises } = begun();
  const built = Float32Array.from(HAND_BUILT_PARAMS);
  store.set(shown({ spec, params: built, source: 'pencil and paper' }));
  store.set(shown(copyOf(built, [LEAK])));
  expect(outcomeOf(exercises, 'build')).toBeUndefined();
  store.set(shown(copyOf(built, [new Float32Array(20), LEAK])));
  expect(outcomeOf(exercises, 'build')?.isRight).toBe(true);
});

describe('a bet', () => {
  const ended = (id: number, solved: number, changes = {}): Partial<SessionState> => {
    const config = { ...PRESETS['openai-fixed'].config, ...changes };
    const run = createRun(id, config, 'auto');
    return {
      status: 'stopped',
      run: { ...run, solvedAt: run.replicas.map((_, k) => (k < solved ? 5 : null)) },
    };
  };

  test('is on the next run that ends, whatever its seed', () => {
    const { store, exercises } = begun();
    store.set(ended(1, 0));
    exercises.bet('bet-fixed', 0);
    expect(outcomeOf(exercises, 'bet-fixed')).toBeUndefined();
    store.set({ ...ended(2, 0, { seed: 77 }), status: 'training' });
    expect(outcomeOf(exercises, 'bet-fixed')).toBeUndefined();
    store.set({ status: 'stopped' });
    expect(outcomeOf(exercises, 'bet-fixed')).toEqual({ isRight: true, words: 'Right: 0 of 8.' });
  });

  test('that is lost says so, and may be made again', () => {
    const { store, exercises } = begun();
    exercises.bet('bet-fixed', 3);
    store.set(ended(1, 0));
    expect(outcomeOf(exercises, 'bet-fixed')).toEqual({
      isRight: false,
      words: 'You said 3; it was 0 of 8.',
    });
    exercises.bet('bet-fixed', 0);
    expect(outcomeOf(exercises, 'bet-fixed')).toBeUndefined();
  });

  test.each([
    ['another experiment', { hidden: 2 }],
    ['fewer networks', { replicas: 4 }],
  ])('is not about %s', (_, changes) => {
    const { store, exercises } = begun();
    exercises.bet('bet-fixed', 0);
    store.set(ended(1, 0, changes));
    expect(outcomeOf(exercises, 'bet-fixed')).toBeUndefined();
  });
});
