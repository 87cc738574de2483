/** What stands in the page's place when all of it cannot be drawn: the run goes on, and can be stopped and saved. */
import type { ComponentType, JSX } from 'react';
import { useSelect } from '../session/use-session.ts';
import { DrawingBoundary } from './kit/drawing-boundary.tsx';
import { faultWords } from './kit/fault-words.ts';
import { Told } from './kit/told.tsx';
import { usePart } from './kit/use-part.ts';

// with the laboratory, which has them: in most cases it is there
const loadTools = async (): Promise<ComponentType> => (await import('./laboratory.tsx')).SavingTools;

interface UndrawnPageProps {
  readonly words: JSX.Element;
}

export function UndrawnPage({ words }: UndrawnPageProps): JSX.Element {
  const status = useSelect((state) => state.status);
  const { Component: Tools, problem } = usePart('What saves the run', loadTools);
  return (
    <div className="page">
      <main data-status={status} tabIndex={-1}>
        <section className="panel" aria-label="Latch">
          {words}
          {problem === null ? null : (
            <p className="soft">
              <Told text={problem} />
            </p>
          )}
          {Tools ? (
            <DrawingBoundary name="The run’s buttons">
              <Tools />
            </DrawingBoundary>
          ) : null}
        </section>
      </main>
    </div>
  );
}

/** The same without React, which has given up: `again` starts it anew. */
export function sayUndrawn(mount: HTMLElement, thrown: unknown, again: () => void): void {
  const main = document.createElement('main');
  main.className = 'page undrawn';
  const words = document.createElement('p');
  words.setAttribute('role', 'alert');
  words.textContent = `The page could not be drawn. ${faultWords(thrown)} The run, its networks and the typed string are kept.`;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button';
  button.textContent = 'Draw again';
  button.addEventListener('click', again);
  main.append(words, button);
  mount.replaceChildren(main);
}
