/** A machine with one core, whose proof worker is in a test's hands. */
import type { ProofClient, Provers } from '../proof/proof-client.ts';
import type { ProofEvent } from '../proof/proof-protocol.ts';
import { createProofs, type Proofs } from './proofs.ts';
import type { SessionState } from './state.ts';
import type { Store } from './store.ts';

export const oneProver = (
  connect: (onEvent: (event: ProofEvent) => void) => Pick<ProofClient, 'post'>,
): Provers => ({
  connect: (onEvent) => ({ dispose: () => undefined, ...connect(onEvent) }),
  cores: () => 1,
});

/** Of a session: what decides is there from the first, in workers of the test's. */
export const proofsBy =
  (provers: Provers) =>
  (store: Store<SessionState>): Proofs =>
    createProofs(store, provers);
