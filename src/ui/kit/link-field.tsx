/** A link in a field to copy from, where the clipboard refuses. */
import { useMemo, type JSX } from 'react';
import { addressOf, linkWithWeights, shownLink } from '../../session/link-sync.ts';
import type { SessionState } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';

const optionsAddress = (state: SessionState): string => addressOf(shownLink(state));

/** The page's link to copy by hand, where the browser keeps the clipboard to itself: always that of what is shown. */
export function PageLinkField(): JSX.Element {
  return <LinkField label="Link to copy" address={useSelect(optionsAddress)} />;
}

/**
 * The same with the shown network. Weights that train on are those of the last press: in a text that changed all the
 * time nothing could be marked.
 */
export function NetworkLinkField({ presses }: { readonly presses: number }): JSX.Element {
  const { store } = useSession();
  const options = useSelect(optionsAddress);
  const replica = useSelect((state) => state.replica);
  const moment = useSelect((state) => state.moment);
  const run = useSelect((state) => state.run?.id);
  const address = useMemo(
    () => addressOf(linkWithWeights(store.get())),
    // oxlint-disable-next-line react/exhaustive-deps -- whatever changes the link but training
    [store, presses, options, replica, moment, run],
  );
  return <LinkField label="Link to the network" address={address} />;
}

function LinkField({ label, address }: { readonly label: string; readonly address: string }): JSX.Element {
  return (
    <input
      className="text-box link-text"
      aria-label={label}
      readOnly
      value={address}
      onFocus={(event) => event.currentTarget.select()}
    />
  );
}
