/** The page in acts: one question, one figure, one button and one line of what happened, each; the laboratory behind. */
import '../trace/trace.css';
import '../curves/curves.css';
import './acts.css';
import { useEffect, useRef, useState, type JSX } from 'react';
import { useSelect } from '../../session/use-session.ts';
import { ACT_COUNT, STEPS_PER_ACT } from '../kit/act-places.ts';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { ShownTraceProvider } from '../kit/shown-trace.tsx';
import { Told } from '../kit/told.tsx';
import { usePart } from '../kit/use-part.ts';
import { Opening } from './opening.tsx';
import { Rail } from './rail.tsx';

const loadLaterActs = async () => (await import('./later-acts.tsx')).LaterActs;

/** Three for each act that follows. */
const LATER_STEPS = STEPS_PER_ACT * (ACT_COUNT - 1);

export function Acts(): JSX.Element {
  return (
    <div className="acts">
      <DrawingBoundary name="The acts">
        <ShownTraceProvider>
          <DrawingBoundary name="The opening">
            <Opening />
          </DrawingBoundary>
          <Rail />
          <Later />
        </ShownTraceProvider>
      </DrawingBoundary>
    </div>
  );
}

function Later(): JSX.Element {
  const { Component, problem } = usePart('The acts that follow', loadLaterActs);
  const steps = useOneByOne(Component ? LATER_STEPS : 0);
  useScrolledTo(Math.floor(steps / STEPS_PER_ACT));
  if (Component)
    return (
      <>
        <Component steps={steps} />
        {steps < LATER_STEPS && <div className="acts-to-come" />}
      </>
    );
  if (problem === null) return <div className="acts-to-come" />;
  return (
    <p className="act soft">
      <Told text={problem} />
    </p>
  );
}

/**
 * Up to `total`, one more at a time: to draw and lay out everything at once would hold the page's thread for a third of a
 * second on a slow phone. Not in transitions, which training puts off for as long as it draws.
 */
function useOneByOne(total: number): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (count >= total) return undefined;
    const timer = setTimeout(() => setCount(count + 1));
    return () => clearTimeout(timer);
  }, [count, total]);
  return count;
}

/** Brings the act that the session names into view, once it is there, with all above it. */
function useScrolledTo(drawn: number): void {
  const act = useSelect((state) => state.act);
  const seen = useRef<number | null>(0);
  useEffect(() => {
    if (act === null || act === seen.current || act > drawn) return;
    seen.current = act;
    const head = document.getElementById(`act-${act}`);
    head?.scrollIntoView({ block: 'start' });
    head?.focus({ preventScroll: true });
  }, [act, drawn]);
}
