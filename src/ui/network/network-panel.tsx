/** The panel of the network in numbers: layers, weights, a held-out string, files. */
import { useMemo, useState, type JSX } from 'react';
import { traceString } from '../../lstm/forward.ts';
import { formatBits, prefixParities, unpackBits } from '../../parity/bits.ts';
import { heldOutStrings } from '../../parity/dataset.ts';
import type { RunConfig } from '../../session/experiment.ts';
import { isOtherNetwork, type ShownNetwork } from '../../session/network.ts';
import { shownConfig } from '../../session/run-record.ts';
import { selectOpenedTest, shownTest } from '../../session/shown-test.ts';
import { selectStanding } from '../../session/standing.ts';
import { selectNetwork, selectSeed, selectRun, isOtherRun } from '../../session/state.ts';
import { FIGURES_BEAT } from '../../session/page-pace.ts';
import { useSampled, useSelect, useSession } from '../../session/use-session.ts';
import { trainedMeasure } from '../../session/chart-data.ts';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { FileControls } from './file-controls.tsx';
import { SavePicture } from '../kit/save-picture.tsx';
import { MomentNote } from '../kit/moment-note.tsx';
import { rightWords } from '../kit/right-words.ts';
import { WeightsControls } from './weights-controls.tsx';
import { WeightsTable } from './weights-table.tsx';
import { grouped } from '../kit/format.ts';

/** What the notebook prints: the model's summary, its weights, the final pair, and one example. */
export function NetworkPanel(): JSX.Element {
  const run = useSampled(selectRun, FIGURES_BEAT, isOtherRun);
  const network = useSampled(selectNetwork, FIGURES_BEAT, isOtherNetwork);
  const config = useSelect(shownConfig);
  const replica = useSelect((state) => state.replica);
  const seed = useSelect(selectSeed);
  const isOpened = useSelect((state) => state.opened !== null);
  const openedTest = useSelect(selectOpenedTest);
  const { heldOut } = shownTest(run, replica, isOpened ? { openedTest } : null);
  const measure = trainedMeasure(config);
  return (
    <section className="panel network" aria-labelledby="network-title">
      <div className="panel-head">
        <h2 id="network-title">{`The network, ${grouped(network.params.length)} parameters`}</h2>
        <MomentNote />
        <div className="panel-options">
          <SavePicture figure="Network" of=".summary, .weights, .example > :not(.button-row), .pair" />
        </div>
      </div>
      <div className="network-parts">
        <Summary hidden={network.spec.hidden} max={config.max} size={network.params.length} />
        <div className="network-weights">
          <div className="weights-scroll" tabIndex={0} role="region" aria-label="Weights, numbers">
            <DrawingBoundary name="The table of weights">
              <WeightsTable network={network} />
            </DrawingBoundary>
          </div>
          <DrawingBoundary name="Editing the weights">
            <WeightsControls network={network} />
          </DrawingBoundary>
        </div>
        <div className="network-words">
          <DrawingBoundary name="The example">
            <Example network={network} config={config} />
          </DrawingBoundary>
          <p className="pair">
            <span className="soft">{`[loss, accuracy] of ${isOpened ? 'the opened network' : `seed ${seed}`} on held-out strings`}</span>
            <code translate="no">
              {heldOut
                ? `[${heldOut.loss.toFixed(7)}, ${heldOut[measure].toFixed(6)}]`
                : 'once it is evaluated'}
            </code>
            <span className="soft">
              As Keras’ evaluate prints them: the mean cross-entropy, and the share of right answers.
            </span>
          </p>
        </div>
        <DrawingBoundary name="The files">
          <FileControls />
        </DrawingBoundary>
      </div>
    </section>
  );
}

interface SummaryProps {
  readonly hidden: number;
  readonly max: number;
  readonly size: number;
}

function Summary({ hidden, max, size }: SummaryProps): JSX.Element {
  const dense = 2 * hidden + 2;
  return (
    <table className="numbers summary">
      <thead>
        <tr>
          <th scope="col">layer</th>
          <th scope="col">output shape</th>
          <th scope="col">params</th>
        </tr>
      </thead>
      <tbody translate="no">
        <tr>
          <td>LSTM</td>
          <td>{`(${max}, ${hidden})`}</td>
          <td>{grouped(size - dense)}</td>
        </tr>
        <tr>
          <td>Dense</td>
          <td>{`(${max}, 2)`}</td>
          <td>{dense}</td>
        </tr>
        <tr>
          <td>total</td>
          <td />
          <td>{grouped(size)}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** Held-out strings to choose an example from. */
const EXAMPLES = 100;

interface ExampleProps {
  readonly network: ShownNetwork;
  readonly config: RunConfig;
}

function Example({ network, config }: ExampleProps): JSX.Element {
  const session = useSession();
  const standing = useSelect(selectStanding);
  const [which, setWhich] = useState(0);
  const bits = useMemo(() => exampleBits(config, which), [config, which]);
  const trace = traceString(network.spec, network.params, bits);
  const odd = trace.probability.at(-1) ?? 0.5;
  const label = prefixParities(bits).at(-1) ?? 0;
  const isRight = trace.prediction.at(-1) === label;
  return (
    <div className="example">
      <p className="soft">a held-out string</p>
      <code translate="no" className="example-bits">
        {formatBits(bits)}
      </code>
      <p className="example-answer">
        label <strong>{label === 1 ? 'odd' : 'even'}</strong>, prediction{' '}
        <code translate="no">{`[${(1 - odd).toFixed(4)}, ${odd.toFixed(4)}]`}</code>{' '}
        <span className={isRight ? (standing === 'passed' ? 'good' : '') : 'bad'}>
          {rightWords(isRight, standing)}
        </span>
      </p>
      <div className="button-row">
        <button type="button" className="button quiet small" onClick={() => setWhich((which + 1) % EXAMPLES)}>
          Another one
        </button>
        <button
          type="button"
          className="button quiet small"
          onClick={() => session.setBits(formatBits(bits))}
        >
          Type this one
        </button>
      </div>
    </div>
  );
}

/** String number `which` of the held-out stream; the check against training strings is the trainer's business. */
function exampleBits(config: RunConfig, which: number): Uint8Array {
  const { seed, lengths, max, sparse } = config;
  const strings = heldOutStrings({ seed, lengths, max, sparse, strings: 0 }, EXAMPLES);
  return unpackBits(strings.words, which, max);
}
