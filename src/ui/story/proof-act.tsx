/** Act 4: no test tries all strings; a proof covers every state that they can reach. Where it fails, repair. */
import type { JSX } from 'react';
import { useSelect } from '../../session/use-session.ts';
import { newestHeldOut, isSolvedPoint } from '../../session/run-record.ts';
import type { SessionState } from '../../session/state.ts';
import { Verdict } from '../result/verdict.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { Act, Caption } from './act-head.tsx';

const selectIsFlawless = ({ run, replica, opened }: SessionState): boolean => {
  const point = opened ? null : newestHeldOut(run?.replicas[replica]);
  return run !== null && point !== null && isSolvedPoint(run.config, point);
};

export function ProofAct(): JSX.Element {
  const isFlawless = useSelect(selectIsFlawless);
  const name = useSelect((state) =>
    state.opened ? `The network from ${state.opened.source}` : `Network ${state.replica + 1}`,
  );
  return (
    <Act act={4} title="No test tries all strings. A proof does.">
      <div className="columns">
        <p className="lead">
          Cover with boxes every state that strings can lead to. Then ask of each box: where can a zero send
          it, where a one? If every arrow ends in a box of the right answer, no string of any length leads
          out. The search tries; a short program that shares nothing with it checks every box again, with
          every rounding counted in.
        </p>
        <div className="proof-figure">
          <h3>{name}</h3>
          <DrawingBoundary name="The verdict">
            <Verdict isFlawless={isFlawless} />
          </DrawingBoundary>
        </div>
      </div>
      <Caption see="Repair gives the string back as a lesson, and proves again.">
        Where that does not help, it keeps a little of each weight and draws the rest afresh: a new network,
        and it says so. The boxes are drawn in the plane above, with “Boxes”.
      </Caption>
    </Act>
  );
}
