import { expect, test } from 'vitest';
import type { ProofCommand } from '../proof/proof-protocol.ts';
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import { createSession, type Session } from './session.ts';
import { oneProver, proofsBy } from './one-prover.fixture.ts';

type Guess = Extract<TrainerCommand, { type: 'guess' }>;

function bench(): {
  readonly session: Session;
  readonly posted: TrainerCommand[];
  readonly asked: ProofCommand[];
  readonly send: (event: TrainerEvent) => void;
  readonly newest: () => Guess;
} {
  const posted: TrainerCommand[] = [];
  const asked: ProofCommand[] = [];
  let send: (event: TrainerEvent) => void = () => {};
  const session = createSession(
    (onEvent) => {
      send = onEvent;
      return { post: (command) => void posted.push(command) };
    },
    proofsBy(oneProver(() => ({ post: (command) => void asked.push(command) }))),
  );
  const newest = (): Guess => posted.findLast((command) => command.type === 'guess')!;
  return { session, posted, asked, newest, send: (event) => send(event) };
}

const guessed = (runId: number, tries: number, number: number | null): TrainerEvent => ({
  type: 'guessed',
  runId,
  tries,
  seconds: 1,
  solved: number === null ? 0 : 1,
  found: number === null ? null : { number, params: new Float32Array(20).fill(number) },
});

test('the first guess that solves is opened and decided', () => {
  const b = bench();
  b.session.guess();
  const { runId } = b.newest();
  b.send(guessed(runId, 2000, null));
  expect(b.session.store.get().opened).toBeNull();
  b.send(guessed(runId, 4000, 3456));
  expect(b.session.store.get().opened).toMatchObject({ source: 'guess 3,457' });
  expect(b.asked.at(-1)).toMatchObject({ type: 'decide', params: new Float32Array(20).fill(3456) });
  expect(b.session.store.get().guessing).toMatchObject({ tries: 4000, solved: 1, isOver: false });
});

test('stopping takes effect at once, and the next time other weights are tried', () => {
  const b = bench();
  b.session.guess();
  const { runId } = b.newest();
  b.send(guessed(runId, 4000, null));
  b.session.stopGuessing();
  expect(b.posted.at(-1)).toEqual({ type: 'reset', runId });
  expect(b.session.store.get().guessing).toMatchObject({ isOver: true, tries: 4000 });
  b.send(guessed(runId, 6000, 5));
  expect(b.session.store.get().opened).toBeNull();
  b.session.guess();
  expect(b.newest().range.first).toBe(4000);
});

test('a failure is told and nothing else changes', () => {
  const b = bench();
  b.session.guess();
  b.send({ type: 'failed', runId: b.newest().runId, message: 'The GPU was lost.' });
  expect(b.session.store.get()).toMatchObject({ status: 'idle', opened: null });
  expect(b.session.store.get().guessing).toMatchObject({ isOver: true, message: 'The GPU was lost.' });
});
