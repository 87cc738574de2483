/** The whole of a string that is longer than its lanes, and the window that they show. */
import type { JSX, PointerEvent } from 'react';
import { isWrongAt, type JudgedTrace } from '../kit/judged-trace.ts';
import type { TraceWindow } from './trace-window.ts';
import { grouped } from '../kit/format.ts';

interface TraceOverviewProps {
  readonly judged: JudgedTrace;
  readonly view: TraceWindow;
  readonly onCursor: (step: number) => void;
}

/** The whole of a long string in one strip, wrong stretches marked; a press moves the window there. */
export function TraceOverview({ judged, view, onCursor }: TraceOverviewProps): JSX.Element {
  const { length } = judged.trace;
  const jump = (event: PointerEvent<SVGSVGElement>): void => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const step = Math.floor(((event.clientX - box.left) / box.width) * length);
    onCursor(Math.max(0, Math.min(length - 1, step)));
  };
  return (
    <div className="overview">
      <svg
        viewBox={`0 0 ${length} 16`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onPointerDown={jump}
        onPointerMove={jump}
      >
        <rect className="overview-all" width={length} height="16" />
        <path className="overview-wrong" d={wrongStretches(judged)} />
        <rect className="overview-window" x={view.start} width={view.count} height="16" />
      </svg>
      <p className="soft">{`steps ${view.start + 1} to ${view.start + view.count} of ${grouped(length)}`}</p>
    </div>
  );
}

function wrongStretches(judged: JudgedTrace): string {
  let path = '';
  for (let t = 0; t < judged.trace.length; t++) {
    if (!isWrongAt(judged, t)) continue;
    const start = t;
    while (t + 1 < judged.trace.length && isWrongAt(judged, t + 1)) t++;
    path += `M${start} 0H${t + 1}V16H${start}z`;
  }
  return path;
}
