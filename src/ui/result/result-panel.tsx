/** The panel of the result: held-out accuracy, verdict and seeds. */
import { counted } from '../../session/counted.ts';
import type { JSX } from 'react';
import { isSolved, type HeldOutMetrics } from '../../parity/metrics.ts';
import type { RunConfig } from '../../session/experiment.ts';
import { type RunRecord, shownConfig } from '../../session/run-record.ts';
import { selectMissingTest, selectOpenedTest, shownTest } from '../../session/shown-test.ts';
import { selectSeed, selectRun, isOtherRun } from '../../session/state.ts';
import { FIGURES_BEAT } from '../../session/page-pace.ts';
import { useSampled, useSelect, useSession } from '../../session/use-session.ts';
import { countVerdicts, isReplicaSolved, judgeReplica, type Verdicts } from '../../session/verdicts.ts';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { SavePicture } from '../kit/save-picture.tsx';
import { NOTHING_YET, percent } from '../kit/format.ts';
import { areUnseen, heldOutWords, shortStringsWords } from './held-out-words.ts';
import { LengthStrip } from './length-strip.tsx';
import { ReplicaPicker } from './replica-picker.tsx';
import { countParts } from '../kit/count-parts.ts';
import { VerdictBlock } from './verdict.tsx';

export function ResultPanel(): JSX.Element {
  const run = useSampled(selectRun, FIGURES_BEAT, isOtherRun);
  const replica = useSelect((state) => state.replica);
  const seed = useSelect(selectSeed);
  const config = useSelect(shownConfig);
  const verdicts = useSelect((state) => state.verdicts);
  const isOpened = useSelect((state) => state.opened !== null);
  const openedTest = useSelect(selectOpenedTest);
  const { heldOut, strings, wrongByLength } = shownTest(run, replica, isOpened ? { openedTest } : null);
  return (
    <section className="panel result result-parts" aria-labelledby="result-title">
      <h2 id="result-title">{`Result · ${isOpened ? 'opened network' : `seed ${seed}`}`}</h2>
      <div className="result-save">
        {run ? (
          <SavePicture
            figure="Result"
            of=".held-out, .verdict output, .two-figures, .length-strip, .solved-count, .replicas"
          />
        ) : null}
      </div>
      <DrawingBoundary name="The held-out accuracy">
        <HeldOut {...{ heldOut, config, strings, isOpened }} />
      </DrawingBoundary>
      <DrawingBoundary name="The verdict">
        <VerdictBlock isFlawless={heldOut !== null && isSolved(config, heldOut)} />
      </DrawingBoundary>
      <Figures heldOut={heldOut} />
      <DrawingBoundary name="Accuracy by length">
        <LengthStrip wrongByLength={wrongByLength} strings={strings} />
      </DrawingBoundary>
      <DrawingBoundary name="How many seeds have solved">
        <SolvedCount {...{ run, verdicts, isOpened }} />
      </DrawingBoundary>
      <DrawingBoundary name="The choice of seeds">
        <ReplicaPicker run={run} verdicts={verdicts} />
      </DrawingBoundary>
    </section>
  );
}

interface HeldOutProps {
  readonly heldOut: HeldOutMetrics | null;
  readonly config: RunConfig;
  /** Held-out strings that were asked, where not all of them were. */
  readonly strings: number | undefined;
  /** Whether the network comes from elsewhere: then nobody knows what it has seen. */
  readonly isOpened: boolean;
}

function HeldOut({ heldOut, config, strings, isOpened }: HeldOutProps): JSX.Element {
  const missing = useSelect(selectMissingTest);
  const whatFor = heldOutWords(config.max, strings);
  const short = shortStringsWords(config);
  return (
    <div className="held-out">
      <output
        translate="no"
        className="big"
        aria-label="Held-out accuracy"
        aria-live="off"
        data-bit={heldOut?.bitAccuracy}
        data-last-bit={heldOut?.lastBitAccuracy}
        data-string={heldOut?.stringAccuracy}
      >
        {heldOut ? percent(heldOut.lastBitAccuracy) : NOTHING_YET}
      </output>
      <p className="soft">
        {heldOut
          ? `right after the last bit, ${whatFor}${!isOpened && areUnseen(config.max) ? ' that it has not seen' : ''}`
          : missingWords(missing, whatFor)}
      </p>
      {short ? <p className="soft">{short}</p> : null}
    </div>
  );
}

function missingWords(missing: ReturnType<typeof selectMissingTest>, whatFor: string): string {
  switch (missing) {
    case 'repair':
      return 'Held-out accuracy: it is being repaired, and tested after each epoch of that';
    case 'changed':
      return 'Held-out accuracy: not tested since its repair was stopped';
    case 'openedTest':
      return `Held-out accuracy: it is being tested, ${whatFor}`;
    case 'training':
      return `Held-out accuracy: comes with the first evaluation, ${whatFor}`;
    default:
      return missing satisfies never;
  }
}

function Figures({ heldOut }: Pick<HeldOutProps, 'heldOut'>): JSX.Element {
  return (
    <dl className="two-figures">
      <div>
        <dt>every bit</dt>
        <dd translate="no">{heldOut ? percent(heldOut.bitAccuracy) : NOTHING_YET}</dd>
      </div>
      <div>
        <dt>whole string</dt>
        <dd translate="no">{heldOut ? percent(heldOut.stringAccuracy) : NOTHING_YET}</dd>
      </div>
    </dl>
  );
}

interface SolvedCountProps {
  readonly run: RunRecord | null;
  readonly verdicts: Verdicts;
  readonly isOpened: boolean;
}

/** How many seeds solved, and what became of them: the key to the marks of the cells below. */
function SolvedCount({ run, verdicts, isOpened }: SolvedCountProps): JSX.Element {
  const session = useSession();
  const replicas = useSelect((state) => shownConfig(state).replicas);
  const showWrong = (): void => {
    const { replica } = session.store.get();
    const next = nextWrong(run, verdicts, replica);
    if (next !== null) session.selectReplica(next);
  };
  const counts = countVerdicts(run, verdicts);
  const parts = countParts(counts);
  const solved = `${isOpened ? 'In the run ' : ''}${counts.solved} of ${counted(replicas, 'seed')} solved the test`;
  return (
    <p className={replicas === 1 ? 'solved-count' : 'solved-count of-many'}>
      <span>
        {isOpened && run === null ? 'No seed is trained yet.' : `${solved}${parts.length > 0 ? ': ' : ''}`}
      </span>
      {parts.map(({ text, tone, marks }, k) => (
        <span key={marks} data-marks={marks}>
          {marks === 'wrong' && replicas > 1 ? (
            <button type="button" className="text-link bad" onClick={showWrong}>
              {text}
            </button>
          ) : (
            <span className={tone}>{text}</span>
          )}
          {k < parts.length - 1 ? <span className="visually-hidden">, </span> : null}
        </span>
      ))}
    </p>
  );
}

/** The next replica after the shown one that is wrong somewhere, around the end; the shown one if no other is. */
function nextWrong(run: RunRecord | null, verdicts: Verdicts, shown: number): number | null {
  const count = run?.replicas.length ?? 0;
  for (let step = 1; step <= count; step++) {
    const replica = (shown + step) % count;
    if (run && isReplicaSolved(run, replica) && judgeReplica(run, replica, verdicts).verdict === 'wrong')
      return replica;
  }
  return null;
}
