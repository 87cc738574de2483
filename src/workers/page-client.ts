/** What the page gives to a worker's life: its clock, and the browser's workers. */
import type { Clock, WorkerHandle } from './worker-life.ts';

export const pageClock: Clock = {
  now: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  // a hidden page's timers and workers are held back by rules of each browser's own
  isAwake: () => document.visibilityState === 'visible',
  // an opaque origin: a frame with a sandbox, which may start no worker
  isIsolated: () => globalThis.origin === 'null',
};

export const handleOf = (worker: Worker): WorkerHandle => ({
  post: (message) => worker.postMessage(message),
  terminate: () => worker.terminate(),
  listen({ message, error, unreadable }) {
    worker.onmessage = ({ data }: MessageEvent<unknown>): void => message(data);
    // a file that did not come has no message
    worker.onerror = (event: Event): void => error(event instanceof ErrorEvent ? event.message : '');
    worker.onmessageerror = unreadable;
  },
});
