/** The head of an act: its place in the row, what it says, and where links to it lead. */
import { createContext, useContext, type JSX, type ReactNode } from 'react';
import { useSession } from '../../session/use-session.ts';
import { STEPS_PER_ACT } from '../kit/act-places.ts';
import { startPresenting } from '../kit/presenter-way.ts';
import { ACT_NAMES } from './act-names.ts';
import { useElsewhere } from './use-elsewhere.ts';

/** How many of an act's steps are drawn. */
export const DrawnSteps = createContext(STEPS_PER_ACT);

interface ActProps {
  readonly act: number;
  readonly title: ReactNode;
  readonly children: ReactNode;
}

export function Act({ act, title, children }: ActProps): JSX.Element {
  const session = useSession();
  const name = ACT_NAMES[act] ?? '';
  return (
    <section className="act" aria-labelledby={`act-${act}`} data-elsewhere={useElsewhere(act)}>
      <div className="act-line">
        <p className="act-number">{`${act} · ${name}`}</p>
        <button
          type="button"
          className="button quiet small present-button"
          aria-label={`Present: ${name}`}
          onClick={() => startPresenting(session, act)}
        >
          Present
        </button>
      </div>
      <h2 id={`act-${act}`} tabIndex={-1}>
        {title}
      </h2>
      <div className="act-body">{useContext(DrawnSteps) > 1 ? children : null}</div>
    </section>
  );
}

/** Whether so many parts of an act's body are drawn before; the later ones come together in its last step. */
export const useIsDrawn = (turn: number): boolean =>
  useContext(DrawnSteps) > Math.min(1 + turn, STEPS_PER_ACT - 1);

interface FigurePartProps {
  readonly act: number;
  /** Its place among the figures of the act, from 0. */
  readonly figure: number;
  /** When it is drawn, where not in that order. */
  readonly turn?: number;
  readonly children: ReactNode;
}

/** Of an act with several figures one, with what belongs to it. */
export const FigurePart = ({ act, figure, turn = figure, children }: FigurePartProps): JSX.Element => (
  <div className="figure-part" data-elsewhere={useElsewhere(act, figure)}>
    {useIsDrawn(turn) ? children : null}
  </div>
);

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
