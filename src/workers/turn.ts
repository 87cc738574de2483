/**
 * One turn of the event loop: lets the page's messages in, and goes on at once. A browser tells a worker as a task, too,
 * that its GPU is gone, so what was read from it counts only after a turn.
 */

// A message to ourselves, without the 4 ms that nested timers are held back. WebKit takes it through the page's
// thread, which may be busy drawing for tens of milliseconds: there the timer comes first.
let channel: MessageChannel | null = null;
/** What waits, by the number of its own message: an earlier one may belong to the turn before. */
const waiting = new Map<number, () => void>();
let sent = 0;

/** Resolves when tasks that were waiting have had their turn. */
export function nextTurn(): Promise<void> {
  // hardened browsers may lack it: timers are slower, and take their turn all the same
  if (typeof MessageChannel === 'function') channel ??= openChannel();
  const number = ++sent;
  return new Promise((resolve) => {
    const wake = (): void => {
      waiting.delete(number);
      resolve();
    };
    waiting.set(number, wake);
    setTimeout(wake, 0);
    channel?.port2.postMessage(number);
  });
}

function openChannel(): MessageChannel {
  const made = new MessageChannel();
  made.port1.onmessage = ({ data }: MessageEvent<number>): void => waiting.get(data)?.();
  // Node would wait for it for ever
  for (const port of [made.port1, made.port2] as (MessagePort & { unref?: () => void })[]) port.unref?.();
  return made;
}
