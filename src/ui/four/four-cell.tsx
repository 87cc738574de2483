/** One setting of the 2x2: its success rate, its curves and its signal. */
import { counted } from '../../session/counted.ts';
import { memo, useMemo, type JSX } from 'react';
import { fourConfig, fourLink, type FourCell, type FourOptions } from '../../session/four-state.ts';
import { cellSummary, settingName, smallLines, type CellSummary, type SignalView } from './four-data.ts';
import { LabLink } from '../kit/lab-link.tsx';
import { neededWords, SignalBars } from './signal-bars.tsx';
import { recordedCell } from './recorded-four.ts';
import { SmallCurves } from './small-curves.tsx';
import { countParts } from '../kit/count-parts.ts';
import { Told } from '../kit/told.tsx';

interface FourCellViewProps {
  readonly cell: FourCell;
  /** What it was run with, or is to be. */
  readonly options: FourOptions;
  readonly view: SignalView | null;
  /** Seeds whose first gradient is known. */
  readonly measured: number;
  readonly toMeasure: number;
}

/** One setting: how many seeds it taught, their curves, and how strong its signal was at the start. */
export const FourCellView = memo(function FourCellView({
  cell,
  options,
  view,
  measured,
  toMeasure,
}: FourCellViewProps): JSX.Element {
  const { setting, run } = cell;
  const name = settingName(setting);
  const config = fourConfig(setting, options);
  const recorded = run ? null : recordedCell(setting, options);
  const summary = recorded?.summary ?? cellSummary(cell);
  const lines = useMemo(() => (run ? smallLines(run) : NO_LINES), [run]);
  return (
    <section
      className="four-cell"
      aria-label={name}
      data-empty={run ? undefined : ''}
      aria-busy={cell.status === 'training'}
    >
      <header>
        <h3>{`${setting.supervision === 'every' ? 'Label at every step' : 'Label at the last step'}, ${setting.lengths === 'fixed' || config.max === 1 ? '' : '1 to '}${counted(config.max, 'bit')}`}</h3>
        <LabLink link={fourLink(setting, options)} label={`${name}: to the laboratory`}>
          to the laboratory
        </LabLink>
      </header>
      <div className="four-parts">
        <Success {...{ cell, name, summary }} seeds={config.replicas} isRecorded={recorded !== null} />
        <SmallCurves
          lines={recorded?.lines ?? lines}
          epochs={config.epochs}
          title={`${recorded ? 'Recorded: where each of' : 'Training accuracy of'} ${counted(config.replicas, 'seed')}${recorded ? ' had passed' : ''}, ${name}: ${summary.solved} solved`}
        />
        <Signal {...{ view, name, measured, toMeasure }} strings={config.strings} />
      </div>
    </section>
  );
});

interface SignalProps extends Pick<FourCellViewProps, 'view' | 'measured' | 'toMeasure'> {
  readonly name: string;
  readonly strings: number;
}

/** The bars, and whether they are final. */
function Signal({ view, name, strings, measured, toMeasure }: SignalProps): JSX.Element {
  const isMeasuring = measured < toMeasure;
  const measuring = `measuring: ${measured} of ${counted(toMeasure, 'seed')}`;
  return (
    <div className="signal" data-measuring={isMeasuring ? '' : undefined}>
      {view ? <SignalBars {...{ view, name, strings }} /> : null}
      <p className="needed">{isMeasuring ? measuring : view && neededWords(view)}</p>
    </div>
  );
}

const NO_LINES = { seeds: [], median: [], solvedAt: [] };

interface SuccessProps {
  readonly cell: FourCell;
  readonly name: string;
  readonly summary: CellSummary;
  readonly seeds: number;
  readonly isRecorded: boolean;
}

function Success({ cell, name, summary, seeds, isRecorded }: SuccessProps): JSX.Element {
  const { solved, of, interval, certified, wrong, undecided } = summary;
  return (
    <div className="success">
      <output
        translate="no"
        aria-label={`Solved: ${name}`}
        aria-live="off"
        className="success-count"
        data-status={cell.status}
        data-solved={cell.run ? solved : undefined}
        data-of={cell.run ? of : undefined}
        data-recorded={isRecorded ? solved : undefined}
        data-certified={isRecorded ? undefined : certified}
        data-wrong={isRecorded ? undefined : wrong}
        data-undecided={isRecorded ? undefined : undecided}
      >
        <strong>{cell.run || isRecorded ? solved : seeds}</strong>
        <span>
          {cell.run || isRecorded
            ? ` of ${cell.run ? of : seeds} pass`
            : ` ${seeds === 1 ? 'network' : 'networks'} to train`}
        </span>
      </output>
      <IntervalBar rate={interval && of > 0 ? solved / of : null} low={interval?.low} high={interval?.high} />
      <p className="soft">{statusWords(cell, interval, isRecorded)}</p>
      <p className="verdict-counts">
        {countParts(summary).map(({ text, tone }) => (
          <span key={text} className={tone}>
            {text}
          </span>
        ))}
      </p>
      {cell.problem ? (
        <p className="bad">
          <Told text={cell.problem} />
        </p>
      ) : null}
    </div>
  );
}

function statusWords(cell: FourCell, interval: CellSummary['interval'], isRecorded: boolean): string {
  const percent = (share: number): string => `${Math.round(100 * share)}`;
  const rate = interval
    ? `95 % interval: ${percent(interval.low)} to ${percent(interval.high)} % of seeds`
    : '';
  switch (cell.status) {
    case 'idle':
      return isRecorded ? `recorded; ${rate}` : 'not run yet';
    case 'training':
      return `epoch ${(cell.run?.epoch ?? 0).toFixed(1)}`;
    case 'ended':
      return rate;
    case 'stopped':
      return `stopped at epoch ${(cell.run?.epoch ?? 0).toFixed(1)}`;
    case 'failed':
      return 'failed';
    default:
      return cell.status satisfies never;
  }
}

interface IntervalBarProps {
  readonly rate: number | null;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** The success rate between 0 and 1 with its interval; the numbers stand beside it. */
function IntervalBar({ rate, low = 0, high = 0 }: IntervalBarProps): JSX.Element {
  return (
    <svg className="interval" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <path className="track" d="M0 5H100M0 1V9M100 1V9M50 3V7" />
      {rate === null ? null : (
        <>
          <path className="range" d={`M${100 * low} 5H${100 * high}`} />
          <path className="rate" d={`M${100 * rate} 5h.01`} />
        </>
      )}
    </svg>
  );
}
