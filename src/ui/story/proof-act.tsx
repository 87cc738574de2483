/** Act 4: no test tries all strings; a proof covers every state that they can reach. Where it fails, repair. */
import { useMemo, type JSX } from 'react';
import { isSolved } from '../../parity/metrics.ts';
import { provedSets } from '../../proof/portrait/set-outline.ts';
import { counted } from '../../session/counted.ts';
import { shownConfig } from '../../session/run-record.ts';
import { selectOpenedTest, shownTest } from '../../session/shown-test.ts';
import { selectNetwork, type SessionState } from '../../session/state.ts';
import { useSelect } from '../../session/use-session.ts';
import { judgeShown } from '../../session/verdicts.ts';
import { planeSets } from '../inside/plane-boxes.ts';
import { StatePicture } from '../inside/state-picture.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { SavePicture } from '../kit/save-picture.tsx';
import { VerdictBlock } from '../result/verdict.tsx';
import { Act, Caption } from './act-head.tsx';
import { firstProved } from './fooling.tsx';
import { RepairChain } from './repair-chain.tsx';
import { selectCertificateOf, useReplicaNetwork } from './replica-network.ts';

const selectIsFlawless = (state: SessionState): boolean => {
  const { run, replica, opened } = state;
  const { heldOut } = shownTest(run, replica, opened && { openedTest: selectOpenedTest(state) });
  return heldOut !== null && isSolved(shownConfig(state), heldOut);
};

const selectName = ({ opened, replica }: SessionState): string =>
  opened ? `The network from ${opened.source}` : `Network ${replica + 1}`;

export function ProofAct(): JSX.Element {
  return (
    <Act act={4} title="No test tries all strings. A proof does.">
      <div className="columns">
        <div>
          <p className="lead">
            Cover with boxes every state that strings can lead to. Then ask of each box: where can a zero send
            it, where a one? If every arrow ends in a box of the right answer, no string of any length leads
            out.
          </p>
          <p className="lead">
            The search tries. A short program that shares nothing with it checks every box again, with every
            rounding counted in.
          </p>
          <ShownVerdict />
        </div>
        <ProvedFigure />
      </div>
      <Caption see="Repair trains it on, alone, on strings with long runs, and proves again.">
        Where that does not help, it keeps a half or a tenth of each weight and draws the rest afresh: a new
        network, and it says so.
      </Caption>
    </Act>
  );
}

/** The certificate of the shown network, opened ones included; empty: it is not proved right. */
function selectShownCertificate(state: SessionState): string {
  const { outcome } = judgeShown(state, selectNetwork(state));
  return outcome?.verdict === 'certified' ? outcome.certificate : '';
}

/** The boxes of a network that is proved right: the shown one's, or the first's. */
function ProvedFigure(): JSX.Element {
  const own = useSelect(selectShownCertificate);
  const isOpened = useSelect((state) => state.opened !== null);
  const ownName = useSelect(selectName);
  const opened = useSelect(selectNetwork);
  const replica = useSelect((state) => (own === '' ? firstProved(state) : state.replica));
  const certificateOfReplica = useSelect(selectCertificateOf(replica));
  const replicaNetwork = useReplicaNetwork(replica);
  const isOwn = own !== '' && isOpened;
  const [certificate, network] = isOwn ? [own, opened] : [certificateOfReplica, replicaNetwork];
  const name = isOwn ? ownName : `Network ${(replica ?? 0) + 1}`;
  const sets = useMemo(() => {
    const proved = provedSets(certificate);
    return planeSets(proved, { kind: 'exact' });
  }, [certificate]);
  const isDrawn = network !== null && network.spec.hidden === 1 && sets.length > 0;
  const isOfMore = network !== null && network.spec.hidden > 1;
  return (
    <figure className="proved-figure">
      {isDrawn ? (
        <>
          <figcaption>
            <h3>{`${name}: proved`}</h3>
            <SavePicture
              figure="The proof"
              of=".state-picture"
              subject={network.seed === null ? 'opened' : `seed ${network.seed}`}
            />
          </figcaption>
          <DrawingBoundary name="The boxes of the proof">
            <StatePicture
              spec={network.spec}
              params={network.params}
              sets={sets}
              isProved
              label={`${name}: ${counted(sets.length, 'box', 'boxes')} hold every state that strings can lead to, and none touches the line.`}
            />
          </DrawingBoundary>
          <Caption see="No arrow leaves the boxes, and no box touches the line.">
            {`${counted(sets.length, 'box', 'boxes')} hold every state that it can ever reach, after any string.`}
          </Caption>
        </>
      ) : (
        <p className="soft proved-wait">
          {isOfMore
            ? 'The sets of a network of more units are drawn in the laboratory, where they are projected.'
            : 'None of these networks is proved yet.'}
        </p>
      )}
    </figure>
  );
}

function ShownVerdict(): JSX.Element {
  const isFlawless = useSelect(selectIsFlawless);
  const name = useSelect(selectName);
  return (
    <div className="proof-figure">
      <h3>{name}</h3>
      <DrawingBoundary name="The verdict">
        <VerdictBlock isFlawless={isFlawless} />
      </DrawingBoundary>
      <DrawingBoundary name="The repair">
        <RepairChain />
      </DrawingBoundary>
    </div>
  );
}
