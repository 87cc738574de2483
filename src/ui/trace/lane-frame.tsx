/** A lane of the trace: its name on the left, its picture on the time axis. */
import type { JSX, ReactNode, RefObject } from 'react';

interface LaneFrameProps {
  readonly name: string;
  readonly note: string;
  readonly body?: RefObject<HTMLDivElement | null>;
  readonly children: ReactNode;
}

/** One lane: its name, and its picture on the common time axis. */
export function LaneFrame({ name, note, body, children }: LaneFrameProps): JSX.Element {
  return (
    <div className="lane">
      <div className="lane-name">
        <b>{name}</b>
        {note ? <span>{note}</span> : null}
      </div>
      <div className="lane-body" ref={body}>
        {children}
      </div>
    </div>
  );
}
