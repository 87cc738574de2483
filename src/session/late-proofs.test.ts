/** Proofs are loaded when there is something to decide, and not before. */
import { expect, test, vi } from 'vitest';
import { lateProofs } from './late-proofs.ts';
import { initialState, type Notice, type SessionState } from './state.ts';
import { createStore } from './store.ts';

function bench() {
  const prove = vi.fn<() => void>();
  const part = { createProofs: () => ({ prove, decide: () => undefined }) };
  const load = vi.fn<() => Promise<typeof part>>().mockResolvedValue(part);
  const store = createStore<SessionState>(initialState);
  const told: Omit<Notice, 'id'>[] = [];
  const proofs = lateProofs(store, (notice) => void told.push(notice), load);
  return { store, proofs, told, prove, load };
}

test('are not loaded for a page at rest, and once for a network that was opened', async () => {
  const { store, prove, proofs, told, load } = bench();
  store.set({ hasStirred: true });
  expect(load).not.toHaveBeenCalled();
  store.set({ opened: {} as SessionState['opened'] });
  proofs.prove();
  await vi.waitFor(() => expect(prove).toHaveBeenCalledOnce());
  expect(load).toHaveBeenCalledOnce();
  expect(told).toEqual([]);
});

test('that do not come are said, and come when they are asked for again', async () => {
  const { proofs, told, prove, load } = bench();
  load.mockRejectedValueOnce(new Error('not reached'));
  proofs.prove();
  await vi.waitFor(() => expect(told).toHaveLength(1));
  expect(told[0]!.details[0]).toContain('could not be loaded');
  proofs.prove();
  await vi.waitFor(() => expect(prove).toHaveBeenCalledOnce());
});
