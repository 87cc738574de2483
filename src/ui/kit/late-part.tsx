/** A part of the page in a chunk of its own, in its own boundary; what does not come says so in its place. */
import type { ComponentType, JSX } from 'react';
import { DrawingBoundary } from './drawing-boundary.tsx';
import { Told } from './told.tsx';
import { usePart } from './use-part.ts';

interface LatePartProps {
  readonly name: string;
  readonly load: () => Promise<ComponentType>;
}

export function LatePart({ name, load }: LatePartProps): JSX.Element | null {
  const { Component, problem } = usePart(name, load);
  if (Component)
    return (
      <DrawingBoundary name={name} panel="late">
        <Component />
      </DrawingBoundary>
    );
  return problem === null ? null : (
    <section className="panel">
      <p className="soft">
        <Told text={problem} />
      </p>
    </section>
  );
}
