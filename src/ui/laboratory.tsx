/** The laboratory: every option and every figure, in panels. */
import './curves/curves.css';
import './result/result.css';
import './result/repair.css';
import './trace/trace.css';
import './inside/inside.css';
import './network/network.css';
import type { ComponentType, JSX } from 'react';
import { CurvesPanel } from './curves/curves-panel.tsx';
import { useSelect } from '../session/use-session.ts';
import { EmbedFold } from './embed/embed-composer.tsx';
import { EmbeddedFigures } from './embed/embedded-figures.tsx';
import { ExperimentPanel } from './experiment/experiment-panel.tsx';
import { RunControls } from './experiment/run-controls.tsx';
import { RunPanel } from './experiment/run-panel.tsx';
import { AutomatonPanel } from './inside/automaton-panel.tsx';
import { PlanePanel } from './inside/plane-panel.tsx';
import { DrawingBoundary } from './kit/drawing-boundary.tsx';
import { LatePart } from './kit/late-part.tsx';
import { ShownTraceProvider } from './kit/shown-trace.tsx';
import { FileControls } from './network/file-controls.tsx';
import { NetworkPanel } from './network/network-panel.tsx';
import { RaceFold } from './race/race-fold.tsx';
import { ResultPanel } from './result/result-panel.tsx';
import { TracePanel } from './trace/trace-panel.tsx';

const loadFour = async (): Promise<ComponentType> => (await import('./four/four-panel.tsx')).FourPanel;
const loadStory = async (): Promise<ComponentType> => (await import('./story/story-panel.tsx')).StoryPanel;

/** `isAlone`: embedded, without what follows the panels. */
export function LaboratoryPage({ isAlone }: { readonly isAlone: boolean }): JSX.Element {
  const figures = useSelect((state) => state.figures);
  if (isAlone && figures.length > 0) return <EmbeddedFigures figures={figures} />;
  return (
    <>
      <Panels />
      {isAlone ? null : (
        <>
          <LatePart name="The 2 × 2 of settings" load={loadFour} />
          <LatePart name="The story" load={loadStory} />
          <DrawingBoundary name="The code to embed" panel="embed-composer">
            <EmbedFold />
          </DrawingBoundary>
        </>
      )}
    </>
  );
}

/** Every panel for itself: what one of them cannot draw is said in its place. */
function Panels(): JSX.Element {
  return (
    <div className="laboratory">
      <DrawingBoundary name="The experiment" panel="experiment">
        <ExperimentPanel />
      </DrawingBoundary>
      <DrawingBoundary name="The run" panel="run">
        <RunPanel />
      </DrawingBoundary>
      <DrawingBoundary name="The curves" panel="curves">
        <CurvesPanel />
      </DrawingBoundary>
      <DrawingBoundary name="The result" panel="result">
        <ResultPanel />
      </DrawingBoundary>
      <DrawingBoundary name="What the network makes of the string" panel="trace">
        <ShownTraceProvider>
          <DrawingBoundary name="The typed string" panel="trace">
            <TracePanel />
          </DrawingBoundary>
          <div className="inside">
            <DrawingBoundary name="The state plane" panel="plane-panel">
              <PlanePanel />
            </DrawingBoundary>
            <DrawingBoundary name="The automaton" panel="automaton-panel">
              <AutomatonPanel />
            </DrawingBoundary>
          </div>
        </ShownTraceProvider>
      </DrawingBoundary>
      <DrawingBoundary name="The network" panel="network">
        <NetworkPanel />
      </DrawingBoundary>
      <DrawingBoundary name="The race" panel="race">
        <RaceFold />
      </DrawingBoundary>
    </div>
  );
}

/** What ends and saves a run where the page itself cannot be drawn. */
export function SavingTools(): JSX.Element {
  return (
    <>
      <RunControls />
      <DrawingBoundary name="The files">
        <FileControls />
      </DrawingBoundary>
    </>
  );
}
