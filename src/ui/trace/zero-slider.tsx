/** The answers to a one and ever more zeros, on a slider. */
import { memo, useEffect, useMemo, useRef, useState, type JSX } from 'react';
import { oddProbability } from '../../lstm/loss.ts';
import { MOST_ZEROS, placeOfZeros, ZERO_COUNTS } from '../../proof/portrait/zero-run.ts';
import { counted } from '../../session/counted.ts';
import { MAX_TYPED_BITS } from '../../session/bit-input.ts';
import type { ShownNetwork } from '../../session/network.ts';
import { selectStanding } from '../../session/standing.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { createZeroWalks, type ZeroAnswers } from '../../session/zero-walks.ts';
import { raise } from '../kit/bit-notation.ts';
import { answerWord, grouped, percent } from '../kit/format.ts';

/**
 * A one and k zeros, k up to 100,000: what fits the text box is typed there, and the answer to any of them stands beside
 * the slider, whose track says which are wrong.
 */
export const ZeroSlider = memo(function ZeroSlider({
  network,
}: {
  readonly network: ShownNetwork;
}): JSX.Element {
  const session = useSession();
  const { zeros, choose } = useZeros();
  const answers = useZeroAnswers(network);
  const hasPassed = useSelect((state) => selectStanding(state) === 'passed');
  const place = placeOfZeros(zeros);
  /** What is changed by one press, or by one drag, is taken back together. */
  const press = useRef(0);
  return (
    <div className="zero-slider">
      <label htmlFor="zeros">Zeros after a one</label>
      <div className="zero-track">
        <input
          id="zeros"
          type="range"
          min={0}
          max={ZERO_COUNTS.length - 1}
          step={1}
          value={place}
          aria-valuetext={`a one and ${counted(zeros, 'zero', 'zeros')}`}
          onPointerDown={() => (press.current += 1)}
          onKeyDown={() => (press.current += 1)}
          onChange={(event) => {
            const count = ZERO_COUNTS[Number(event.currentTarget.value)] ?? 0;
            choose(count);
            if (count < MAX_TYPED_BITS) session.setBits(`1${'0'.repeat(count)}`, press.current);
          }}
        />
        <Track answers={answers} hasPassed={hasPassed} />
      </div>
      <Answer {...{ zeros, answers, hasPassed }} />
    </div>
  );
});

/** Those of the typed string, if it is a one and zeros, unless the slider stands beyond what can be typed. */
function useZeros(): { readonly zeros: number; readonly choose: (zeros: number) => void } {
  const typed = useSelect(({ bits }) => (/^10*$/u.test(bits) ? bits.length - 1 : null));
  const [chosen, setChosen] = useState<{ readonly zeros: number; readonly typed: number | null } | null>(
    null,
  );
  const isBeyond = chosen !== null && chosen.zeros >= MAX_TYPED_BITS;
  return {
    zeros: isBeyond && chosen.typed === typed ? chosen.zeros : (typed ?? chosen?.zeros ?? 20),
    choose: (zeros) => setChosen({ zeros, typed: zeros < MAX_TYPED_BITS ? zeros : typed }),
  };
}

function useZeroAnswers(network: ShownNetwork): ZeroAnswers | null {
  const { store } = useSession();
  const [answers, setAnswers] = useState<ZeroAnswers | null>(null);
  const walks = useMemo(() => createZeroWalks(() => store.get().status === 'training', setAnswers), [store]);
  useEffect(() => walks.show(network), [walks, network]);
  useEffect(() => walks.stop, [walks]);
  return answers;
}

interface AnswerProps {
  readonly zeros: number;
  readonly answers: ZeroAnswers | null;
  /** Whether the network has answered its test: of one that has not, a right answer is no merit. */
  readonly hasPassed: boolean;
}

function Answer({ zeros, answers, hasPassed }: AnswerProps): JSX.Element {
  const margin = answers?.margins[placeOfZeros(zeros)];
  const name = raise(`1 0^${zeros}`);
  const firstWrong = answers?.firstWrong ?? -1;
  const isOdd = margin !== undefined && margin > 0;
  return (
    <output
      translate="no"
      className="zero-answer"
      aria-label="Answer to a one and zeros"
      aria-live="off"
      data-zeros={zeros}
      data-answer={margin === undefined ? undefined : answerWord(isOdd ? 1 : 0)}
      data-first-wrong={firstWrong < 0 ? undefined : firstWrong}
    >
      <b className="notation">{`${name} `}</b>
      {answers && margin !== undefined ? (
        <>
          <span className={isOdd ? (hasPassed ? 'good' : '') : 'bad'}>
            {`${isOdd ? (hasPassed ? '✓ odd' : 'odd') : '✗ even'} with ${percent(certainty(margin, answers.network))} `}
          </span>
          <span className="soft">{rangeWords(firstWrong, hasPassed)}</span>
        </>
      ) : (
        <span className="soft">…</span>
      )}
    </output>
  );
}

/** Of a one and zeros alone: other strings may break it sooner. */
function rangeWords(firstWrong: number, hasPassed: boolean): string {
  if (firstWrong >= 0) return `of these, ${raise(`1 0^${firstWrong}`)} is the first wrong one`;
  return hasPassed ? `right up to ${grouped(MOST_ZEROS)} zeros` : 'it says odd to all of these';
}

function certainty(margin: number, { spec }: ShownNetwork): number {
  const odd = oddProbability(margin, spec.head);
  return margin > 0 ? odd : 1 - odd;
}

/** Where along the slider the answers are wrong. */
function Track({ answers, hasPassed }: Omit<AnswerProps, 'zeros'>): JSX.Element {
  const background = useMemo(
    () => (answers ? gradient(answers.margins, hasPassed ? '--ok' : '--edge') : 'none'),
    [answers, hasPassed],
  );
  return <div className="zero-verdicts" aria-hidden="true" style={{ backgroundImage: background }} />;
}

/** Hard stops between stretches of right and of wrong answers. */
function gradient(margins: readonly number[], right: '--ok' | '--edge'): string {
  const last = Math.max(1, margins.length - 1);
  const stops: string[] = [];
  let start = 0;
  for (let k = 1; k <= margins.length; k++) {
    const isRight = margins[start]! > 0;
    if (k < margins.length && margins[k]! > 0 === isRight) continue;
    const at = (place: number): string => `${((100 * Math.min(last, place)) / last).toFixed(2)}%`;
    stops.push(`var(${isRight ? right : '--bad'}) ${at(start)} ${at(k)}`);
    start = k;
  }
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
