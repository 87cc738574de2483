/**
 * The training worker: its clock, its messages, and how it lets other messages in. What it does with them is a chunk
 * of its own: stock tf.layers shares code with it, and WebKit runs a worker's entry a second time when another chunk
 * imports from it.
 */
import type { TrainerCommand, TrainerEvent } from './protocol.ts';

const emit = (event: TrainerEvent): void => self.postMessage(event);

// A message to ourselves lets those of the page in, without the 4 ms that nested timers are held back. WebKit takes it
// through the page's thread, which may be busy drawing for tens of milliseconds: there the timer comes first.
const channel = new MessageChannel();
let isPosted = false;
let wake: (() => void) | null = null;
channel.port1.onmessage = (): void => {
  isPosted = false;
  wake?.();
};
const yieldToMessages = (): Promise<void> =>
  new Promise((resolve) => {
    wake = resolve;
    setTimeout(resolve, 0);
    if (isPosted) return;
    isPosted = true;
    channel.port2.postMessage(null);
  });

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const host = { now: (): number => performance.now(), yield: yieldToMessages, sleep, emit };

// commands that come while the chunk is loading wait for it, in order
const desk = import('./trainer-desk.ts').then(({ openDesk }) => openDesk(host));

self.onmessage = async ({ data }: MessageEvent<TrainerCommand>): Promise<void> => {
  const receive = await desk;
  receive(data);
};

desk.catch((error: unknown) => {
  // as a worker whose script cannot be had: the page hears of it as an error of the worker
  setTimeout(() => {
    throw error;
  });
});
