/**
 * The training worker: the laboratory's desk or, called so, a contestant of the race. One file for both, since workers
 * share none: what an engine is made of would lie on the host twice.
 *
 * What it does with messages are chunks of their own, and so is what they share with it: WebKit runs a worker's entry a
 * second time when another chunk imports from it.
 */
import type { Work } from '../workers/life-messages.ts';
import { announce, serve, sleep } from '../workers/worker-end.ts';
import type { TrainerCommand, TrainerEvent } from './protocol.ts';
import type { RaceCommand } from './race-protocol.ts';

const announceHere = (work: Work): void => announce(self, work);

/** Numbers that nobody here looks at again travel without being copied. */
const handedOver = (event: TrainerEvent): Transferable[] => {
  if (event.type !== 'progress') return [];
  const { weights, checkpoint } = event;
  return [weights.params, ...(checkpoint ? [checkpoint.m, checkpoint.v] : [])].map(({ buffer }) => buffer);
};

async function loadDesk() {
  const [{ openDesk }, { nextTurn }] = await Promise.all([
    import('./trainer-desk.ts'),
    import('../workers/turn.ts'),
  ]);
  return openDesk({
    now: () => performance.now(),
    yield: nextTurn,
    sleep,
    emit: (event: TrainerEvent) => self.postMessage(event, { transfer: handedOver(event) }),
    announce: announceHere,
  });
}

async function loadContestant() {
  const { openContestant } = await import('./contestant.ts');
  return openContestant({ emit: (reply) => self.postMessage(reply), announce: announceHere });
}

// as race-client.ts calls it
if (self.name === 'race') serve<RaceCommand>(self, loadContestant());
else serve<TrainerCommand>(self, loadDesk());
