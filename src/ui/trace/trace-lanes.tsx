/** The trace as a logic analyser: one lane under the other on the same time axis. */
import { useEffect, useMemo, useRef, useState, type JSX, type PointerEvent, type RefObject } from 'react';
import type { ShownNetwork } from '../../session/network.ts';
import { AnswerWave, ProbabilityRow } from './answer-wave.tsx';
import { BitRow } from './bit-row.tsx';
import { GateLanes } from './gate-lanes.tsx';
import type { JudgedTrace } from '../kit/judged-trace.ts';
import { LaneFrame } from './lane-frame.tsx';
import { PAPER_LANES, usePaper } from '../kit/paper.ts';
import { StateLanes } from './state-lanes.tsx';
import { StepReadout } from './step-readout.tsx';
import { TraceOverview } from './trace-overview.tsx';
import { traceWindow, type TraceWindow } from './trace-window.ts';
import { useLetterScale } from '../kit/use-letter-scale.ts';
import { watchSize } from '../kit/watch-element.ts';

interface TraceLanesProps {
  readonly judged: JudgedTrace;
  readonly network: ShownNetwork;
  readonly cursor: number;
  readonly showsGates: boolean;
  readonly onCursor: (step: number) => void;
}

export function TraceLanes(props: TraceLanesProps): JSX.Element {
  const { judged, network, cursor, showsGates, onCursor } = props;
  const [body, width] = useWidth();
  const [from, setFrom] = useState(0);
  // with larger letters, steps are wider and fewer
  const letters = useLetterScale();
  const usual = traceWindow(judged.trace.length, cursor, width / letters, from);
  const { start, count } = usual;
  const [cell, room] = [letters * usual.cell, letters * usual.width];
  // the same object as long as it says the same: it tells the lanes what to draw
  const view = useMemo<TraceWindow>(() => ({ start, count, cell, width: room }), [start, count, cell, room]);
  // the window stays where it is until the cursor pushes it
  if (view.start !== from) setFrom(view.start);
  const scrub = (event: PointerEvent<HTMLElement>): void => {
    if (event.buttons !== 1 || !body.current) return;
    const step = Math.floor((event.clientX - body.current.getBoundingClientRect().left) / view.cell);
    if (step >= 0 && step < view.count) onCursor(view.start + step);
  };
  return (
    <>
      <div className="lanes">
        <LaneFrame name="bit" note="click to flip" body={body}>
          <BitRow {...{ judged, view, cursor, onCursor }} />
        </LaneFrame>
        <div className="scrub" onPointerDown={scrub} onPointerMove={scrub}>
          <LaneFrame name="answer" note="odd above, even below">
            <AnswerWave {...{ judged, view }} />
          </LaneFrame>
          <LaneFrame name="p(odd)" note="">
            <ProbabilityRow {...{ judged, view }} />
          </LaneFrame>
          <StateLanes {...{ judged, view, network }} />
          {showsGates ? <GateLanes {...{ judged, view }} /> : null}
        </div>
        <Bands {...{ judged, view, cursor }} />
      </div>
      {judged.trace.length > view.count ? <TraceOverview {...{ judged, view, onCursor }} /> : null}
      <StepReadout {...{ judged, cursor }} />
    </>
  );
}

interface BandsProps {
  readonly judged: JudgedTrace;
  readonly view: TraceWindow;
  readonly cursor: number;
}

/** The cursor's column, and the column of the first wrong answer, through all lanes. */
function Bands({ judged, view, cursor }: BandsProps): JSX.Element {
  const { firstWrong } = judged;
  const column = (step: number) => ({ left: (step - view.start) * view.cell, width: view.cell });
  const isInside = firstWrong >= view.start && firstWrong < view.start + view.count;
  return (
    <div className="bands" aria-hidden="true">
      {isInside ? (
        <div
          className="band-wrong"
          data-side={sideOf(firstWrong - view.start, view.count)}
          style={column(firstWrong)}
        >
          <span>first wrong answer</span>
        </div>
      ) : null}
      <div className="band-cursor" style={column(cursor)} />
    </div>
  );
}

/** Where the band's label finds room. */
function sideOf(column: number, count: number): 'start' | 'middle' | 'end' {
  if (column < 3) return 'start';
  return column > count - 4 ? 'end' : 'middle';
}

function useWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(900);
  const isPaper = usePaper();
  useEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    const measure = (): void => setWidth(current.getBoundingClientRect().width);
    measure();
    return watchSize(current, measure);
  }, []);
  return [element, isPaper ? PAPER_LANES : width];
}
