import { expect, test, vi } from 'vitest';
import { trainedNetwork } from '../proof/test-networks.fixture.ts';
import { bench, progress, started, trained } from './session-bench.fixture.ts';
import { selectOpenedTest, shownTest } from './shown-test.ts';
import { selectStanding } from './standing.ts';
import { selectNetwork } from './state.ts';
import { openedTestOf, type OpenedTest } from './opened-test.ts';
import { createOpenedTests } from './opened-tests.ts';

test('of a run: untrained, on its way, passed; and a moment before it had passed', () => {
  const b = bench();
  expect(selectStanding(b.state())).toBe('untrained');
  b.session.train();
  b.send(started(b.runId()));
  expect(selectStanding(b.state())).toBe('untrained');
  b.send(progress(b.runId(), 33));
  expect(selectStanding(b.state())).toBe('unsolved');
  b.send(progress(b.runId(), 66, [66]));
  b.session.selectReplica(0);
  expect(selectStanding(b.state())).toBe('passed');
  b.session.selectReplica(1);
  expect(selectStanding(b.state())).toBe('unsolved');
  b.session.selectReplica(0);
  b.send({ type: 'ended', runId: b.runId(), ending: 'budget' });
  const before = b.state().run!.snapshots.find(({ update }) => update === 33)!;
  b.session.layDown({ moment: { runId: b.runId(), weights: before } });
  expect(selectNetwork(b.state()).origin).toBe('past');
  expect(selectStanding(b.state())).toBe('unsolved');
});

/** Opens a network and waits for its test. */
async function tried(name: string | null): Promise<ReturnType<typeof bench>> {
  const b = trained();
  b.session.applyPreset('openai-variable');
  const network = trainedNetwork('last-variable 1');
  const params = name === null ? new Float32Array(20) : trainedNetwork(name).params;
  createOpenedTests(b.session.store, (openedTest: OpenedTest) => b.session.layDown({ openedTest }));
  b.session.openFile({ kind: 'weights', network: { spec: network.spec, params, source: 'a.json' } });
  expect(selectStanding(b.state())).toBe('unknown');
  expect(shownTest(b.state().run, 0, { openedTest: selectOpenedTest(b.state()) }).heldOut).toBeNull();
  await vi.waitFor(() => expect(openedTestOf(b.state(), selectNetwork(b.state()))).not.toBeNull(), 20_000);
  return b;
}

test('an opened network is tried on held-out strings: one that knows parity passes', async () => {
  const b = await tried('last-variable 1');
  expect(selectStanding(b.state())).toBe('passed');
  const { heldOut, strings } = shownTest(b.state().run, 0, { openedTest: selectOpenedTest(b.state()) });
  expect(heldOut).toMatchObject({ bitAccuracy: 1, lastBitAccuracy: 1, stringAccuracy: 1 });
  expect(strings).toBe(10_000);
  // what is known is known of these weights alone
  b.session.editWeights();
  b.session.setWeight(0, 0);
  expect(selectStanding(b.state())).toBe('unknown');
});

test('one of zeros does not: half of its answers are right, as a coin’s are', async () => {
  const b = await tried(null);
  expect(selectStanding(b.state())).toBe('unsolved');
  const { heldOut } = shownTest(b.state().run, 0, { openedTest: selectOpenedTest(b.state()) });
  expect(heldOut!.lastBitAccuracy).toBeGreaterThan(0.47);
  expect(heldOut!.lastBitAccuracy).toBeLessThan(0.53);
});
