/** The typed string's trace through the shown network: made once, for every panel that shows it. */
import {
  createContext,
  useContext,
  useDeferredValue,
  useMemo,
  useState,
  type Context,
  type JSX,
  type ReactNode,
} from 'react';
import { isOtherNetwork, type ShownNetwork } from '../../session/network.ts';
import { FIGURES_BEAT, settle, traceBeat } from '../../session/page-pace.ts';
import { selectNetwork, type SessionState } from '../../session/state.ts';
import { createTracer } from '../../session/tracer.ts';
import { useSampled, useSelect } from '../../session/use-session.ts';
import { judgeTrace, type JudgedTrace } from './judged-trace.ts';
import { shownConfig } from '../../session/run-record.ts';

interface ShownTrace {
  readonly network: ShownNetwork;
  readonly bits: string;
  readonly judged: JudgedTrace;
  /** The step that is looked at, 0 in an empty string. */
  readonly cursor: number;
}

const TraceContext = createContext<ShownTrace | null>(null);
const SettledContext = createContext<ShownTrace | null>(null);

/** For what answers a key stroke at once. */
export function useShownTrace(): ShownTrace {
  return useTrace(TraceContext);
}

/**
 * For what may follow once the answer is painted; while training, which leaves the page little time to draw, it waits
 * for a gap between key strokes.
 */
export function useSettledTrace(): ShownTrace {
  return useTrace(SettledContext);
}

function useTrace(context: Context<ShownTrace | null>): ShownTrace {
  const shown = useContext(context);
  if (!shown) throw new Error('a panel needs a trace around it');
  return shown;
}

export function ShownTraceProvider({ children }: { readonly children: ReactNode }): JSX.Element {
  const bits = useSelect((state) => state.bits);
  const wanted = useSelect((state) => state.cursor);
  const beat = useSelect((state) => traceBeat(shownConfig(state).hidden, state.bits.length));
  const network = useSampled(selectNetwork, beat, isOtherNetwork);
  const [trace] = useState(createTracer);
  const judged = useMemo(() => judgeTrace(bits, trace(network, bits)), [bits, network, trace]);
  const cursor = Math.max(0, Math.min(wanted, bits.length - 1));
  const shown = useMemo(() => ({ network, bits, judged, cursor }), [network, bits, judged, cursor]);
  return (
    <TraceContext value={shown}>
      <SettledContext value={useSettled(shown)}>{children}</SettledContext>
    </TraceContext>
  );
}

const selectBits = (state: SessionState): string => state.bits;
const selectIsTraining = (state: SessionState): boolean => state.status === 'training';
const atOnce = (): boolean => true;
const atTheBeat = (): boolean => false;

/** The trace, as `useSettledTrace` gives it. */
function useSettled(shown: ShownTrace): ShownTrace {
  const isTraining = useSelect(selectIsTraining);
  const bits = useSampled(selectBits, FIGURES_BEAT, isTraining ? atTheBeat : atOnce);
  const [before, setBefore] = useState(shown);
  const settled = settle(before, shown, bits);
  if (settled !== before) setBefore(settled);
  return useDeferredValue(settled);
}
