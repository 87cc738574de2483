/** Act 5: OpenAI's three questions, with what was measured, and the four settings to run oneself. */
import type { ComponentType, JSX } from 'react';
import { useState } from 'react';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { roughCount, scientific } from '../kit/format.ts';
import { Prose } from '../kit/prose.tsx';
import { Told } from '../kit/told.tsx';
import { usePart } from '../kit/use-part.ts';
import { SavePicture } from '../kit/save-picture.tsx';
import { Act, Caption, FigurePart, useIsDrawn } from './act-head.tsx';
import { FallFigure } from './fall-figure.tsx';
import { SpreadFigure } from './spread-figure.tsx';
// written from the committed tables, and held to them by a test
import measured from './measured.json' with { type: 'json' };

const { everyFixed, everyVariable, lastFixed, lastVariable } = measured;

const loadFour = async (): Promise<ComponentType> => (await import('../four/four-panel.tsx')).FourPanel;

export function LengthsAct(): JSX.Element {
  return (
    <Act act={5} title="Fifty bits and one answer: none of them learns that.">
      <p className="lead">
        OpenAI asked in 2018: what performance do you get on strings of exactly 50 bits? Does an LSTM succeed
        on strings of 1 to 50? And what explains the difference?
      </p>
      <FigurePart act={5} figure={0}>
        <RecordedFour />
        <SavePicture figure="The four settings" of=".recorded-four" subject="16 seeds each, recorded" />
        <Caption see="Three settings teach most networks; one teaches none.">
          {`Recorded: 16 networks of each setting, one unit, 7 passes over 100,000 strings; a filled dot has answered 10,000 strings that it had not seen. Without an answer on the way, 50 bits end between ${lastFixed.lowestPercent} and ${lastFixed.highestPercent} %, where a coin ends.`}
        </Caption>
      </FigurePart>
      <FigurePart act={5} figure={1}>
        <Explanation />
      </FigurePart>
      <FigurePart act={5} figure={2}>
        <SpreadFigure />
      </FigurePart>
      <LiveFour />
    </Act>
  );
}

const CELLS = [
  { row: 'after every bit', cells: [everyFixed, everyVariable] },
  { row: 'after the last bit', cells: [lastFixed, lastVariable] },
] as const;

interface Count {
  readonly solved: number;
  readonly of: number;
  readonly certified: number;
  readonly wrong: number;
}

function RecordedFour(): JSX.Element {
  return (
    <table className="recorded-four">
      <thead>
        <tr>
          <td />
          <th scope="col">strings of 50 bits</th>
          <th scope="col">strings of 1 to 50 bits</th>
        </tr>
      </thead>
      <tbody>
        {CELLS.map(({ row, cells }) => (
          <tr key={row}>
            <th scope="row">{`the answer ${row}`}</th>
            {cells.map((cell, k) => (
              <RecordedCell key={k === 0 ? 'fixed' : 'variable'} cell={cell} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RecordedCell({ cell }: { readonly cell: Count }): JSX.Element {
  const { solved, of, certified, wrong } = cell;
  return (
    <td>
      <span className="dots" aria-hidden="true">
        {Array.from({ length: of }, (_, k) => (
          <i
            key={k}
            data-kind={
              k < certified ? 'proved' : k < certified + wrong ? 'wrong' : k < solved ? 'solved' : 'coin'
            }
          />
        ))}
      </span>
      <b>{`${solved} of ${of} pass`}</b>
      <span className="soft">
        {solved === 0 ? 'all end as coins' : `${certified} proved right, ${wrong} can be fooled all the same`}
      </span>
    </td>
  );
}

function Explanation(): JSX.Element {
  return (
    <div className="columns explanation">
      <div>
        <h3>What explains it?</h3>
        <p>
          <b>
            At the start a network hardly tells a one from a zero, so with every bit the hint that an answer
            gives gets weaker. After fifty bits nothing of it is left; a short string is loud enough.
          </b>
        </p>
        <p>
          In full: parity is a product: one bit more multiplies it by plus or minus one. To a cell that has
          learnt nothing, a one does nearly what a zero does. So with every bit, what the first gradient (the
          direction of the first step of learning) can tell of parity is multiplied by the small difference
          between the two.
        </p>
        <p>
          <Prose>
            It falls about <b>{`${measured.fallPerBit}-fold per bit`}</b> (median of 16 seeds, mean over
            lengths 1 to 6): ten bits tell {roughCount(measured.fallenAtTen)} times less than one. Forgetting
            is about a quarter of that: were nothing forgotten, it would still fall nearly threefold.
          </Prose>
        </p>
        <h3>Why do short strings help?</h3>
        <p>
          <Prose>
            With the answer to 50 bits alone the signal is below {scientific(lastFixed.signalAtTheEnd)}, the
            least that a sample of strings can show, and would stand out of the sampling noise{' '}
            <b>{`no sooner than after ${roughCount(lastFixed.stringsNeeded)} strings`}</b>, far more than
            there are to train on. The other settings also mark short strings, or short beginnings, and those
            show after {roughCount(everyFixed.stringsNeeded)} strings (every bit of 50),{' '}
            {roughCount(everyVariable.stringsNeeded)} (every bit of 1 to 50) and{' '}
            {roughCount(lastVariable.stringsNeeded)} (the last of 1 to 50).
          </Prose>
        </p>
        <p>
          They teach the rule for one bit more, and the same twenty numbers carry it on to bit 50: that is
          what it means that a recurrent network shares its weights over time.
        </p>
      </div>
      {useIsDrawn(2) ? <FallFigure /> : null}
    </div>
  );
}

/** The four settings, trained before one's eyes. */
function LiveFour(): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  const { Component, problem } = usePart('The 2 × 2 of settings', loadFour, isOpen);
  return (
    <div className="live-four">
      {isOpen ? null : (
        <button type="button" className="button" onClick={() => setIsOpen(true)}>
          Run the four yourself
        </button>
      )}
      {isOpen && Component ? (
        <DrawingBoundary name="The 2 × 2 of settings">
          <Component />
        </DrawingBoundary>
      ) : null}
      {problem === null ? null : (
        <p className="soft">
          <Told text={problem} />
        </p>
      )}
    </div>
  );
}
