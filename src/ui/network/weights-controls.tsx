/** Buttons that edit the weights by hand, and what they say. */
import type { JSX } from 'react';
import { HAND_BUILT_SOURCE } from '../../session/hand-edits.ts';
import type { ShownNetwork } from '../../session/network.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { isWrittenOut } from './weights-table.tsx';

/** Changing weights by hand, and a network that was made by hand from the start. */
export function WeightsControls({ network }: { readonly network: ShownNetwork }): JSX.Element {
  const session = useSession();
  const opened = useSelect((state) => state.opened);
  const edits = opened?.edits;
  const hasRun = useSelect((state) => state.run !== null);
  const back =
    edits?.before === null && hasRun ? 'Back to the trained weights' : 'Back to the weights before';
  return (
    <div className="weights-controls">
      <div className="button-row">
        {/* one button that changes its name, so that it keeps the focus */}
        {edits || isWrittenOut(network) ? (
          <button
            type="button"
            className="button small"
            onClick={edits ? session.leaveEdits : session.editWeights}
          >
            {edits ? back : 'Edit weights'}
          </button>
        ) : null}
        {edits ? (
          <>
            <button
              type="button"
              className="button small"
              aria-disabled={edits.done.length === 0}
              onClick={session.undoEdit}
            >
              Undo
            </button>
            <button
              type="button"
              className="button small"
              aria-disabled={edits.undone.length === 0}
              onClick={session.redoEdit}
            >
              Redo
            </button>
          </>
        ) : (
          <button type="button" className="button small" onClick={session.openHandBuilt}>
            Load a perfect network
          </button>
        )}
      </div>
      {edits ? (
        <p
          className="soft"
          role="status"
        >{`${edits.done.length === 0 ? `A copy of ${edits.of}.` : `Edited by hand: ${edits.of}.`} The run is not touched; each edit is decided anew.`}</p>
      ) : null}
      {opened?.source.startsWith(HAND_BUILT_SOURCE) ? <WhyItWorks /> : null}
    </div>
  );
}

function WhyItWorks(): JSX.Element {
  return (
    <p className="soft why">
      Built by hand, and why it works: the forget gate is shut, so all it knows is <i>h</i>, 0.76 after an odd
      number of ones, 0 or −0.76 after an even one. A zero writes the side of 0.4 that <i>h</i> is on; a one
      writes 1 if <i>h</i> was low and, its input gate shut, 0 if <i>h</i> was high. Every gate is saturated,
      so nothing wears down.
    </p>
  );
}
