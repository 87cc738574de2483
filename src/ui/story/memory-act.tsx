/** Act 3: what a network keeps is a point in a plane; a leak walks over the line, a latch gathers in one place. */
import type { JSX } from 'react';
import { AutomatonPanel } from '../inside/automaton-panel.tsx';
import { PlanePanel } from '../inside/plane-panel.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { useSelect, useSession } from '../../session/use-session.ts';
import { selectFooled } from '../../session/finale.ts';
import { Act, Caption } from './act-head.tsx';
import { firstProved } from './fooling.tsx';

export function MemoryAct(): JSX.Element {
  return (
    <Act act={3} title="A memory that leaks, and one that latches.">
      <p className="lead">
        After each bit a network of one unit keeps two numbers and nothing else: a point in a plane. Above a
        line it says odd, below it even. A network that latches jumps from one place to another and stays; one
        that leaks drifts with every zero, until it is over the line.
      </p>
      <Chooser />
      <div className="inside">
        <DrawingBoundary name="The state plane" panel="plane-panel">
          <PlanePanel />
        </DrawingBoundary>
        <DrawingBoundary name="The automaton" panel="automaton-panel">
          <AutomatonPanel />
        </DrawingBoundary>
      </div>
      <Caption see="Parity needs two states: seen an odd number of ones, or an even one.">
        The automaton is learnt from the network’s answers, so it describes and does not prove. A network that
        leaks needs one more state for every zero that it can still stand.
      </Caption>
    </Act>
  );
}

/** Leak beside latch, at one press each. */
function Chooser(): JSX.Element | null {
  const session = useSession();
  const leaking = useSelect((state) => selectFooled(state)?.replica ?? null);
  const bits = useSelect((state) => selectFooled(state)?.bits ?? '');
  const proved = useSelect(firstProved);
  const shown = useSelect((state) => state.replica);
  if (leaking === null && proved === null) return null;
  return (
    <div className="chooser" role="group" aria-label="Networks to compare">
      {leaking === null ? null : (
        <button
          type="button"
          className="button"
          aria-pressed={shown === leaking}
          onClick={() => {
            session.selectReplica(leaking);
            session.setBits(bits);
          }}
        >
          {`Network ${leaking + 1}: it leaks`}
        </button>
      )}
      {proved === null ? null : (
        <button
          type="button"
          className="button"
          aria-pressed={shown === proved}
          onClick={() => {
            session.selectReplica(proved);
            if (bits !== '') session.setBits(bits);
          }}
        >
          {`Network ${proved + 1}: it latches`}
        </button>
      )}
    </div>
  );
}
