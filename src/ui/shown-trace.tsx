/** The typed string's trace through the shown network: made once, for every panel that shows it. */
import { createContext, useContext, useMemo, useState, type JSX, type ReactNode } from 'react';
import type { ShownNetwork } from '../session/network.ts';
import { selectNetwork } from '../session/state.ts';
import { createTracer } from '../session/tracer.ts';
import { useSampled, useSelect } from '../session/use-session.ts';
import { judgeTrace, type JudgedTrace } from './judged-trace.ts';

/** New weights reach the trace this often while training; typing is shown at once. */
const REFRESH_MS = 250;
/** The same for a trace of more than `HEAVY_STEPS` multiplications. */
const HEAVY_REFRESH_MS = 1500;
const HEAVY_STEPS = 3_000_000;

const isOtherNetwork = (a: ShownNetwork, b: ShownNetwork): boolean =>
  a.origin !== b.origin || a.seed !== b.seed || a.spec !== b.spec || b.origin === 'untrained';

interface ShownTrace {
  readonly network: ShownNetwork;
  readonly judged: JudgedTrace;
  /** The step that is looked at, 0 in an empty string. */
  readonly cursor: number;
}

const TraceContext = createContext<ShownTrace | null>(null);

export function useShownTrace(): ShownTrace {
  const shown = useContext(TraceContext);
  if (!shown) throw new Error('a panel needs a trace around it');
  return shown;
}

export function ShownTraceProvider({ children }: { readonly children: ReactNode }): JSX.Element {
  const bits = useSelect((state) => state.bits);
  const wanted = useSelect((state) => state.cursor);
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
  const cursor = Math.max(0, Math.min(wanted, bits.length - 1));
  const shown = useMemo(() => ({ network, judged, cursor }), [network, judged, cursor]);
  return <TraceContext value={shown}>{children}</TraceContext>;
}
