/**
 * What cannot be drawn says so in its place, and the rest of the page stays: an error of a panel or a figure goes no
 * further than the boundary around it. The session lives outside React, so nothing of it is lost. Drawing again is the
 * visitor's press, so that an error that comes back cannot loop.
 */
import { Component, createRef, type ComponentType, type JSX, type ReactNode } from 'react';
import { faultWords } from './fault-words.ts';
import { focusMain } from './focus.ts';

interface DrawingBoundaryProps {
  /** What is drawn inside, as a sentence begins with it: `The curves`. */
  readonly name: string;
  /** Class of the panel that it is drawn in place of. */
  readonly panel?: string;
  /** What takes the place of the whole page stands around the words. */
  readonly Around?: ComponentType<{ readonly words: JSX.Element }>;
  readonly children: ReactNode;
}

interface DrawingBoundaryState {
  /** What was thrown, if something was: it may be anything. */
  readonly fault: { readonly thrown: unknown } | null;
}

export class DrawingBoundary extends Component<DrawingBoundaryProps, DrawingBoundaryState> {
  override state: DrawingBoundaryState = { fault: null };
  readonly #button = createRef<HTMLButtonElement>();

  static getDerivedStateFromError(thrown: unknown): DrawingBoundaryState {
    return { fault: { thrown } };
  }

  override getSnapshotBeforeUpdate(): Element | null {
    return document.activeElement;
  }

  /** Where an error took the focus away, or a press has not helped, keyboards go on from the button. */
  override componentDidUpdate(
    _: DrawingBoundaryProps,
    { fault }: DrawingBoundaryState,
    focused: Element | null,
  ): void {
    if (this.state.fault === null || this.state.fault === fault) return;
    const { activeElement, body } = document;
    const isTaken = activeElement === body && focused !== body;
    if (isTaken || activeElement?.tagName === 'MAIN') this.#button.current?.focus({ preventScroll: true });
  }

  readonly #drawAgain = (): void => {
    focusMain();
    this.setState({ fault: null });
  };

  override render(): ReactNode {
    const { name, panel, Around, children } = this.props;
    const { fault } = this.state;
    if (!fault) return children;
    const words = (
      <div className={panel === undefined ? 'undrawn' : `panel ${panel} undrawn`}>
        <div role="alert">
          <p className="undrawn-name">{`${name} could not be drawn.`}</p>
          <p className="soft">{`${faultWords(fault.thrown)} The run, its networks and the typed string are kept.`}</p>
        </div>
        <button ref={this.#button} type="button" className="button small" onClick={this.#drawAgain}>
          Draw again
        </button>
      </div>
    );
    return Around ? <Around words={words} /> : words;
  }
}
