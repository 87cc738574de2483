/** A machine with one core, whose proof worker is in a test's hands. */
import type { ProofClient, Provers } from '../proof/proof-client.ts';
import type { ProofEvent } from '../proof/proof-protocol.ts';

export const oneProver = (
  connect: (onEvent: (event: ProofEvent) => void) => Pick<ProofClient, 'post'>,
): Provers => ({
  connect: (onEvent) => ({ dispose: () => undefined, ...connect(onEvent) }),
  cores: () => 1,
});
