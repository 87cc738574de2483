import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const Native = MessageChannel;
beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal('window', new EventTarget());
});
afterEach(() => {
  globalThis.MessageChannel = Native;
  vi.unstubAllGlobals();
});

const comesBack = (persisted: boolean): boolean =>
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));

test('a page that comes back sends again what its scheduler may wait for, and only that', async () => {
  const { connectReturns } = await import('./react-turns.ts');
  const scheduler = new MessageChannel();
  connectReturns();
  const other = new MessageChannel();
  expect(MessageChannel).toBe(Native);
  const heard: string[] = [];
  scheduler.port1.onmessage = () => void heard.push('scheduler');
  other.port1.onmessage = () => void heard.push('other');
  comesBack(false);
  comesBack(true);
  await vi.waitFor(() => expect(heard).toEqual(['scheduler']));
  for (const { port1 } of [scheduler, other]) port1.close();
});

test('a browser without channels is left as it is', async () => {
  vi.stubGlobal('MessageChannel', undefined);
  const { connectReturns } = await import('./react-turns.ts');
  connectReturns();
  expect(comesBack(true)).toBe(true);
});
