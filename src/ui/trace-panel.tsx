import { useDeferredValue, useMemo, useState, type JSX } from 'react';
import type { ShownNetwork } from '../session/network.ts';
import { selectNetwork, type SessionState } from '../session/state.ts';
import { createTracer } from '../session/tracer.ts';
import { useSampled, useSelect, useSession } from '../session/use-session.ts';
import { AnswerLine } from './answer-line.tsx';
import { BitBox } from './bit-box.tsx';
import { judgeTrace, type JudgedTrace } from './judged-trace.ts';
import { TraceTable } from './trace-table.tsx';
import { TraceLanes } from './trace-lanes.tsx';

/** New weights reach the trace this often while training; typing is shown at once. */
const REFRESH_MS = 250;
/** The same for a trace of more than `HEAVY_STEPS` multiplications. */
const HEAVY_REFRESH_MS = 1500;
const HEAVY_STEPS = 3_000_000;

const isOtherNetwork = (a: ShownNetwork, b: ShownNetwork): boolean =>
  a.origin !== b.origin || a.seed !== b.seed || a.spec !== b.spec || b.origin === 'untrained';

/** The string that the visitor types, and what the network makes of it bit by bit. */
export function TracePanel(): JSX.Element {
  const bits = useSelect((state) => state.bits);
  const weight = useSelect(
    (state) => (state.run?.config ?? state.config).hidden ** 2 * 4 * state.bits.length,
  );
  const network = useSampled(
    selectNetwork,
    weight > HEAVY_STEPS ? HEAVY_REFRESH_MS : REFRESH_MS,
    isOtherNetwork,
  );
  const [trace] = useState(createTracer);
  const judged = useMemo(() => judgeTrace(bits, trace(network, bits)), [bits, network, trace]);
  const [wanted, setCursor] = useState(Infinity);
  const [showsGates, setShowsGates] = useState(false);
  const [showsTable, setShowsTable] = useState(false);
  const cursor = Math.max(0, Math.min(wanted, bits.length - 1));
  return (
    <section className="panel trace" aria-labelledby="trace-title">
      <div className="panel-head">
        <h2 id="trace-title">Type a string</h2>
        <SourceLine network={network} />
        <div className="panel-options">
          <Toggle label="Gates" isOn={showsGates} onToggle={setShowsGates} />
          <Toggle label="Table" isOn={showsTable} onToggle={setShowsTable} />
        </div>
      </div>
      <BitBox onCursor={setCursor} />
      <AnswerLine judged={judged} onCursor={setCursor} />
      {bits.length > 0 ? (
        <TraceLanes {...{ judged, network, cursor, showsGates }} onCursor={setCursor} />
      ) : (
        <p className="empty-hint">Type zeros and ones: the network reads them one by one.</p>
      )}
      <DeferredTable {...{ judged, cursor }} isShown={showsTable} />
    </section>
  );
}

interface DeferredTableProps {
  readonly judged: JudgedTrace;
  readonly cursor: number;
  readonly isShown: boolean;
}

/** The table is for reading: it may follow a key stroke later than the picture. */
function DeferredTable(props: DeferredTableProps): JSX.Element {
  const judged = useDeferredValue(props.judged);
  const cursor = useDeferredValue(props.cursor);
  return <TraceTable judged={judged} cursor={cursor} isShown={props.isShown} />;
}

const selectHasRun = (state: SessionState): boolean => state.run !== null;

function SourceLine({ network }: { readonly network: ShownNetwork }): JSX.Element {
  const session = useSession();
  const opened = useSelect((state) => state.opened);
  const hasRun = useSelect(selectHasRun);
  if (opened)
    return (
      <p className="source">
        answered by the network from {opened.source}{' '}
        <button type="button" className="button quiet small" onClick={session.closeNetwork}>
          {hasRun ? 'Back to the run' : 'Put it away'}
        </button>
      </p>
    );
  const seed = `seed ${network.seed}`;
  return (
    <p className="source">
      {network.origin === 'untrained' || network.update === 0
        ? `answered by ${seed}, untrained`
        : `answered by ${seed} after ${network.update.toLocaleString('en')} updates`}
    </p>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onToggle: (isOn: boolean) => void;
}

function Toggle({ label, isOn, onToggle }: ToggleProps): JSX.Element {
  return (
    <button type="button" className="button quiet small" aria-pressed={isOn} onClick={() => onToggle(!isOn)}>
      {label}
    </button>
  );
}
