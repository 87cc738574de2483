/** The page in acts: one question, one figure, one button and one line of what happened, each; the laboratory behind. */
import '../trace/trace.css';
import '../curves/curves.css';
import './acts.css';
import { useEffect, useRef, type ComponentType, type JSX } from 'react';
import { useSelect } from '../../session/use-session.ts';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { ShownTraceProvider } from '../kit/shown-trace.tsx';
import { Told } from '../kit/told.tsx';
import { usePart } from '../kit/use-part.ts';
import { Opening } from './opening.tsx';
import { Rail } from './rail.tsx';

const loadLaterActs = async (): Promise<ComponentType> => (await import('./later-acts.tsx')).LaterActs;

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
  useScrolledTo(Component !== null);
  if (Component) return <Component />;
  if (problem === null) return <div className="acts-to-come" />;
  return (
    <p className="act soft">
      <Told text={problem} />
    </p>
  );
}

/** Brings the act that the session names into view, once it is there. */
function useScrolledTo(isThere: boolean): void {
  const act = useSelect((state) => state.act);
  const seen = useRef<number | null>(0);
  useEffect(() => {
    if (act === null || act === seen.current || (act > 0 && !isThere)) return;
    seen.current = act;
    const head = document.getElementById(`act-${act}`);
    head?.scrollIntoView({ block: 'start' });
    head?.focus({ preventScroll: true });
  }, [act, isThere]);
}
