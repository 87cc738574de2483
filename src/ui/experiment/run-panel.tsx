/** The panel of the run: its speed, its progress and its figures. */
import type { JSX } from 'react';
import { AdvancedOptions } from './advanced-options.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { GuessControl } from './guess-control.tsx';
import { SpeedControl } from './run-controls.tsx';
import { RunProgress } from './run-progress.tsx';

/** How the run goes, and how fast it may. */
export function RunPanel(): JSX.Element {
  return (
    <section className="panel run" aria-labelledby="run-title">
      <h2 id="run-title" className="visually-hidden">
        Run
      </h2>
      <SpeedControl />
      <DrawingBoundary name="How far the run is">
        <RunProgress />
      </DrawingBoundary>
      <DrawingBoundary name="Guessing">
        <GuessControl />
      </DrawingBoundary>
      <DrawingBoundary name="Further options">
        <AdvancedOptions />
      </DrawingBoundary>
    </section>
  );
}
