/** The elements of MathML that the page writes equations with; React's types know none of them. */
import { createElement, type JSX, type ReactNode } from 'react';

interface MathProps {
  /** What it stands for, as `data-quantity`. */
  readonly quantity?: string;
  readonly children: ReactNode;
}

const element =
  (tag: string): ((props: MathProps) => JSX.Element) =>
  ({ quantity, children }) =>
    createElement(tag, quantity === undefined ? null : { 'data-quantity': quantity }, children);

/** An equation. */
export const MathLine = element('math');
/** An identifier, as "tanh". */
export const Mi = element('mi');
/** An operator, as "+". */
export const Mo = element('mo');
/** A number. */
export const Mn = element('mn');
export const Mtext = element('mtext');
export const Mrow = element('mrow');
/** A letter and its index: two children. */
export const Msub = element('msub');
