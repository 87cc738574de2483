import type { JSX } from 'react';
import { AdvancedOptions } from './advanced-options.tsx';
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
      <RunProgress />
      <GuessControl />
      <AdvancedOptions />
    </section>
  );
}
