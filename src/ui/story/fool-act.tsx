/** Act 2: a network that answered everything, and the string that fools it; the visitor's own try beside the shortest. */
import { useMemo, useState, type JSX } from 'react';
import type { ShownNetwork } from '../../session/network.ts';
import { selectFooled, type Fooled } from '../../session/finale.ts';
import { selectStanding } from '../../session/standing.ts';
import { shownConfig } from '../../session/run-record.ts';
import { createTracer } from '../../session/tracer.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { counted } from '../../session/counted.ts';
import { judgeTrace, type JudgedTrace } from '../kit/judged-trace.ts';
import { roughCount } from '../kit/format.ts';
import { SavePicture } from '../kit/save-picture.tsx';
import { useShownTrace } from '../kit/shown-trace.tsx';
import { surePercent } from '../kit/sure-percent.ts';
import { edgeOf, WavePicture } from '../trace/wave-picture.tsx';
import { Act, Caption } from './act-head.tsx';
import { stringWords } from './fooling.tsx';
import { useReplicaNetwork } from './replica-network.ts';

export function FoolAct(): JSX.Element {
  const fooled = useSelect(selectFooled);
  const networks = useSelect((state) => state.run?.weights);
  if (!fooled || !networks)
    return (
      <Act act={2} title="Can you fool it?">
        <p className="lead">
          A network that has answered 10,000 random strings may still be wrong on another. As soon as one has
          learnt the rule, the page looks for the shortest string that fools it, or for a proof that there is
          none.
        </p>
        <Score />
      </Act>
    );
  return <Fooling key={`${fooled.runId} ${fooled.replica}`} fooled={fooled} />;
}

function Fooling({ fooled }: { readonly fooled: Fooled }): JSX.Element {
  const session = useSession();
  const network = useReplicaNetwork(fooled.replica);
  const length = useSelect((state) => shownConfig(state).max);
  const [tracer] = useState(createTracer);
  const [zeros, setZeros] = useState(fooled.zeros ?? 0);
  const bits = fooled.zeros === null ? fooled.bits : `1${'0'.repeat(zeros)}`;
  const judged = useMemo(
    () => (network ? judgeTrace(bits, tracer(network, bits)) : null),
    [network, bits, tracer],
  );
  const type = (): void => {
    session.closeNetwork();
    session.selectReplica(fooled.replica);
    session.setBits(bits);
    session.goToAct(0);
  };
  return (
    <Act
      act={2}
      title={
        <>
          <span>100.00 % on 10,000 strings.</span>
          <br />
          <span className="bad">{`Wrong on ${stringWords(fooled)}.`}</span>
        </>
      }
    >
      {judged && network ? (
        <FoolFigure {...{ judged, network, bits }} name={`Network ${fooled.replica + 1}`} />
      ) : null}
      <Caption see="Watch the wave sag.">
        {fooled.zeros === null
          ? `Network ${fooled.replica + 1} reads it: the height of a step is how sure it is.`
          : `Network ${fooled.replica + 1} reads it: the height of a step is how sure it is. The string holds a single one, so the right answer stays odd (dotted). Every zero wears the memory down a little. ${rareWords(fooled.zeros, length)}`}
      </Caption>
      <div className="fool-controls">
        {fooled.zeros === null ? null : <ZeroStepper {...{ zeros, setZeros }} />}
        <button type="button" className="button" onClick={type}>
          Try it in the box above
        </button>
        {judged && network ? (
          <SavePicture figure="The string that fools it" of=".fool-figure" subject={`seed ${network.seed}`} />
        ) : null}
        <Score fooled={fooled} />
      </div>
    </Act>
  );
}

interface FoolFigureProps {
  readonly judged: JudgedTrace;
  readonly network: ShownNetwork;
  readonly bits: string;
  readonly name: string;
}

function FoolFigure({ judged, network, bits, name }: FoolFigureProps): JSX.Element {
  const words =
    judged.firstWrong < 0 ? 'right after every bit' : `wrong from bit ${judged.firstWrong + 1} on`;
  const edge = surePercent(edgeOf(judged, network));
  return (
    <figure className="fool-figure">
      <div className="wave-names" aria-hidden="true">
        <span>
          <b className="odd-word">odd</b>
          <span translate="no">{edge}</span>
        </span>
        <span>
          <span>cannot tell</span>
          <span translate="no">{surePercent(0)}</span>
        </span>
        <span>
          <span translate="no">{edge}</span>
          <b className="even-word">even</b>
        </span>
      </div>
      <WavePicture
        {...{ judged, network }}
        start={0}
        count={judged.trace.length}
        title={`${name} on ${counted(bits.length, 'bit')}: ${words}.`}
      />
      <div className="fool-bits" aria-hidden="true" translate="no">
        {Array.from(bits, (bit, k) => (
          <span key={k}>{bit}</span>
        ))}
      </div>
    </figure>
  );
}

interface ZeroStepperProps {
  readonly zeros: number;
  readonly setZeros: (zeros: number) => void;
}

/** Most zeros of a string that is drawn bit by bit. */
const MOST_DRAWN = 63;

function ZeroStepper({ zeros, setZeros }: ZeroStepperProps): JSX.Element {
  return (
    <div className="stepper" role="group" aria-label="Number of zeros">
      <button
        type="button"
        aria-label="One zero less"
        aria-disabled={zeros <= 1}
        onClick={() => setZeros(Math.max(1, zeros - 1))}
      >
        <span aria-hidden="true">−</span>
      </button>
      <output translate="no" aria-live="polite">
        {counted(zeros, 'zero', 'zeros')}
      </output>
      <button
        type="button"
        aria-label="One zero more"
        aria-disabled={zeros >= MOST_DRAWN}
        onClick={() => setZeros(Math.min(MOST_DRAWN, zeros + 1))}
      >
        <span aria-hidden="true">+</span>
      </button>
    </div>
  );
}

/** How seldom a random string of so many bits holds so long a run of zeros somewhere. */
function rareWords(zeros: number, length: number): string {
  if (zeros > length)
    return `No string of ${length} bits holds ${zeros} zeros in a row: the test could never find it.`;
  // without: strings of n bits with no run of so many zeros, by their number of leading zeros
  const without: number[] = [1];
  for (let n = 1; n <= length; n++) {
    let sum = n < zeros ? 2 ** -n : 0;
    for (let run = 0; run < Math.min(zeros, n); run++) sum += without[n - run - 1]! * 2 ** -(run + 1);
    without.push(sum);
  }
  const share = 1 - without[length]!;
  return `Only one in ${roughCount(1 / share)} random strings of ${length} bits holds ${zeros} zeros in a row: the test hardly ever asks.`;
}

/** The shortest string by which the visitor has fooled the shown network. */
function Score({ fooled }: { readonly fooled?: Fooled }): JSX.Element {
  const { bits, judged, network } = useShownTrace();
  const isSolved = useSelect((state) => selectStanding(state) === 'passed');
  const [best, setBest] = useState<{ readonly of: ShownNetwork; readonly bits: number } | null>(null);
  // what the page has typed by itself is not the visitor's
  const isOwn = bits.slice(0, judged.firstWrong + 1) !== fooled?.bits;
  const length = isSolved && judged.firstWrong >= 0 && isOwn ? judged.firstWrong + 1 : null;
  const isBetter = length !== null && !(best && best.of.params === network.params && best.bits <= length);
  if (isBetter) setBest({ of: network, bits: length });
  const isOfShown = best !== null && best.of.seed === network.seed;
  return (
    <p className="score">
      <b>
        {isOfShown && best
          ? `You fooled it with ${counted(best.bits, 'bit')}.`
          : 'You have not fooled it yet.'}
      </b>
      <span>
        {fooled
          ? ` The shortest ${fooled.isShortestKnown ? 'possible' : 'that was found'} has ${counted(fooled.shortest, 'bit')}${fooled.shortest < fooled.bits.length ? ', and is another string' : ''}.`
          : ' Type a string above that it gets wrong.'}
      </span>
    </p>
  );
}
