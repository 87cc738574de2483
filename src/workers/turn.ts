/**
 * One turn of the event loop: lets the page's messages in, and goes on at once. A browser tells a worker as a task, too,
 * that its GPU is gone, so what was read from it counts only after a turn.
 */

// A message to ourselves, without the 4 ms that nested timers are held back. WebKit takes it through the page's
// thread, which may be busy drawing for tens of milliseconds: there the timer comes first.
let channel: MessageChannel | null = null;
let isPosted = false;
let waiting: (() => void)[] = [];

function wake(): void {
  const woken = waiting;
  waiting = [];
  for (const resolve of woken) resolve();
}

/** Resolves when tasks that were waiting have had their turn. */
export function nextTurn(): Promise<void> {
  channel ??= openChannel();
  return new Promise((resolve) => {
    waiting.push(resolve);
    setTimeout(resolve, 0);
    if (isPosted) return;
    isPosted = true;
    channel?.port2.postMessage(null);
  });
}

function openChannel(): MessageChannel {
  const made = new MessageChannel();
  made.port1.onmessage = (): void => {
    isPosted = false;
    wake();
  };
  // Node would wait for it for ever
  for (const port of [made.port1, made.port2] as (MessagePort & { unref?: () => void })[]) port.unref?.();
  return made;
}
