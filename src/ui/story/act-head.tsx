/** The head of an act: its place in the row, what it says, and where links to it lead. */
import type { JSX, ReactNode } from 'react';

/** What the acts are called along the rail. */
export const ACT_NAMES = [
  'Train',
  'Result',
  'Fool it',
  'Why',
  'Proof',
  'Lengths',
  'Cell',
  'Laboratory',
] as const;

interface ActProps {
  readonly act: number;
  readonly title: ReactNode;
  readonly children: ReactNode;
}

export function Act({ act, title, children }: ActProps): JSX.Element {
  return (
    <section className="act" aria-labelledby={`act-${act}`}>
      <p className="act-number">{`${act} · ${ACT_NAMES[act] ?? ''}`}</p>
      <h2 id={`act-${act}`} tabIndex={-1}>
        {title}
      </h2>
      <div className="act-body">{children}</div>
    </section>
  );
}

/** A caption: in bold the one thing to see. */
export function Caption({
  see,
  children,
}: {
  readonly see: string;
  readonly children?: ReactNode;
}): JSX.Element {
  return (
    <p className="caption">
      <b>{see}</b>
      {children === undefined ? null : <span> </span>}
      {children === undefined ? null : <span>{children}</span>}
    </p>
  );
}
