/** The panel in which one types a string and sees what the network makes of it, bit by bit. */
import { counted } from '../../session/counted.ts';
import { useState, type JSX } from 'react';
import type { ShownNetwork } from '../../session/network.ts';
import { updateOf } from '../../session/run-record.ts';
import type { SessionState } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { AnswerLine } from './answer-line.tsx';
import { BitBox } from './bit-box.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { useSettledTrace, useShownTrace } from '../kit/shown-trace.tsx';
import { momentText } from '../kit/moment-note.tsx';
import { Timeline } from './timeline.tsx';
import { SavePicture } from '../kit/save-picture.tsx';
import { Toggle } from '../kit/toggle.tsx';
import { ZeroSlider } from './zero-slider.tsx';
import { TraceTable } from './trace-table.tsx';
import { TraceLanes } from './trace-lanes.tsx';

/** The string that the visitor types, and what the network makes of it bit by bit. */
export function TracePanel(): JSX.Element {
  const { network, judged, cursor } = useShownTrace();
  const { setCursor } = useSession();
  const [showsGates, setShowsGates] = useState(false);
  const [showsTable, setShowsTable] = useState(false);
  return (
    <section className="panel trace" aria-labelledby="trace-title">
      <div className="panel-head">
        <h2 id="trace-title">Type a string</h2>
        <SourceLine network={network} />
        <div className="panel-options">
          <Toggle label="Gates" isOn={showsGates} onToggle={setShowsGates} />
          <Toggle label="Table" isOn={showsTable} onToggle={setShowsTable} />
          {judged.trace.length > 0 ? (
            <SavePicture figure="String, bit by bit" of=".answer-line, .lanes, .overview" />
          ) : null}
        </div>
      </div>
      <BitBox onCursor={setCursor} />
      <DrawingBoundary name="The answer">
        <AnswerLine judged={judged} head={network.spec.head} onCursor={setCursor} />
      </DrawingBoundary>
      <DrawingBoundary name="The timeline">
        <Timeline />
      </DrawingBoundary>
      <DrawingBoundary name="The answers to zeros after a one">
        <ZeroSlider network={network} />
      </DrawingBoundary>
      {judged.trace.length > 0 ? (
        <DrawingBoundary name="What happens at each bit">
          <TraceLanes {...{ judged, network, cursor, showsGates }} onCursor={setCursor} />
        </DrawingBoundary>
      ) : (
        <p className="empty-hint">Type zeros and ones: the network reads them one by one.</p>
      )}
      <DrawingBoundary name="The table">
        <SettledTable isShown={showsTable} />
      </DrawingBoundary>
    </section>
  );
}

/** The table is for reading: it may follow a key stroke later than the picture. */
function SettledTable({ isShown }: { readonly isShown: boolean }): JSX.Element {
  const { judged, cursor } = useSettledTrace();
  return <TraceTable {...{ judged, cursor, isShown }} />;
}

const selectHasRun = (state: SessionState): boolean => state.run !== null;
const selectNewestUpdate = ({ run, replica }: SessionState): number => (run ? updateOf(run, replica) : 0);

function SourceLine({ network }: { readonly network: ShownNetwork }): JSX.Element {
  const session = useSession();
  const opened = useSelect((state) => state.opened);
  const hasRun = useSelect(selectHasRun);
  const isPast = network.origin === 'past';
  const newest = useSelect((state) => (isPast ? selectNewestUpdate(state) : 0));
  if (opened)
    return (
      <p className="source">
        <span>{`answered by the network from ${opened.source} `}</span>
        <button type="button" className="button small" onClick={session.closeNetwork}>
          {hasRun ? 'Back to the run' : 'Put it away'}
        </button>
      </p>
    );
  const seed = `seed ${network.seed}`;
  if (isPast)
    return (
      <p className="source past">{`answered by ${seed} as it was ${momentText(network.update, newest)}`}</p>
    );
  return (
    <p className="source">
      {network.origin === 'untrained' || network.update === 0
        ? `answered by ${seed}, untrained`
        : `answered by ${seed} after ${counted(network.update, 'update')}`}
    </p>
  );
}
