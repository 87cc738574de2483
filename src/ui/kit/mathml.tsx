/** The elements of MathML that the page writes equations with; React's types know none of them. */
import { createElement, type JSX, type ReactNode } from 'react';

interface MathProps {
  /** What it stands for, as `data-quantity`. */
  readonly quantity?: string;
  readonly children: ReactNode;
}

const element =
  (tag: string, attributes?: Readonly<Record<string, string>>): ((props: MathProps) => JSX.Element) =>
  ({ quantity, children }) =>
    createElement(
      tag,
      quantity === undefined ? attributes : { ...attributes, 'data-quantity': quantity },
      children,
    );

/** An equation. */
export const MathLine = element('math');
/** An identifier, as "tanh". */
export const Mi = element('mi');
/**
 * An operator, as "+", or a bracket around what is one line high: where there is no font for mathematics, browsers make
 * brackets that may stretch twice as high as the line.
 */
export const Mo = element('mo', { stretchy: 'false' });
/** A number. */
export const Mn = element('mn');
export const Mtext = element('mtext');
export const Mrow = element('mrow');
/** A letter and its index: two children. */
export const Msub = element('msub');
