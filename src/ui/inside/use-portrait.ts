/**
 * The shown network's portrait, kept up to date only while a panel that shows it is on the screen. Of a run that is over,
 * the recorded one too, it is there at once: a print shows panels that were never scrolled to.
 */
import { useEffect, useMemo, useState, type RefObject } from 'react';
import { traceString } from '../../lstm/forward.ts';
import { parseBits } from '../../parity/bits.ts';
import type { ShownPortrait } from '../../session/shown-portrait.ts';
import type { SessionState } from '../../session/state.ts';
import { INSIDE_BEAT } from '../../session/page-pace.ts';
import { useSampled, useSelect, useSession } from '../../session/use-session.ts';
import { judgeTrace, type JudgedTrace } from '../kit/judged-trace.ts';
import { useSettledTrace } from '../kit/shown-trace.tsx';
import { watchSeen } from '../kit/watch-element.ts';

/** A picture is asked for a little before its panel comes into view. */
const MARGIN = '120px';

const selectPortrait = (state: SessionState): ShownPortrait | null => state.portrait;
const isOther = (a: ShownPortrait | null, b: ShownPortrait | null): boolean =>
  a?.network.seed !== b?.network.seed ||
  a?.network.origin !== b?.network.origin ||
  b?.network.origin === 'past';

/** Nothing more is trained of it; a recorded one waits for somebody to be there. */
const isRunOver = ({ status, run, hasStirred }: SessionState): boolean =>
  status === 'solved' || status === 'stopped' || (status === 'idle' && run !== null && hasStirred);

export function usePortrait(panel: RefObject<HTMLElement | null>): ShownPortrait | null {
  const { watchPortrait } = useSession();
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    if (!panel.current) return undefined;
    return watchSeen(panel.current, setIsSeen, MARGIN);
  }, [panel]);
  const isOver = useSelect(isRunOver);
  const isWanted = isSeen || isOver;
  useEffect(() => (isWanted ? watchPortrait() : undefined), [isWanted, watchPortrait]);
  return useSampled(selectPortrait, INSIDE_BEAT, isOther);
}

/** Multiplications up to which the string is traced again with the portrait's own weights. */
const LIGHT_STEPS = 400_000;

/**
 * The typed string's trace through the network of a portrait, which while training is a moment older than the one that
 * answers; null while there is only a trace through a network of another width.
 */
export function usePortraitTrace({ network }: ShownPortrait): JudgedTrace | null {
  const settled = useSettledTrace();
  const { bits } = settled;
  const { hidden } = network.spec;
  const isShared = settled.network === network || hidden ** 2 * 4 * bits.length > LIGHT_STEPS;
  const own = useMemo(
    () => (isShared ? null : judgeTrace(bits, traceString(network.spec, network.params, parseBits(bits)))),
    [isShared, bits, network],
  );
  return own ?? (settled.judged.trace.hidden === hidden ? settled.judged : null);
}
