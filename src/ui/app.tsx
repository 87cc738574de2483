/** The page: where the panels meet. */
import './kit/tokens.css';
import './kit/base.css';
import './kit/controls.css';
import './layout.css';
import './curves/curves.css';
import './result/result.css';
import './result/repair.css';
import './trace/trace.css';
import './inside/inside.css';
import './network/network.css';
import './keyboard.css';
import './kit/forced-colors.css';
import './print.css';
import type { ComponentType, JSX } from 'react';
import { useSelect } from '../session/use-session.ts';
import { AutomatonPanel } from './inside/automaton-panel.tsx';
import { CurvesPanel } from './curves/curves-panel.tsx';
import { DrawingBoundary } from './kit/drawing-boundary.tsx';
import { ExperimentPanel } from './experiment/experiment-panel.tsx';
import { Header } from './header.tsx';
import { Milestones } from './milestones.tsx';
import { NetworkPanel } from './network/network-panel.tsx';
import { Notices } from './notices.tsx';
import { PlanePanel } from './inside/plane-panel.tsx';
import { RaceFold } from './race/race-fold.tsx';
import { ResultPanel } from './result/result-panel.tsx';
import { RunPanel } from './experiment/run-panel.tsx';
import { ShownTraceProvider } from './kit/shown-trace.tsx';
import { TracePanel } from './trace/trace-panel.tsx';
import { UndrawnPage } from './undrawn-page.tsx';
import { usePart } from './kit/use-part.ts';

const loadFour = async (): Promise<ComponentType> => (await import('./four/four-panel.tsx')).FourPanel;
const loadStory = async (): Promise<ComponentType> => (await import('./story/story-panel.tsx')).StoryPanel;

export function App(): JSX.Element {
  return (
    <DrawingBoundary name="The page" Around={UndrawnPage}>
      <Page />
    </DrawingBoundary>
  );
}

function Page(): JSX.Element {
  const status = useSelect((state) => state.status);
  const embed = useSelect((state) => state.embed);
  return (
    <div className="page" data-embed={embed ? '' : undefined}>
      <DrawingBoundary name="The head of the page">
        <Header />
      </DrawingBoundary>
      <main data-status={status} tabIndex={-1}>
        <DrawingBoundary name="A notice">
          <Notices />
        </DrawingBoundary>
        <Laboratory />
        {embed ? null : (
          <>
            <LatePart name="The 2 × 2 of settings" load={loadFour} />
            <LatePart name="The story" load={loadStory} />
          </>
        )}
      </main>
      <DrawingBoundary name="What is read aloud">
        <Milestones />
      </DrawingBoundary>
      {embed ? null : <Footer />}
    </div>
  );
}

/** Every panel for itself: what one of them cannot draw is said in its place. */
function Laboratory(): JSX.Element {
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

interface LatePartProps {
  readonly name: string;
  readonly load: () => Promise<ComponentType>;
}

function LatePart({ name, load }: LatePartProps): JSX.Element | null {
  const { Component, problem } = usePart(name, load);
  if (Component)
    return (
      <DrawingBoundary name={name} panel="late">
        <Component />
      </DrawingBoundary>
    );
  return problem === null ? null : (
    <section className="panel">
      <p className="soft">{problem}</p>
    </section>
  );
}

function Footer(): JSX.Element {
  return (
    <footer className="footer">
      <p>
        Everything is computed in this tab: no server, no cookies, nothing is sent anywhere. A link holds the
        whole experiment, its random seeds included. <a href="licenses.md">Licences</a> of what it is built
        with.
      </p>
    </footer>
  );
}
