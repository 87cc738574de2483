/** Figures of the laboratory by themselves, for a page that embeds them: nothing around them but one link back. */
import './embedded-figures.css';
import type { ComponentType, JSX } from 'react';
import { FIGURES, type FigureName } from '../../session/figures.ts';
import { addressOf, shownLink } from '../../session/link-sync.ts';
import type { SessionState } from '../../session/state.ts';
import { useSelect } from '../../session/use-session.ts';
import { CurvesPanel } from '../curves/curves-panel.tsx';
import { ExperimentPanel } from '../experiment/experiment-panel.tsx';
import { RunPanel } from '../experiment/run-panel.tsx';
import { AutomatonPanel } from '../inside/automaton-panel.tsx';
import { PlanePanel } from '../inside/plane-panel.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { LatePart } from '../kit/late-part.tsx';
import { ShownTraceProvider } from '../kit/shown-trace.tsx';
import { NetworkPanel } from '../network/network-panel.tsx';
import { ResultPanel } from '../result/result-panel.tsx';
import { TracePanel } from '../trace/trace-panel.tsx';

const loadFour = async (): Promise<ComponentType> => (await import('../four/four-panel.tsx')).FourPanel;

const PARTS: Readonly<Record<FigureName, ComponentType>> = {
  experiment: () => (
    <div className="embedded-experiment">
      <ExperimentPanel />
      <RunPanel />
    </div>
  ),
  curves: CurvesPanel,
  result: ResultPanel,
  trace: TracePanel,
  plane: PlanePanel,
  automaton: AutomatonPanel,
  network: NetworkPanel,
  four: () => <LatePart name="The 2 × 2 of settings" load={loadFour} />,
};

export function EmbeddedFigures({ figures }: { readonly figures: readonly FigureName[] }): JSX.Element {
  return (
    <ShownTraceProvider>
      <div className="embedded" data-alone={figures.length === 1 ? figures[0] : undefined}>
        {figures.map((name) => {
          const Part = PARTS[name];
          return (
            <DrawingBoundary key={name} name={FIGURES[name]} panel="embedded-figure">
              <Part />
            </DrawingBoundary>
          );
        })}
      </div>
      <WayBack />
    </ShownTraceProvider>
  );
}

/** Where the same experiment is shown whole. */
const wholeAddress = (state: SessionState): string =>
  addressOf({ ...shownLink(state), embed: false, figures: [] });

function WayBack(): JSX.Element {
  const address = useSelect(wholeAddress);
  return (
    <p className="way-back">
      <a href={address} target="_blank" rel="noopener">
        Open in Latch
      </a>
    </p>
  );
}
