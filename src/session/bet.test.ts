import { expect, test } from 'vitest';
import { betAfter, betOutcome, createBets, isBetOpen } from './bet.ts';
import { bench, progress, started, trained } from './session-bench.fixture.ts';

test('a bet is on the next run, and goes when another takes that one’s place', () => {
  const next = { isYes: true, runId: null };
  expect(betAfter(next, null)).toBe(next);
  const laid = betAfter(next, 3);
  expect(laid).toEqual({ isYes: true, runId: 3 });
  expect(betAfter(laid, 3)).toBe(laid);
  expect(betAfter(laid, 5)).toBeNull();
  expect(betAfter(laid, null)).toBeNull();
});

test('bets are taken before a run and in its first epoch, until somebody has solved it', () => {
  const b = bench();
  const { lay, store } = createBets(b.session.store);
  b.session.showOpening();
  expect(isBetOpen(b.state())).toBe(true);
  lay(true);
  b.session.train();
  b.send(started(b.runId()));
  expect(store.get().bet).toEqual({ isYes: true, runId: b.runId() });
  lay(false);
  expect(store.get().bet?.isYes).toBe(false);
  b.send(progress(b.runId(), 100));
  expect(isBetOpen(b.state())).toBe(true);
  b.send(progress(b.runId(), 200, [200]));
  expect(isBetOpen(b.state())).toBe(false);
  lay(true);
  expect(store.get().bet?.isYes).toBe(false);
});

test('after the first epoch no bet is taken', () => {
  const b = trained();
  expect(isBetOpen(b.state())).toBe(true);
  b.send(progress(b.runId(), 782));
  expect(isBetOpen(b.state())).toBe(false);
});

test.each([
  [4, true, false],
  [4, false, true],
  [5, true, true],
  [0, false, true],
  [0, true, false],
])('%i of 8 learn it: who bet on most (%s) is right: %s', (count, isYes, isWon) => {
  const b = bench();
  const { lay, store } = createBets(b.session.store);
  lay(isYes);
  b.session.train();
  const runId = b.runId();
  b.send(started(runId));
  b.send(
    progress(
      runId,
      900,
      Array.from({ length: count }, () => 900),
    ),
  );
  expect(betOutcome(store.get().bet!, b.state())).toBeNull();
  b.send({ type: 'ended', runId, ending: 'budget' });
  expect(betOutcome(store.get().bet!, b.state())).toMatchObject({ isWon, solved: count, networks: 8 });
  b.session.reset();
  expect(store.get().bet).toBeNull();
});
