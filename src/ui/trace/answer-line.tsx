/** The answer to the whole string in large letters, and whether it is right. */
import type { JSX } from 'react';
import type { Head } from '../../lstm/params.ts';
import { selectStanding } from '../../session/standing.ts';
import { useSelect } from '../../session/use-session.ts';
import { answerWord, grouped, percent } from '../kit/format.ts';
import type { JudgedTrace } from '../kit/judged-trace.ts';
import { rightWords } from '../kit/right-words.ts';

/** e / (1 + e): a softmax of probabilities goes no further. */
const DOUBLE_SOFTMAX_MOST = Math.E / (1 + Math.E);

interface AnswerLineProps {
  readonly judged: JudgedTrace;
  readonly head: Head;
  readonly onCursor: (step: number) => void;
}

/** The network's answer to the whole string, beside the truth, and where it went wrong first. */
export function AnswerLine({ judged, head, onCursor }: AnswerLineProps): JSX.Element {
  const isTraining = useSelect((state) => state.status === 'training');
  const standing = useSelect(selectStanding);
  const { trace, parity } = judged;
  const last = trace.length - 1;
  if (last < 0)
    return (
      <div className="answer-line">
        <output translate="no" aria-label="Answer" className="answer">
          no bits yet
        </output>
      </div>
    );
  const answer = trace.prediction[last]!;
  const odd = trace.probability[last]!;
  const isRight = answer === parity[last];
  return (
    <div className="answer-line">
      <p className="answer-words">
        <output
          translate="no"
          aria-label="Answer"
          aria-live={isTraining ? 'off' : 'polite'}
          className="answer"
          data-answer={answerWord(answer)}
        >
          <b>{answerWord(answer)}</b>
          <span>{` with ${percent(answer === 1 ? odd : 1 - odd)}`}</span>
        </output>
        {head === 'double-softmax' ? (
          <span className="soft">{`of ${percent(DOUBLE_SOFTMAX_MOST)} at most, by the double softmax`}</span>
        ) : null}
      </p>
      <div className="answer-judged">
        <span className={isRight ? (standing === 'passed' ? 'truth good' : 'truth') : 'truth bad'}>
          {`${rightWords(isRight, standing)}: the string has an ${answerWord(parity[last]!)} number of ones`}
        </span>
        <FirstWrong {...{ judged, onCursor }} />
      </div>
    </div>
  );
}

function FirstWrong({ judged, onCursor }: Pick<AnswerLineProps, 'judged' | 'onCursor'>): JSX.Element {
  const { trace, firstWrong, wrongCount } = judged;
  const length = grouped(trace.length);
  if (firstWrong < 0)
    return (
      <span className="soft">
        {trace.length === 1 ? 'right after its one bit' : `right after every one of ${length} bits`}
      </span>
    );
  return (
    <button type="button" className="first-wrong" onClick={() => onCursor(firstWrong)}>
      <span>{`first wrong answer: bit ${grouped(firstWrong + 1)}`}</span>
      <span className="soft">{` (${grouped(wrongCount)} of ${length} wrong)`}</span>
    </button>
  );
}
