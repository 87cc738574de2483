/** The string that the visitor types, the truth under the network's answers, and what its cell keeps. */
import type { JSX } from 'react';
import { selectStanding } from '../../session/standing.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { answerWord, percent } from '../kit/format.ts';
import { rightWords } from '../kit/right-words.ts';
import { useShownTrace } from '../kit/shown-trace.tsx';
import { bitsText } from '../kit/bit-notation.ts';
import { BitBox } from '../trace/bit-box.tsx';
import { BitRow } from '../trace/bit-row.tsx';
import { StateBars, stageSteps, WavePicture } from '../trace/wave-picture.tsx';

/** Columns of the stage: as many bits as can still be told apart on a phone. */
const MOST_STEPS = 32;

/** `isQuiet`: nobody types, so nothing is said. */
export function StageString({ isQuiet }: { readonly isQuiet: boolean }): JSX.Element {
  const { setCursor } = useSession();
  const { judged, network, cursor, bits } = useShownTrace();
  const view = stageSteps(judged.trace.length, cursor, MOST_STEPS);
  const title = `Answers to ${bitsText(bits.slice(0, 60))}: ${judged.firstWrong < 0 ? 'right after every bit' : `wrong first after bit ${judged.firstWrong + 1}`}.`;
  return (
    <div className="stage-string">
      <div className="stage-title">
        <b>Type zeros and ones</b>
        <BitBox onCursor={setCursor} isShort />
      </div>
      <div className="stage-rows">
        <span className="row-name">
          {view.start > 0 ? `bits ${view.start + 1} to ${view.start + view.count}` : 'bits'}
        </span>
        <BitRow {...{ judged, view, cursor }} onCursor={setCursor} />
        <div className="wave-names" aria-hidden="true">
          <b className="odd-word">odd</b>
          <span>cannot tell</span>
          <b className="even-word">even</b>
        </div>
        <WavePicture {...{ judged, network, title }} {...view} />
        <Said isQuiet={isQuiet} />
        <span className="row-name">
          <b>cell state</b>
          <span>what it keeps</span>
        </span>
        <div className="state-rows">
          <StateBars {...{ judged }} {...view} />
        </div>
      </div>
    </div>
  );
}

function Said({ isQuiet }: { readonly isQuiet: boolean }): JSX.Element {
  const { judged } = useShownTrace();
  // nor is a network that has only begun to learn worth a word
  const isTraining = useSelect(({ status }) => status === 'training' || status === 'starting');
  const standing = useSelect(selectStanding);
  const { trace, parity } = judged;
  const last = trace.length - 1;
  const answer = last < 0 ? null : trace.prediction[last]!;
  const odd = last < 0 ? 0.5 : trace.probability[last]!;
  const isRight = last >= 0 && answer === parity[last];
  return (
    <div className="said">
      <span className="soft">says</span>
      <output
        translate="no"
        aria-label="Answer"
        aria-live={isTraining || isQuiet ? 'off' : 'polite'}
        data-answer={answer === null ? undefined : answerWord(answer)}
      >
        {answer === null ? (
          <span>no bits yet</span>
        ) : (
          <>
            <b className={`${answerWord(answer)}-word`}>{answerWord(answer)}</b>
            <span className="soft">{percent(answer === 1 ? odd : 1 - odd)}</span>
          </>
        )}
      </output>
      <span className={isRight ? 'judged' : 'judged bad'}>
        {last < 0 ? '' : rightWords(isRight, standing)}
      </span>
    </div>
  );
}
