/** The machine of two states that parity needs, beside the one that the shown network acts as. */
import { useRef, useState, type JSX } from 'react';
import type { Automaton } from '../../proof/portrait/automaton.ts';
import { selectFooled } from '../../session/finale.ts';
import type { ShownPortrait } from '../../session/shown-portrait.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { AutomatonGraph } from '../inside/automaton-graph.tsx';
import { stateAfter, stateText } from '../inside/automaton-words.ts';
import { usePortrait, usePortraitTrace } from '../inside/use-portrait.ts';
import { PAPER_MACHINE } from '../kit/paper.ts';
import { SavePicture } from '../kit/save-picture.tsx';
import { Told } from '../kit/told.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { Caption } from './act-head.tsx';
import { firstProved } from './fooling.tsx';

export function MachineFigure(): JSX.Element {
  const figure = useRef<HTMLDivElement>(null);
  const portrait = usePortrait(figure);
  const problem = useSelect((state) => state.portraitProblem);
  const name = useSelect((state) =>
    state.opened ? `The network from ${state.opened.source}` : `Network ${state.replica + 1}`,
  );
  return (
    <div className="machines" ref={figure}>
      <div>
        <h3>Parity needs 2 states</h3>
        <TwoStates />
      </div>
      <div className="machine">
        <h3>{portrait ? `${name} ${sizeWords(portrait.automaton)}` : name}</h3>
        {portrait ? (
          <DrawingBoundary name="The machine">
            <Machine portrait={portrait} />
          </DrawingBoundary>
        ) : (
          <p className="soft machine-wait" role="status">
            <Told text={problem ?? 'Asking the network about strings …'} />
          </p>
        )}
      </div>
      <Chooser />
      {portrait ? <SavePicture figure="States" of=".machines > div:not(.chooser)" /> : null}
      <Caption see="A network that leaks needs one more state for every zero that it can still stand.">
        A solid arrow reads a zero, a dashed one a one. The states are learnt from the network’s answers: they
        describe it and do not prove.
      </Caption>
    </div>
  );
}

function sizeWords({ states, isComplete }: Automaton): string {
  if (!isComplete) return `makes more than ${states.length}`;
  if (states.length === 1) return `has 1: it always says ${states[0]?.answer === 1 ? 'odd' : 'even'}`;
  return states.length === 2 ? 'has just these 2' : `makes ${states.length} of them`;
}

/** Drawn by hand: this is what is to be learnt. */
function TwoStates(): JSX.Element {
  return (
    <svg
      className="two-states"
      viewBox="0 0 240 150"
      role="img"
      aria-label="Two states, even and odd: a zero stays, a one goes to the other."
    >
      <path d="M52 66C26 22 94 22 68 66M172 66C146 22 214 22 188 66" />
      <path className="by-one" d="M78 76Q120 50 158 74M162 108Q120 134 82 110" />
      <path
        className="two-heads"
        d="M69 66l-2 -9l8 5zM189 66l-2 -9l8 5zM160 75l-9 -1l5 -7zM80 109l9 1l-5 7z"
      />
      <circle cx="60" cy="92" r="30" data-answer="even" />
      <circle cx="180" cy="92" r="30" data-answer="odd" />
      <g aria-hidden="true">
        <text x="60" y="97">
          even
        </text>
        <text x="180" y="97">
          odd
        </text>
        <text x="60" y="26">
          0
        </text>
        <text x="180" y="26">
          0
        </text>
        <text x="120" y="57">
          1
        </text>
        <text x="120" y="138">
          1
        </text>
      </g>
    </svg>
  );
}

function Machine({ portrait }: { readonly portrait: ShownPortrait }): JSX.Element {
  const { automaton } = portrait;
  const judged = usePortraitTrace(portrait);
  const wanted = useSelect((state) => state.cursor);
  const [picked, setPicked] = useState<string | null>(null);
  const steps = Math.max(0, Math.min(wanted + 1, judged?.trace.length ?? 0));
  const current = stateAfter(automaton, judged?.bits ?? [], steps);
  const shown = automaton.states.findIndex(({ accessStrings: [id] }) => id === picked);
  return (
    <>
      <AutomatonGraph {...{ automaton, current, picked }} onPick={setPicked} paper={PAPER_MACHINE} />
      <p className="soft machine-words">{stateText(automaton, shown >= 0 ? shown : current).join(' ')}</p>
    </>
  );
}

/** The leak's machine, or the latch's, at one press. */
function Chooser(): JSX.Element | null {
  const session = useSession();
  const leaking = useSelect((state) => selectFooled(state)?.replica ?? null);
  const bits = useSelect((state) => selectFooled(state)?.bits ?? '');
  const proved = useSelect(firstProved);
  const shown = useSelect((state) => state.replica);
  const isOpened = useSelect((state) => state.opened !== null);
  const choices = [
    [leaking, 'it leaks'],
    [proved, 'it latches'],
  ] as const;
  return (
    <div className="chooser" role="group" aria-label="Networks to compare">
      {choices.map(([replica, does]) =>
        replica === null ? null : (
          <button
            key={does}
            type="button"
            className="button"
            aria-pressed={shown === replica && !isOpened}
            onClick={() => {
              session.closeNetwork();
              session.selectReplica(replica);
              if (bits !== '') session.setBits(bits);
            }}
          >
            {`Network ${replica + 1}: ${does}`}
          </button>
        ),
      )}
    </div>
  );
}
