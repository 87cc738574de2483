/** The panel of the finite automaton that the network acts as. */
import { memo, useDeferredValue, useMemo, useRef, useState, type JSX } from 'react';
import type { Automaton } from '../../proof/portrait/automaton.ts';
import type { ShownPortrait } from '../../session/shown-portrait.ts';
import { selectNetwork, type SessionState } from '../../session/state.ts';
import { selectStanding } from '../../session/standing.ts';
import { useSelect } from '../../session/use-session.ts';
import { judgeShown } from '../../session/verdicts.ts';
import { AutomatonGraph } from './automaton-graph.tsx';
import { automatonStory, basisText, stateAfter, stateText } from './automaton-words.ts';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { answerWord, grouped } from '../kit/format.ts';
import { MomentNote } from '../kit/moment-note.tsx';
import { Told } from '../kit/told.tsx';
import { SavePicture } from '../kit/save-picture.tsx';
import { Toggle } from '../kit/toggle.tsx';
import { usePortrait, usePortraitTrace } from './use-portrait.ts';

/** A verdict is of the newest weights. */
function selectIsCertified(state: SessionState): boolean {
  const network = selectNetwork(state);
  return network.origin !== 'past' && judgeShown(state, network).verdict === 'certified';
}

/** The finite automaton that the shown network acts as. */
export function AutomatonPanel(): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  const portrait = usePortrait(panel);
  // the plane comes first: drawing both from nothing in one task takes fifty milliseconds
  const isDrawn = useDeferredValue(portrait !== null);
  const problem = useSelect((state) => state.portraitProblem);
  const [showsList, setShowsList] = useState(false);
  return (
    <section className="panel automaton-panel" aria-labelledby="automaton-title" ref={panel}>
      <div className="panel-head">
        <h2 id="automaton-title">As a finite automaton</h2>
        <MomentNote />
        <div className="panel-options">
          <Toggle label="List of states" isOn={showsList} onToggle={setShowsList} />
          {portrait ? <SavePicture figure="Automaton" of=".automaton" /> : null}
        </div>
      </div>
      {portrait && isDrawn ? (
        <AutomatonBody portrait={portrait} showsList={showsList} />
      ) : (
        <p className="soft" role="status">
          <Told text={problem ?? 'Asking the network about strings …'} />
        </p>
      )}
    </section>
  );
}

interface AutomatonBodyProps {
  readonly portrait: ShownPortrait;
  readonly showsList: boolean;
}

function AutomatonBody({ portrait, showsList }: AutomatonBodyProps): JSX.Element {
  const { automaton, suspect } = portrait;
  const judged = usePortraitTrace(portrait);
  const wanted = useSelect((state) => state.cursor);
  const length = judged?.trace.length ?? 0;
  const steps = Math.max(0, Math.min(wanted + 1, length));
  const isCertified = useSelect(selectIsCertified);
  const [picked, setPicked] = useState<string | null>(null);
  const standing = useSelect(selectStanding);
  const story = useMemo(() => automatonStory(automaton, suspect, standing), [automaton, suspect, standing]);
  const current = stateAfter(automaton, judged?.bits ?? [], steps);
  const shown = automaton.states.findIndex(({ accessStrings: [id] }) => id === picked);
  return (
    <>
      <div className="told">
        <output translate="no" aria-label="Automaton" aria-live="off" data-states={automaton.states.length}>
          <p className={`story-line ${story.tone}`}>{story.headline}</p>
        </output>
        <p className="soft">{story.detail}</p>
      </div>
      <DrawingBoundary name="The graph">
        <AutomatonGraph {...{ automaton, current, picked }} onPick={setPicked} />
      </DrawingBoundary>
      <div className="automaton-info">
        {shown >= 0 ? (
          stateText(automaton, shown).map((line) => <p key={line}>{line}</p>)
        ) : (
          <Whereabouts {...{ automaton, current, steps }} answer={judged?.trace.prediction[steps - 1] ?? 0} />
        )}
      </div>
      <p className="soft automaton-basis">{basisText(automaton, isCertified)}</p>
      <DrawingBoundary name="The list of states">
        <StateList automaton={automaton} current={current} isShown={showsList} />
      </DrawingBoundary>
    </>
  );
}

interface WhereaboutsProps {
  readonly automaton: Automaton;
  readonly current: number;
  readonly steps: number;
  /** What the network itself answers after so many steps. */
  readonly answer: number;
}

/** Where the typed string has led, beside what the network itself says there. */
function Whereabouts({ automaton, current, steps, answer }: WhereaboutsProps): JSX.Element {
  const says = automaton.states[current]?.answer ?? 0;
  return (
    <>
      <p>
        {steps === 0
          ? 'No bit is read: state 0.'
          : `After step ${grouped(steps)} the typed string is in state ${current}, which says ${answerWord(says)}${
              says === answer ? ', as the network does.' : ', but the network does not.'
            }`}
      </p>
      <p className="soft">Point at a state, or use arrow keys, for the strings that lead there.</p>
    </>
  );
}

interface StateListProps {
  readonly automaton: Automaton;
  readonly current: number;
  readonly isShown: boolean;
}

/** The automaton as a table: assistive technology finds it at any time, the eye on demand. */
const StateList = memo(function StateList({ automaton, current, isShown }: StateListProps): JSX.Element {
  return (
    <div className={isShown ? 'table-scroll' : 'visually-hidden'} tabIndex={isShown ? 0 : undefined}>
      <table className="numbers" aria-label="States of the automaton">
        <thead>
          <tr>
            <th scope="col">state</th>
            <th scope="col">says</th>
            <th scope="col">on 0</th>
            <th scope="col">on 1</th>
            <th scope="col">shortest strings</th>
          </tr>
        </thead>
        <tbody translate="no">
          {automaton.states.map(({ answer, next, accessStrings }, k) => (
            <tr key={accessStrings[0]} aria-current={k === current ? 'step' : undefined}>
              <td>{k}</td>
              <td>{answerWord(answer)}</td>
              <td>{next[0]}</td>
              <td>{next[1]}</td>
              <td className="access-strings">
                {accessStrings.map((text) => (text === '' ? 'ε' : text)).join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});
