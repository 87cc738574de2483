import { expect, test } from 'vitest';
import { createRun } from './run-record.ts';
import { initialState, type SessionState } from './state.ts';
import { applyTrainerEvent } from './trainer-events.ts';

const starting: SessionState = {
  ...initialState,
  status: 'starting',
  run: createRun(7, initialState.config, 'auto'),
};
const weights = { update: 0, params: new Float32Array(20) };

test('says how far the compiler is until the run has started', () => {
  const compiling = applyTrainerEvent(starting, { type: 'compiling', runId: 7, done: 2, of: 8 });
  expect(compiling?.run?.compiling).toEqual({ done: 2, of: 8 });
  const started = applyTrainerEvent({ ...starting, ...compiling }, { type: 'started', runId: 7, weights });
  expect(started).toMatchObject({ status: 'training', run: { compiling: null } });
});

test('an event of another run changes nothing', () => {
  expect(applyTrainerEvent(starting, { type: 'compiling', runId: 6, done: 2, of: 8 })).toBeNull();
});
