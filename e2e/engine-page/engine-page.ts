/** Hands calls from a test to the worker: `await window.engineCall(name, argument)`. */
import type { EngineCalls } from './engine-page.worker.ts';

declare global {
  interface Window {
    engineCall: (name: keyof EngineCalls, argument: unknown) => Promise<unknown>;
  }
}

const worker = new Worker(new URL('./engine-page.worker.ts', import.meta.url), { type: 'module' });
const waiting = new Map<number, (reply: { ok: boolean; value: unknown }) => void>();
let calls = 0;

worker.addEventListener('message', (event: MessageEvent<{ id: number; ok: boolean; value: unknown }>) => {
  waiting.get(event.data.id)?.(event.data);
  waiting.delete(event.data.id);
});

window.engineCall = async (name, argument) => {
  const id = ++calls;
  const reply = await new Promise<{ ok: boolean; value: unknown }>((resolve) => {
    waiting.set(id, resolve);
    worker.postMessage({ id, name, argument });
  });
  if (!reply.ok) throw new Error(String(reply.value));
  return reply.value;
};
