/** The race's panel while it is folded: what it holds is loaded when it is opened. */
import { useState, type ComponentType, type JSX } from 'react';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { Told } from '../kit/told.tsx';
import { usePart } from '../kit/use-part.ts';

const loadRace = async (): Promise<ComponentType> => (await import('./race-panel.tsx')).RacePanel;

/** The race, folded: what it needs is loaded when it is opened, and stays where it was when it is folded again. */
export function RaceFold(): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  const { Component, problem } = usePart('The race', loadRace, isOpen);
  return (
    <section className="panel race" aria-labelledby="race-title">
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>
          <h2 id="race-title">Race against stock tf.layers</h2>
        </summary>
        {Component ? (
          <DrawingBoundary name="The race">
            <Component />
          </DrawingBoundary>
        ) : (
          <p className="soft">
            <Told text={problem ?? 'Loading …'} />
          </p>
        )}
      </details>
    </section>
  );
}
