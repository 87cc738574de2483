/** Held-out accuracy at each length, as a strip of cells. */
import type { JSX } from 'react';
import { HELD_OUT_STRINGS } from '../../parity/dataset.ts';
import { percent } from '../kit/format.ts';

interface LengthStripProps {
  /** Held-out strings answered wrongly after 1, 2, ... bits; nothing before the first evaluation. */
  readonly wrongByLength: readonly number[] | null;
  /** Strings that were asked, where not all of them were. */
  readonly strings: number | undefined;
}

/**
 * Accuracy after each number of bits, as a strip: the darker, the more strings are answered wrongly. It keeps its room
 * before there is one, so that an evaluation moves nothing.
 */
export function LengthStrip({ wrongByLength, strings = HELD_OUT_STRINGS }: LengthStripProps): JSX.Element {
  return (
    <div className="length-strip">
      <p className="strip-title">Accuracy by length</p>
      {wrongByLength ? (
        <Strip wrongByLength={wrongByLength} strings={strings} />
      ) : (
        <>
          <div className="strip" />
          <p className="soft strip-words">Comes with an evaluation.</p>
        </>
      )}
    </div>
  );
}

interface StripProps {
  readonly wrongByLength: readonly number[];
  readonly strings: number;
}

function Strip({ wrongByLength, strings }: StripProps): JSX.Element {
  const worst = wrongByLength.reduce((at, wrong, k) => (wrong > wrongByLength[at]! ? k : at), 0);
  const firstWrong = wrongByLength.findIndex((wrong) => wrong > 0);
  const right = (k: number): string => percent(1 - wrongByLength[k]! / strings);
  const summary =
    firstWrong < 0
      ? wrongByLength.length === 1
        ? 'The one length is right.'
        : `All lengths from 1 to ${wrongByLength.length} are right.`
      : `${firstWrong === 0 ? 'Wrong from length 1' : `Right up to length ${firstWrong}`}; worst at ${worst + 1}: ${right(worst)}.`;
  return (
    <>
      <div className="strip" role="img" aria-label={summary}>
        {wrongByLength.map((wrong, k) => (
          <span
            // cells never move: a cell is its length
            key={k}
            title={`length ${k + 1}: ${right(k)}`}
            style={{ opacity: wrong === 0 ? 1 : 0.25 + Math.min(0.75, (1.5 * wrong) / strings) }}
            data-wrong={wrong > 0 ? '' : undefined}
          />
        ))}
      </div>
      <p className="soft strip-words">{summary}</p>
    </>
  );
}
