/** Proofs are loaded when there is something to decide, and not before. */
import { expect, test, vi } from 'vitest';
import { lateProofs } from './late-proofs.ts';
import type { Proofs } from './proofs.ts';
import { initialState, type Notice, type SessionState } from './state.ts';
import { createStore } from './store.ts';

const createProofs = vi.hoisted(() => vi.fn<() => Proofs>());
vi.mock('./proofs.ts', () => ({ createProofs }));

type Told = Omit<Notice, 'id'>;

function bench() {
  const prove = vi.fn<() => void>();
  createProofs.mockReset().mockReturnValue({ prove, decide: () => undefined });
  const store = createStore<SessionState>(initialState);
  const told: Told[] = [];
  const proofs = lateProofs(store, (notice) => void told.push(notice));
  return { store, proofs, told, prove };
}

test('are not loaded for a page at rest, and once for a network that was opened', async () => {
  const { store, prove, proofs, told } = bench();
  store.set({ hasStirred: true });
  await vi.dynamicImportSettled();
  expect(createProofs).not.toHaveBeenCalled();
  store.set({ opened: {} as SessionState['opened'] });
  proofs.prove();
  await vi.waitFor(() => expect(prove).toHaveBeenCalledOnce());
  expect(createProofs).toHaveBeenCalledOnce();
  expect(told).toEqual([]);
});

test('that do not come are said, and come when they are asked for again', async () => {
  const { proofs, told, prove } = bench();
  createProofs.mockImplementationOnce(() => {
    throw new Error('not reached');
  });
  proofs.prove();
  await vi.waitFor(() => expect(told).toHaveLength(1));
  expect(told[0]!.details[0]).toContain('could not be loaded');
  proofs.prove();
  await vi.waitFor(() => expect(prove).toHaveBeenCalledOnce());
});
