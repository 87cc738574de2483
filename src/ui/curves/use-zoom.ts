/** The stretch of the axis that the curves show: both charts the same, until the run or the axis is another. */
import { startTransition, useCallback, useState } from 'react';
import { useSelect, useSession } from '../../session/use-session.ts';
import { axisEnd, type Stretch, type XAxisKey } from '../../session/chart-data.ts';

interface Zoom {
  readonly stretch: Stretch;
  readonly zoomTo: (stretch: Stretch) => void;
  /** Shows what lies between two places of what is shown, 0 its start and 1 its end. */
  readonly view: (from: number, to: number) => void;
}

/** Shorter stretches hold no points. */
const LEAST_SHARE = 0.002;

export function useZoom(x: XAxisKey): Zoom {
  const { store } = useSession();
  const runId = useSelect((state) => state.run?.id ?? null);
  const [zoom, setZoom] = useState<{
    readonly x: XAxisKey;
    readonly runId: number | null;
    readonly stretch: Stretch;
  } | null>(null);
  const stretch = zoom?.x === x && zoom.runId === runId ? zoom.stretch : null;
  const endOfAll = useCallback((): number => {
    const { run, ghosts } = store.get();
    return Math.max(...[run ?? [], ghosts].flat().map((shown) => axisEnd(shown, x)), 1);
  }, [store, x]);
  // keeps its identity, so that the charts are not drawn again with the panel around them
  const zoomTo = useCallback(
    // the button answers before the charts are drawn
    (wanted: Stretch): void =>
      startTransition(() => setZoom({ x, runId, stretch: wanted && clampStretch(wanted, endOfAll()) })),
    [x, runId, endOfAll],
  );
  return {
    stretch,
    zoomTo,
    view(from, to) {
      const [start, end] = stretch ?? [0, endOfAll()];
      zoomTo([start + from * (end - start), start + to * (end - start)]);
    },
  };
}

/** A stretch moved to lie within the axis; null where it is as long as that. */
export function clampStretch([from, to]: readonly [number, number], end: number): Stretch {
  const length = Math.max(to - from, LEAST_SHARE * end);
  if (length >= end) return null;
  const start = Math.min(Math.max(0, from), end - length);
  return [start, start + length];
}
