/** What the page does while a worker says nothing. */
import { expect, test } from 'vitest';
import { bench, trained } from './session-bench.fixture.ts';

const silence = (runId: number, message: string | null, isHopeless = message !== null) =>
  ({ type: 'silence', runId, message, isHopeless }) as const;
const kindsOf = (b: ReturnType<typeof bench>): string[] => b.state().notices.map(({ kind }) => kind);

test('silence is said, once, and taken back when the worker is heard again', () => {
  const b = trained();
  b.send(silence(b.runId(), 'It has not answered for 10 seconds.'));
  b.send(silence(b.runId(), 'It has not answered for 10 seconds.'));
  expect(kindsOf(b)).toEqual(['silence']);
  expect(b.state()).toMatchObject({ status: 'training' });
  expect(b.state().notices[0]!.details[0]).toMatch(/10 seconds.*Start again.*Reset/u);
  b.send(silence(b.runId(), null));
  expect(kindsOf(b)).toEqual([]);
});

test.each<[string, (b: ReturnType<typeof bench>) => void]>([
  ['Reset', (b) => b.session.reset()],
  ['Start again', (b) => b.session.train()],
  ['another option', (b) => b.session.setField('hidden', '2')],
  ['a failure', (b) => b.send({ type: 'failed', runId: b.runId(), message: 'It stopped.' })],
])('%s ends what was said of the silence', (_, act) => {
  const b = trained();
  b.send(silence(b.runId(), 'It has not answered for 10 seconds.'));
  act(b);
  expect(kindsOf(b)).not.toContain('silence');
});

test('silence of another run is nothing', () => {
  const b = trained();
  b.send(silence(b.runId() + 1, 'It has not answered for 10 seconds.'));
  expect(kindsOf(b)).toEqual([]);
});

test('a pause that is asked for stands until it comes, or is taken back', () => {
  const b = trained();
  b.session.pause();
  expect(b.state()).toMatchObject({ status: 'training', isPausing: true });
  b.send({ type: 'paused', runId: b.runId() });
  expect(b.state()).toMatchObject({ status: 'paused', isPausing: false });
  b.session.resume();
  b.session.pause();
  b.session.step();
  expect(b.state().isPausing).toBe(false);
  b.session.pause();
  b.session.reset();
  expect(b.state()).toMatchObject({ status: 'idle', isPausing: false });
});

test('a failure before anything has begun keeps nothing, and claims nothing', () => {
  const b = bench();
  b.session.train();
  b.send({ type: 'failed', runId: b.runId(), message: 'The training worker could not be started.' });
  expect(b.state().notices[0]!.details).toEqual(['The training worker could not be started.']);
});

test('guessing ends with a worker that says nothing, and begins again', () => {
  const b = bench();
  b.session.guess();
  const { runId } = b.posted.at(-1)!;
  b.send({ type: 'guessed', runId, tries: 5000, seconds: 1, solved: 0, found: null });
  b.send(silence(runId, 'Judging has taken more than 10 seconds.', false));
  expect(b.state().guessing).toMatchObject({ isOver: false, message: null });
  b.send(silence(runId, null));
  b.send(silence(runId, 'It has not answered for 10 seconds.'));
  expect(b.state().guessing).toMatchObject({ isOver: true, message: 'It has not answered for 10 seconds.' });
  expect(b.posted.at(-1)).toEqual({ type: 'reset', runId });
  b.session.guess();
  expect(b.posted.at(-1)).toMatchObject({ type: 'guess', range: { first: 5000 } });
});
