/** The story: what OpenAI asked, answered in claims that each set the laboratory. */
import './story.css';
import type { JSX, ReactNode } from 'react';
import type { LinkState } from '../../session/link-fields.ts';
import { parseLink } from '../../session/url.ts';
import { roughCount, scientific } from '../kit/format.ts';
import { LabLink } from '../kit/lab-link.tsx';
import { WHY_ID, WHY_NOT_ENOUGH } from '../kit/why-link.tsx';
// written from the committed tables, and held to them by a test
import measured from './measured.json' with { type: 'json' };
import { Prose } from '../kit/prose.tsx';

const { everyFixed, everyVariable, lastFixed, lastVariable, notebook1, notebook2, leak, padded } = measured;

/** A claim's link: it sets the laboratory and starts to train. */
const shows = (keys: string): LinkState => parseLink(`#v=1&${keys}&start=1`).state;

const LINKS = {
  everyFixed: shows('preset=openai-fixed&supervision=every&replicas=16'),
  everyVariable: shows('preset=openai-variable&supervision=every&replicas=16'),
  lastFixed: shows('preset=openai-fixed&replicas=16'),
  lastVariable: shows('preset=openai-variable&replicas=16'),
  notebook1: shows('preset=notebook-1&replicas=16'),
  notebook2: shows('preset=notebook-2&replicas=16'),
  latch: shows('preset=openai-variable&sparse=0.5'),
  leak: parseLink(
    `#v=1&preset=openai-variable&seed=${leak.seed}&replicas=1&bits=${leak.bits}&weights=${leak.weights}`,
  ).state,
} as const;

const of = ({ solved, of: all }: { readonly solved: number; readonly of: number }): string =>
  `${solved} of ${all} seeds`;

/** OpenAI's three questions, answered with what was measured; every claim is a link that shows it. */
export function StoryPanel(): JSX.Element {
  return (
    <section className="panel story" aria-labelledby="story-title">
      <h2 id="story-title">The story: OpenAI’s three questions</h2>
      <div className="story-text">
        <Performance />
        <Success />
        <Explanation />
        <Latching />
        <Padding />
      </div>
      <p className="soft">
        Every link sets the laboratory to what it claims. The numbers were measured on this page, those of
        padding with its CPU engine alone: one unit, sigmoid gates (the notebook’s tests: its own hard sigmoid
        and double softmax). Anybody can measure them again: the tables, and how, are with the page’s source.
      </p>
    </section>
  );
}

interface PartProps {
  readonly title: string;
  /** Where a link from elsewhere on the page leads. */
  readonly id?: string;
  readonly children: ReactNode;
}

function Part({ title, id, children }: PartProps): JSX.Element {
  return (
    <section>
      <h3 id={id} tabIndex={id === undefined ? undefined : -1}>
        {title}
      </h3>
      <p>{children}</p>
    </section>
  );
}

function Performance(): JSX.Element {
  return (
    <Part title="What performance do you get?">
      <Prose>
        On strings of exactly 50 bits with only the last answer marked, a coin’s:{' '}
        <LabLink link={LINKS.lastFixed}>{`${of(lastFixed)} reach 100 %`}</LabLink> on 10,000 held-out strings,
        and all end between {lastFixed.lowestPercent} and {lastFixed.highestPercent} %. Marked after every
        bit, they are learnt: <LabLink link={LINKS.everyFixed}>{`${of(everyFixed)} reach it`}</LabLink>, as in
        the notebook, whose <LabLink link={LINKS.notebook1}>Test 1</LabLink> succeeds with {of(notebook1)},
        after {notebook1.earliestEpoch} to {notebook1.latestEpoch} passes over 100,000 strings.
      </Prose>
    </Part>
  );
}

function Success(): JSX.Element {
  return (
    <Part title="Does it succeed?">
      <Prose>
        On strings of 1 to 50 bits most seeds do:{' '}
        <LabLink link={LINKS.lastVariable}>{`${of(lastVariable)} with the last answer marked`}</LabLink>,{' '}
        <LabLink link={LINKS.everyVariable}>{`${of(everyVariable)} with every answer`}</LabLink>, and{' '}
        {of(notebook2)} in the notebook’s <LabLink link={LINKS.notebook2}>Test 2</LabLink>, which takes the
        strings one at a time. But 100 % is not yet success: of the {lastVariable.solved} seeds that reach it
        with the last answer marked, {lastVariable.wrong} are wrong on some string all the same, and{' '}
        {lastVariable.certified} are proved right for every length.
      </Prose>
    </Part>
  );
}

function Explanation(): JSX.Element {
  return (
    <Part title="What explains the difference?">
      <Prose>
        Parity is a product over all bits, and to an LSTM that has learnt nothing a 1 does nearly what a 0
        does: what its first gradient knows of parity gets about {measured.fallPerBit} times weaker with every
        bit (mean over lengths 1 to 6). Forgetting is about a quarter of that. With{' '}
        <LabLink link={LINKS.lastFixed}>the answer to 50 bits alone</LabLink> the signal is at most{' '}
        {scientific(lastFixed.signalAtTheEnd)}, and would stand out of the sampling noise no sooner than after{' '}
        {roughCount(lastFixed.stringsNeeded)} strings, more than there are. The other settings mark short
        strings or short beginnings as well, and those show after {roughCount(everyFixed.stringsNeeded)},{' '}
        {roughCount(everyVariable.stringsNeeded)} and, with{' '}
        <LabLink link={LINKS.lastVariable}>the last answer to 1 to 50 bits</LabLink>,{' '}
        {roughCount(lastVariable.stringsNeeded)} strings. They teach the rule for one bit more, and the same
        weights carry it on to bit 50.
      </Prose>
    </Part>
  );
}

function Latching(): JSX.Element {
  return (
    <Part title={WHY_NOT_ENOUGH} id={WHY_ID}>
      <Prose>
        <LabLink link={LINKS.leak} isAboutString>
          This network
        </LabLink>{' '}
        answered all held-out strings, yet it leaks: its memory of a 1 fades, and {leak.zeros} zeros later it
        says “even”. Others lose count along ones, or after thousands of zeros. Random strings hardly ever
        hold so many alike in a row, so testing random strings seldom finds it. Trained on{' '}
        <LabLink link={LINKS.latch}>strings of which half are sparse</LabLink>, it has to latch: to keep even
        and odd as two states that hold themselves, whatever comes.
      </Prose>
    </Part>
  );
}

function Padding(): JSX.Element {
  return (
    <Part title="For the curious: padding">{`Many have tried the variable length with all strings filled up to 50 bits with zeros, and no mask. Zeros before the string: ${of(padded.before)} learn it. Zeros after it: ${of(padded.after)}, for the answer is again asked for long after the bits that decide it. Latch reads the answer at each string’s own end.`}</Part>
  );
}
