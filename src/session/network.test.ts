import { expect, test } from 'vitest';
import { isOtherNetwork, type OpenedNetwork, type ShownNetwork } from './network.ts';
import { shownConfig } from './run-record.ts';
import { bench, progress, started } from './session-bench.fixture.ts';
import { selectNetwork } from './state.ts';

test('a run that goes on shows the same network trained further, and whatever else is shown another', () => {
  const { session, send, runId, state } = bench();
  const shown = (): ShownNetwork => selectNetwork(state());
  const isOther = (act: () => void): boolean => {
    const before = shown();
    act();
    expect(shown()).not.toBe(before);
    return isOtherNetwork(before, shown());
  };
  session.train();
  expect(isOther(() => send(started(runId())))).toBe(true);
  expect(isOther(() => send(progress(runId(), 100)))).toBe(false);
  expect(isOther(() => send(progress(runId(), 200)))).toBe(false);
  expect(isOther(() => session.selectReplica(3))).toBe(true);
  expect(isOther(() => session.lookAt(100))).toBe(true);
  expect(isOther(() => session.lookAt(null))).toBe(true);
  const network = (): OpenedNetwork => ({
    spec: { ...shown().spec },
    params: shown().params.slice(),
    source: 'a file',
  });
  const open = (): void => session.openFile({ kind: 'weights', network: network() });
  expect(isOther(open)).toBe(true);
  expect(isOther(open)).toBe(true);
  expect(isOther(() => session.editWeights())).toBe(true);
  expect(isOther(() => session.setWeight(0, 5))).toBe(true);
});

test('the page shows the experiment of its run, and without one what the next will have', () => {
  const { session, send, runId, state } = bench();
  expect(shownConfig(state())).toBe(state().config);
  session.train();
  send(started(runId()));
  session.setField('lr', '0.5');
  expect([shownConfig(state()).lr, state().config.lr]).not.toEqual([0.5, 0.5]);
  expect(state().config.lr).toBe(0.5);
  session.reset();
  expect(shownConfig(state()).lr).toBe(0.5);
});
