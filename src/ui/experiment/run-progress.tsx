/** How far a run has come, and its figures. */
import type { JSX } from 'react';
import { shownConfig, type RunRecord } from '../../session/run-record.ts';
import { selectRun, type Status, isOtherRun } from '../../session/state.ts';
import { FIGURES_BEAT } from '../../session/page-pace.ts';
import { useSampled, useSelect } from '../../session/use-session.ts';
import { MEASURES, trainedMeasure } from '../../session/chart-data.ts';
import { compact, duration, grouped, NOTHING_YET, percent } from '../kit/format.ts';
import { StatusWord } from './status-word.tsx';

const isOtherOrBegins = (a: RunRecord | null, b: RunRecord | null): boolean =>
  isOtherRun(a, b) || a?.weights === null;

/** How far the run is, in numbers that change a few times a second. */
export function RunProgress(): JSX.Element {
  const run = useSampled(selectRun, FIGURES_BEAT, isOtherOrBegins);
  const status = useSelect((state) => state.status);
  const epochs = useSelect((state) => shownConfig(state).epochs);
  const done = run ? Math.min(1, run.epoch / epochs) : 0;
  return (
    <div className="progress">
      <div className="progress-line">
        <output
          translate="no"
          aria-label="Epoch"
          aria-live="off"
        >{`epoch ${run ? Math.min(epochs, Math.floor(run.epoch) + (status === 'training' ? 1 : 0)) : 0} of ${epochs}`}</output>
        <StatusWord />
      </div>
      <div
        className="progress-bar"
        role="progressbar"
        aria-label="Run"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * done)}
      >
        <span style={{ transform: `scaleX(${done})` }} />
      </div>
      <Figures run={run} status={status} epochs={epochs} />
    </div>
  );
}

interface FiguresProps {
  readonly run: RunRecord | null;
  readonly status: Status;
  readonly epochs: number;
}

function Figures({ run, status, epochs }: FiguresProps): JSX.Element {
  const replica = useSelect((state) => state.replica);
  const measure = useSelect((state) => trainedMeasure(shownConfig(state)));
  const point = run?.replicas[replica]?.history.at(-1);
  const isTraining = status === 'training';
  return (
    <dl className="figures">
      <Figure term={`Training, ${MEASURES[measure]}`}>
        <output translate="no" aria-label="Training accuracy" aria-live="off" data-value={point?.[measure]}>
          {point ? percent(point[measure]) : NOTHING_YET}
        </output>
      </Figure>
      <Figure term="Loss">
        <output translate="no" aria-label="Loss" aria-live="off" data-value={point?.loss}>
          {point ? point.loss.toFixed(4) : NOTHING_YET}
        </output>
      </Figure>
      <Figure term="Strings/s">
        <output
          translate="no"
          aria-label="Strings per second"
          aria-live="off"
          data-value={run?.stringsPerSecond}
        >
          {run && run.stringsPerSecond > 0 ? compact(run.stringsPerSecond) : NOTHING_YET}
        </output>
      </Figure>
      <Figure term="Updates/s">
        <output
          translate="no"
          aria-label="Updates per second"
          aria-live="off"
          data-value={run?.updatesPerSecond}
        >
          {run && run.updatesPerSecond > 0 ? compact(run.updatesPerSecond) : NOTHING_YET}
        </output>
      </Figure>
      <Figure term="Updates">{grouped(run?.update ?? 0)}</Figure>
      <Figure term={isTraining ? 'Time left' : 'Training time'}>
        {run ? timeText(run, isTraining, epochs) : NOTHING_YET}
      </Figure>
    </dl>
  );
}

/** At the present speed, and if no seed is solved before: that would end a run earlier. */
function timeText(run: RunRecord, isTraining: boolean, epochs: number): string {
  if (!isTraining) return duration(run.seconds);
  if (run.epoch <= 0 || run.updatesPerSecond <= 0) return NOTHING_YET;
  const updatesLeft = (run.update / run.epoch) * (epochs - run.epoch);
  return `≤ ${duration(updatesLeft / run.updatesPerSecond)}`;
}

interface FigureProps {
  readonly term: string;
  readonly children: JSX.Element | string;
}

function Figure({ term, children }: FigureProps): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd translate="no">{children}</dd>
    </div>
  );
}
