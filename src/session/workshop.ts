/** A second training worker, for what is done beside the run: it starts with the first command. */
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import type { TrainerPort } from './run-commands.ts';

export interface Workshop {
  readonly post: (command: TrainerCommand) => void;
  /** Every listener hears every event, and knows its own by their run. */
  readonly listen: (listener: (event: TrainerEvent) => void) => void;
}

export function createWorkshop(connect: (onEvent: (event: TrainerEvent) => void) => TrainerPort): Workshop {
  const listeners: ((event: TrainerEvent) => void)[] = [];
  let trainer: TrainerPort | null = null;
  return {
    post(command) {
      trainer ??= connect((event) => listeners.forEach((listener) => listener(event)));
      trainer.post(command);
    },
    listen: (listener) => void listeners.push(listener),
  };
}
