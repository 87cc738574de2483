/** Proofs, loaded when there is something to decide: a network that has passed its test, or one that was opened. */
import { notLoaded } from '../workers/reload-words.ts';
import type { Proofs } from './proofs.ts';
import type { Notice, SessionState } from './state.ts';
import type { Store } from './store.ts';

/** What is loaded. */
interface ProofsPart {
  readonly createProofs: (store: Store<SessionState>) => Proofs;
}

export function lateProofs(
  store: Store<SessionState>,
  notify: (notice: Omit<Notice, 'id'>) => void,
  load: () => Promise<ProofsPart> = () => import('./proofs.ts'),
): Proofs {
  let coming: Promise<Proofs | null> | null = null;
  const proofs = (): Promise<Proofs | null> => {
    coming ??= load().then(
      ({ createProofs }) => createProofs(store),
      () => {
        // whoever asks again has it loaded again
        coming = null;
        notify({ kind: 'info', title: 'Nothing can be proved', details: [notLoaded('What proves')] });
        return null;
      },
    );
    return coming;
  };
  store.watch(isAnythingToDecide, (isAny) => {
    if (isAny) void proofs();
  });
  return {
    prove: () => void proofs().then((come) => come?.prove()),
    decide: (subject) => void proofs().then((come) => come?.decide(subject)),
  };
}

/** Of the recording only once the visitor does something. */
const isAnythingToDecide = ({ run, opened, hasStirred }: SessionState): boolean =>
  opened !== null ||
  (run !== null &&
    (run.origin !== 'recorded' || hasStirred) &&
    run.solvedAt.some((update) => update !== null));
