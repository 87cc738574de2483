/**
 * The training worker: its clock, and how it lets other messages in. What it does with them is a chunk
 * of its own: stock tf.layers shares code with it, and WebKit runs a worker's entry a second time when another chunk
 * imports from it.
 */
import { nextTurn } from '../workers/turn.ts';
import { announce, serve, sleep } from '../workers/worker-end.ts';
import type { TrainerCommand, TrainerEvent } from './protocol.ts';
import type { TrainerHost } from './trainer.ts';

/** Numbers that nobody here looks at again travel without being copied. */
const handedOver = (event: TrainerEvent): Transferable[] => {
  if (event.type !== 'progress') return [];
  const { weights, checkpoint } = event;
  return [weights.params, ...(checkpoint ? [checkpoint.m, checkpoint.v] : [])].map(({ buffer }) => buffer);
};

const host: TrainerHost = {
  now: () => performance.now(),
  yield: nextTurn,
  sleep,
  emit: (event: TrainerEvent) => self.postMessage(event, { transfer: handedOver(event) }),
  announce: (work) => announce(self, work),
};

serve<TrainerCommand>(
  self,
  import('./trainer-desk.ts').then(({ openDesk }) => openDesk(host)),
);
