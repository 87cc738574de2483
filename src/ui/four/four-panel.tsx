/** The panel of OpenAI's four settings, trained side by side. */
import './four.css';
import { counted, grouped } from '../../session/counted.ts';
import { useEffect, useId, useMemo, useRef, useState, type JSX, type RefObject } from 'react';
import {
  FOUR_RANGES,
  fourConfig,
  isFourLive,
  SETTINGS,
  signalSeeds,
  type FourKey,
  type FourState,
} from '../../session/four-state.ts';
import { createFour, type Four } from '../../session/four.ts';
import { useSession, useStore } from '../../session/use-session.ts';
import { oncePerSession } from '../../session/once-per-session.ts';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { FourCellView } from './four-cell.tsx';
import { signalView, type SignalView } from './four-data.ts';
import { FourTables } from './four-tables.tsx';
import { recordedCell, reproduction } from './recorded-four.ts';
import { PauseIcon, PlayIcon } from '../kit/icons.tsx';
import { SavePicture } from '../kit/save-picture.tsx';
import { Prose } from '../kit/prose.tsx';
import { Told } from '../kit/told.tsx';
import { useFieldUndo } from '../kit/use-field-undo.ts';
import { useGrace } from '../kit/use-grace.ts';
import { watchSeen } from '../kit/watch-element.ts';

const fourOf = oncePerSession((session) => createFour(session));

export function FourPanel(): JSX.Element {
  const session = useSession();
  const four = fourOf(session);
  const state = useStore(four.store);
  const panel = useRef<HTMLElement>(null);
  const [showsTables, setShowsTables] = useState(false);
  useMeasureWhenSeen(four, panel);
  const press = useGrace();
  const isLive = isFourLive(state.status);
  const { max, strings } = fourConfig(SETTINGS[0], state.options);
  const views = useMemo(
    () => SETTINGS.map((setting) => signalView(state.signals, setting, { max, strings })),
    [state.signals, max, strings],
  );
  return (
    <section className="panel four" aria-labelledby="four-title" ref={panel}>
      <div className="panel-head">
        <h2 id="four-title">The 2×2: which answers are marked, on which lengths</h2>
      </div>
      <div className="four-controls narrow-numbers">
        <button type="button" className="button primary" {...press(isLive ? four.stop : four.run)}>
          {isLive ? <PauseIcon /> : <PlayIcon />}
          <span>{isLive ? 'Stop all four' : 'Run all four'}</span>
        </button>
        <OptionField four={four} field="seeds" label="Seeds of each" state={state} />
        <OptionField four={four} field="epochs" label="Epochs at most" state={state} />
        <OptionField four={four} field="hidden" label="Units of each" state={state} />
        <output aria-label="All four" className="four-status" data-status={state.status}>
          {statusText(state)}
        </output>
        <button
          type="button"
          className="button quiet small"
          aria-pressed={showsTables}
          onClick={() => setShowsTables(!showsTables)}
        >
          Tables of all four
        </button>
        <SavePicture figure="2×2 of settings" of=".four-grid" />
      </div>
      <Cells {...{ state, views }} />
      <Caption state={state} strings={strings} />
      {showsTables ? (
        <DrawingBoundary name="The tables">
          <FourTables {...{ state, max, strings }} />
        </DrawingBoundary>
      ) : null}
    </section>
  );
}

interface CellsProps {
  readonly state: FourState;
  readonly views: readonly (SignalView | null)[];
}

function Cells({ state, views }: CellsProps): JSX.Element {
  return (
    <div className="four-grid">
      {state.cells.map((cell, k) => (
        // the four never move
        <DrawingBoundary key={k} name="This setting">
          <FourCellView
            cell={cell}
            options={cell.run && state.ranWith ? state.ranWith : state.options}
            view={views[k] ?? null}
            measured={state.signals.length}
            toMeasure={state.signalProblem ? 0 : signalSeeds(state.options).length}
          />
        </DrawingBoundary>
      ))}
    </div>
  );
}

/** The gradient is measured when the panel first comes into view, so that who never looks pays nothing. */
function useMeasureWhenSeen(four: Four, panel: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = panel.current;
    if (!element) return undefined;
    return watchSeen(element, (isSeen) => {
      if (isSeen) four.measure();
    });
  }, [four, panel]);
}

function statusText(state: FourState): string {
  const { status, cells, options } = state;
  const ended = cells.filter((cell) => cell.status === 'ended').length;
  switch (status) {
    case 'idle':
      return `${recordedCell(SETTINGS[0], options) ? 'Recorded. Running them trains' : 'Trains'} ${counted(4 * options.seeds, 'network')}; the laboratory pauses meanwhile.`;
    case 'training':
      return `Training, ${ended} of 4 done.`;
    case 'waiting':
      return 'Waiting while the laboratory trains or races.';
    case 'proving':
      return 'Trained; looking for strings that break them, and for proofs.';
    case 'ended':
      return reproduction(state) ?? endText(cells.filter((cell) => cell.status === 'failed').length);
    case 'stopped':
      return 'Stopped.';
    default:
      return status satisfies never;
  }
}

function endText(failed: number): string {
  if (failed === 0) return 'Done.';
  const who =
    failed === 4 ? 'All four have failed' : `${failed} of 4 ${failed === 1 ? 'has' : 'have'} failed`;
  return `${who}, for the reason given with each. “Run all four” starts afresh.`;
}

interface OptionFieldProps {
  readonly four: Four;
  readonly field: FourKey;
  readonly label: string;
  readonly state: FourState;
}

function OptionField({ four, field, label, state }: OptionFieldProps): JSX.Element {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { min, max } = FOUR_RANGES[field];
  const change = (text: string): void => {
    setDraft(text);
    setProblem(four.setOption(field, text));
  };
  const settle = (): void => {
    if (problem === null) setDraft(null);
  };
  const text = draft ?? String(state.options[field]);
  const takeBack = useFieldUndo(text, change);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="number" data-invalid={problem ? '' : undefined}>
        <input
          id={id}
          type="number"
          min={min}
          max={max}
          value={text}
          disabled={isFourLive(state.status)}
          aria-invalid={problem !== null}
          aria-describedby={problem ? `${id}-problem` : undefined}
          onChange={(event) => change(event.currentTarget.value)}
          onBlur={settle}
          onKeyDown={takeBack}
        />
      </div>
      {problem ? (
        <p id={`${id}-problem`} className="field-problem" role="alert">
          {problem}
        </p>
      ) : null}
    </div>
  );
}

function Caption({ state, strings }: { readonly state: FourState; readonly strings: number }): JSX.Element {
  const engine = state.cells.find(({ run }) => run?.engine)?.run?.engine;
  return (
    <div className="four-caption soft">
      <p>
        <Prose>
          Left: every seed’s accuracy in training, the median in bold, a dot where a seed passed the test
          (recorded: the dots alone). Right: <strong>what the first gradient knows of parity</strong>, by
          prefix length: the norm of what would be gone if a coin made the labels (median of{' '}
          {state.signals.length || '–'} seeds, before training, logarithmic). Grey: below the sampling noise
          of {grouped(strings)} strings. Hollow: no more than its own error of measurement.
        </Prose>
      </p>
      {engine ? (
        <p>{`Trained on ${engine.name === 'webgl' ? 'WebGL2' : 'the CPU'}, ${engine.renderer}.`}</p>
      ) : null}
      {state.signalProblem ? (
        <p className="bad">
          <Told text={`The gradient could not be measured: ${state.signalProblem}`} />
        </p>
      ) : null}
    </div>
  );
}
