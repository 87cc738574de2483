/** Act 3: what a network keeps is a point in a plane; a leak walks over the line, a latch gathers in one place. */
import type { JSX } from 'react';
import { FIRST_LATCHING, FIRST_SHOWN, isRecorded, recordedRun } from '../../session/recorded.ts';
import { selectFooled } from '../../session/finale.ts';
import { shownConfig } from '../../session/run-record.ts';
import { useSelect } from '../../session/use-session.ts';
import { AutomatonPanel } from '../inside/automaton-panel.tsx';
import { PlanePanel } from '../inside/plane-panel.tsx';
import { StatePicture } from '../inside/state-picture.tsx';
import { SavePicture } from '../kit/save-picture.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { Act, Caption, FigurePart, useIsDrawn } from './act-head.tsx';
import { firstProved } from './fooling.tsx';
import { MachineFigure } from './machine-figure.tsx';
import { useNetworkOf, useReplicaNetwork } from './replica-network.ts';

export function MemoryAct(): JSX.Element {
  const hidden = useSelect((state) => shownConfig(state).hidden);
  return (
    <Act act={3} title="A memory that leaks, and one that latches.">
      <p className="lead">
        After each bit a network of one unit keeps two numbers and nothing else: a point in a plane. On one
        side of a line it says odd, on the other even. A one throws the point to the other side; then zeros
        must leave it there.
      </p>
      {hidden === 1 ? <OneUnit /> : <MoreUnits />}
    </Act>
  );
}

function OneUnit(): JSX.Element {
  return (
    <>
      <FigurePart act={3} figure={0}>
        <Pair />
        <Caption see="The one walks over the line; the other gathers in one place.">
          The diamonds are a one and then zero after zero. An arrow shows where a zero sends the point from
          there; the dots are the states of all strings of up to 8 bits, in the colour of the right answer.
          Each plane has a scale of its own.
        </Caption>
      </FigurePart>
      <FigurePart act={3} figure={1} turn={2}>
        <MachineFigure />
      </FigurePart>
    </>
  );
}

/** Leak beside latch: of the run where it has them, otherwise of the recording. */
function Pair(): JSX.Element {
  const leaking = useSelect((state) => {
    const fooled = selectFooled(state);
    return fooled && fooled.zeros !== null ? fooled.replica : null;
  });
  const proved = useSelect((state) => (isRecorded(state) ? FIRST_LATCHING : firstProved(state)));
  return (
    <div className="state-pair">
      <Half replica={leaking} instead={FIRST_SHOWN} does="leaks" isDrawn />
      <Half replica={proved} instead={FIRST_LATCHING} does="latches" isDrawn={useIsDrawn(1)} />
    </div>
  );
}

interface HalfProps {
  readonly replica: number | null;
  /** The recording's replica, where the run has none. */
  readonly instead: number;
  readonly does: 'leaks' | 'latches';
  /** Two planes at once would hold up the page. */
  readonly isDrawn: boolean;
}

function Half({ replica, instead, does, isDrawn }: HalfProps): JSX.Element | null {
  const own = useReplicaNetwork(replica);
  const recorded = useNetworkOf(recordedRun(), instead);
  const isOfRecording = useSelect(isRecorded);
  const network = own ?? recorded;
  if (!network) return null;
  const name = `Network ${(own ? replica! : instead) + 1} ${does}`;
  return (
    <figure>
      <figcaption>
        <h3>{name}</h3>
        {own === null && !isOfRecording ? <span>recorded: none of yours does yet</span> : null}
        <SavePicture figure={name} of=":scope > :not(figcaption)" subject={own ? 'own run' : 'recorded'} />
      </figcaption>
      <DrawingBoundary name="The states of a network">
        {isDrawn ? (
          <StatePicture
            spec={network.spec}
            params={network.params}
            isProved={does === 'latches'}
            label={
              does === 'leaks'
                ? `${name}: after a one, zeros move its state step by step over the line between odd and even.`
                : `${name}: after a one, zeros draw its state to one place on the right side of the line.`
            }
          />
        ) : (
          <div className="state-picture" />
        )}
      </DrawingBoundary>
    </figure>
  );
}

/** States of more units are seen through a projection, one network at a time. */
function MoreUnits(): JSX.Element {
  return (
    <div className="inside">
      <FigurePart act={3} figure={0}>
        <DrawingBoundary name="The state plane" panel="plane-panel">
          <PlanePanel />
        </DrawingBoundary>
      </FigurePart>
      <FigurePart act={3} figure={1}>
        <DrawingBoundary name="The automaton" panel="automaton-panel">
          <AutomatonPanel />
        </DrawingBoundary>
      </FigurePart>
    </div>
  );
}
