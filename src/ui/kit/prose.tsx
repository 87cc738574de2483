/** Sentences whose parts change, safe from page translators. */
import { Children, isValidElement, type JSX, type ReactNode } from 'react';

/**
 * Sentences with elements among their words: every piece of text in an element of its own, so that it can be rewritten
 * after a page translator has put its own in its place (`lone-text.test.ts` says why).
 */
export function Prose({ children }: { readonly children: ReactNode }): JSX.Element {
  const pieces: JSX.Element[] = [];
  let text = '';
  const endText = (): void => {
    if (text !== '') pieces.push(<span key={`text ${pieces.length}`}>{text}</span>);
    text = '';
  };
  for (const child of Children.toArray(children)) {
    if (isValidElement(child)) {
      endText();
      pieces.push(child);
    } else if (typeof child === 'string' || typeof child === 'number') text += child;
  }
  endText();
  return <>{pieces}</>;
}
