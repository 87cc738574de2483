/** The panel of the result: held-out accuracy, verdict and seeds. */
import { counted } from '../../session/counted.ts';
import type { JSX } from 'react';
import type { HistoryPoint, RunConfig } from '../../session/experiment.ts';
import { isSolvedPoint, newestHeldOut, type RunRecord, shownConfig } from '../../session/run-record.ts';
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
  const isAlone = isOpened && run === null;
  const record = run?.replicas[replica];
  const heldOut = newestHeldOut(record)?.heldOut;
  return (
    <section className="panel result result-parts" aria-labelledby="result-title">
      <h2 id="result-title">{`Result · ${isAlone ? 'opened network' : `seed ${seed}`}`}</h2>
      <div className="result-save">
        {run ? (
          <SavePicture
            figure="Result"
            of=".held-out, .verdict output, .two-figures, .length-strip, .solved-count, .replicas"
          />
        ) : null}
      </div>
      <DrawingBoundary name="The held-out accuracy">
        <HeldOut
          {...{ heldOut, config, isAlone }}
          judged={record?.judgedStrings}
          ofSeed={isOpened ? seed : null}
        />
      </DrawingBoundary>
      <DrawingBoundary name="The verdict">
        <VerdictBlock isFlawless={!isOpened && run !== null && isShownFlawless(run, replica)} />
      </DrawingBoundary>
      <Figures heldOut={heldOut} />
      <DrawingBoundary name="Accuracy by length">
        <LengthStrip wrongByLength={record?.wrongByLength} />
      </DrawingBoundary>
      <DrawingBoundary name="How many seeds have solved">
        <SolvedCount {...{ run, verdicts, isAlone }} />
      </DrawingBoundary>
      <DrawingBoundary name="The choice of seeds">
        <ReplicaPicker run={run} verdicts={verdicts} />
      </DrawingBoundary>
    </section>
  );
}

function isShownFlawless(run: RunRecord, replica: number): boolean {
  const point = newestHeldOut(run.replicas[replica]);
  return point !== null && isSolvedPoint(run.config, point);
}

type HeldOutMetrics = NonNullable<HistoryPoint['heldOut']>;

interface HeldOutProps {
  readonly heldOut: HeldOutMetrics | null | undefined;
  readonly config: RunConfig;
  /** Held-out strings that were judged, where not all of them were. */
  readonly judged: number | undefined;
  /** The run's seed that is judged, when another network answers; else null. */
  readonly ofSeed: number | null;
  /** Whether a network was opened and there is no run. */
  readonly isAlone: boolean;
}

function HeldOut({ heldOut, config, judged, ofSeed, isAlone }: HeldOutProps): JSX.Element {
  const whatFor = heldOutWords(config.max, judged);
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
          ? `${ofSeed === null ? '' : `seed ${ofSeed}, not the network that answers now: `}right after the last bit, ${whatFor}${areUnseen(config.max) ? ' that it has not seen' : ''}`
          : isAlone
            ? 'Held-out accuracy: of networks that are trained here. Prove decides any network, on strings of every length.'
            : `Held-out accuracy: comes with the first evaluation, ${whatFor}`}
      </p>
      {short ? <p className="soft">{short}</p> : null}
    </div>
  );
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
  readonly isAlone: boolean;
}

/** How many seeds solved, and what became of them: the key to the marks of the cells below. */
function SolvedCount({ run, verdicts, isAlone }: SolvedCountProps): JSX.Element {
  const session = useSession();
  const replicas = useSelect((state) => shownConfig(state).replicas);
  const showWrong = (): void => {
    const { replica } = session.store.get();
    const next = nextWrong(run, verdicts, replica);
    if (next !== null) session.selectReplica(next);
  };
  const counts = countVerdicts(run, verdicts);
  const parts = countParts(counts);
  const solved = `${counts.solved} of ${counted(replicas, 'seed')} solved${replicas === 1 ? '' : ' the test'}`;
  return (
    <p className={replicas === 1 ? 'solved-count' : 'solved-count of-many'}>
      <span>{isAlone ? 'No seed is trained yet.' : `${solved}${parts.length > 0 ? ': ' : ''}`}</span>
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
