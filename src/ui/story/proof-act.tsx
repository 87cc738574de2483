/** Act 4: no test tries all strings; a proof covers every state that they can reach. Where it fails, repair. */
import { useMemo, type JSX } from 'react';
import { isSolved } from '../../parity/metrics.ts';
import type { ProvedSets } from '../../proof/portrait/proved-sets.ts';
import { returnsOf } from '../../proof/portrait/set-words.ts';
import { counted } from '../../session/counted.ts';
import { provedOf } from '../../session/outcome.ts';
import { FIRST_LATCHING, recordedRun } from '../../session/recorded.ts';
import { shownConfig } from '../../session/run-record.ts';
import { selectOpenedTest, shownTest } from '../../session/shown-test.ts';
import { isLive, selectNetwork, type SessionState } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { judgeShown, replicaSubject } from '../../session/verdicts.ts';
import { StatePicture } from '../inside/state-picture.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { SavePicture } from '../kit/save-picture.tsx';
import { VerdictBlock } from '../result/verdict.tsx';
import { Act, Caption } from './act-head.tsx';
import { firstProved } from './fooling.tsx';
import { RepairChain } from './repair-chain.tsx';
import { selectProvedOf, useReplicaNetwork } from './replica-network.ts';

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
            Cover with boxes every state that strings can lead to, from the start on. Then ask of each box:
            where can a zero send it, where a one? If every arrow ends in a box of the right answer, no string
            of any length leads out.
          </p>
          <p className="lead">
            A search looks for such boxes. A short program that shares nothing with it checks every box again,
            with every rounding counted in.
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

/** The proof of the shown network, opened ones included; null: it is not proved right. */
const selectShownProof = (state: SessionState): ProvedSets | null =>
  provedOf(judgeShown(state, selectNetwork(state)).outcome);

/** The boxes or sets of a network that is proved right: the shown one's, or the first's. */
function ProvedFigure(): JSX.Element {
  const own = useSelect(selectShownProof);
  const isOpened = useSelect((state) => state.opened !== null);
  const ownName = useSelect(selectName);
  const opened = useSelect(selectNetwork);
  const replica = useSelect((state) => (own === null ? firstProved(state) : state.replica));
  const proofOfReplica = useSelect(selectProvedOf(replica));
  const replicaNetwork = useReplicaNetwork(replica);
  const isOwn = own !== null && isOpened;
  const [proof, network] = isOwn ? [own, opened] : [proofOfReplica, replicaNetwork];
  const name = isOwn ? ownName : `Network ${(replica ?? 0) + 1}`;
  return (
    <figure className="proved-figure">
      {network && proof ? (
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
              proof={proof}
              isProved
              label={`${name}: ${labelOf(proof)}`}
            />
          </DrawingBoundary>
          <ProofCaption proof={proof} hidden={network.spec.hidden} />
        </>
      ) : (
        <div className="soft proved-wait">
          {replica === null ? (
            <NoneYet />
          ) : (
            <p>Its proof is of boxes in more directions than a picture has.</p>
          )}
        </div>
      )}
    </figure>
  );
}

/** Of a run that has left nothing to prove there is the recording's. */
function NoneYet(): JSX.Element {
  const session = useSession();
  const isOver = useSelect((state) => state.run?.origin === 'trained' && !isLive(state.status));
  const show = (): void => {
    const recorded = replicaSubject(recordedRun(), FIRST_LATCHING);
    if (!recorded) return;
    const { spec, params } = recorded;
    session.openFile({ kind: 'weights', network: { spec, params: params.slice(), source: 'the recording' } });
  };
  return (
    <>
      <p>None of these networks is proved yet.</p>
      {isOver ? (
        <button type="button" className="act-link" onClick={show}>
          Prove one that was recorded
        </button>
      ) : null}
    </>
  );
}

function labelOf(proof: ProvedSets): string {
  const count = proof.parities.length;
  return proof.kind === 'boxes'
    ? `${counted(count, 'box', 'boxes')} hold every state that strings can lead to, and none touches the line.`
    : `${counted(count, 'set')} of states; from each, every string returns to one of them, right on the way.`;
}

function ProofCaption({
  proof,
  hidden,
}: {
  readonly proof: ProvedSets;
  readonly hidden: number;
}): JSX.Element {
  const words = useMemo(() => (proof.kind === 'words' ? returnsOf(proof, proof.start, 0) : null), [proof]);
  const count = proof.parities.length;
  if (!words)
    return (
      <Caption see="No arrow leaves the boxes, and no box touches the line.">
        {`${counted(count, 'box', 'boxes')} hold every state that it can ever reach, after any string.`}
      </Caption>
    );
  return (
    <Caption see="Wherever a string is, it comes back to one of these sets.">
      {`The shadow of ${counted(count, 'set')} in ${2 * hidden} dimensions. From each, every string is back in one of them after a word of bits, from the first after one of ${counted(words.count, 'word')} of up to ${counted(words.longest, 'bit')}; every answer on the way is right.`}
    </Caption>
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
