/** What the page does when a run was lost and goes on: it stands where the checkpoint was taken, and says so. */
import { expect, test } from 'vitest';
import { checkpointed, progress, started, trained, type Bench } from './session-bench.fixture.ts';

const lost = (b: Bench, update: number, isMoved = false): void =>
  b.send({ type: 'lost', runId: b.runId(), message: 'The GPU has gone.', update, isMoved });
const updatesOf = (b: Bench): number[] => b.state().run!.replicas[0]!.history.map(({ update }) => update);

test('a run that is lost stands where its checkpoint was taken, and goes on from there', () => {
  const b = trained();
  const id = b.runId();
  b.send(checkpointed(id, 66));
  b.send({ type: 'learning-rate', runId: id, update: 70, learningRate: 0.5 });
  b.send(progress(id, 99, [99]));
  lost(b, 66);
  expect(b.state()).toMatchObject({
    status: 'starting',
    run: { update: 66, learningRates: [], weights: { update: 66 } },
  });
  expect(b.state().run!.solvedAt[0]).toBeNull();
  expect(updatesOf(b)).toEqual([33, 66]);
  expect(b.state().run!.snapshots.map(({ update }) => update)).toEqual([0, 33, 66]);
  b.send({ type: 'started', runId: id, weights: b.state().run!.weights! });
  b.send({ type: 'resumed', runId: id });
  expect(b.state().status).toBe('training');
  // the way that it has come is still there to look back along
  expect(b.state().run!.snapshots).toHaveLength(3);
  b.send({ type: 'learning-rate', runId: id, update: 66, learningRate: 0.5 });
  b.send(progress(id, 99, [99]));
  expect(updatesOf(b)).toEqual([33, 66, 99]);
  expect(b.state().run).toMatchObject({ learningRates: [{ update: 66, learningRate: 0.5 }] });
});

test('one that is lost before there is a checkpoint stands at its beginning', () => {
  const b = trained();
  lost(b, 0);
  expect(updatesOf(b)).toEqual([]);
  expect(b.state().run).toMatchObject({ update: 0, weights: { update: 0 } });
  b.send(started(b.runId()));
  b.send(progress(b.runId(), 33));
  expect(updatesOf(b)).toEqual([33]);
});

test('that is said in one line, which goes with the run', () => {
  const b = trained();
  b.send(checkpointed(b.runId(), 1066));
  lost(b, 1066);
  lost(b, 1066);
  expect(b.state().notices).toMatchObject([
    { kind: 'lost', details: ['The GPU has gone. It goes on from update 1,066, as if nothing had been.'] },
  ]);
  lost(b, 1066, true);
  expect(b.state().notices[0]!.details[0]).toMatch(/this processor trains on from update 1,066/u);
  b.session.reset();
  expect(b.state().notices.filter(({ kind }) => kind === 'lost')).toEqual([]);
});

test('what a run could go on from is let go when it is over', () => {
  const b = trained();
  b.send(checkpointed(b.runId(), 66));
  expect(b.state().run!.mark).not.toBeNull();
  b.send({ type: 'ended', runId: b.runId(), ending: 'budget' });
  expect(b.state().run!.mark).toBeNull();
});
