/** The same run on stock tf.layers and on Latch, in turns, for those who would not believe the number. */
import './race.css';
import { counted } from '../../session/counted.ts';
import { useEffect, type JSX } from 'react';
import { speedUp, msPerUpdate, type SpeedUp } from '../../session/race-estimate.ts';
import {
  createRace,
  isRacing,
  type Agreement,
  type Contestant,
  type EngineReport,
  type ContestantState,
  type RaceState,
} from '../../session/race.ts';
import { useSelect, useSession, useStore } from '../../session/use-session.ts';
import { oncePerSession } from '../../session/once-per-session.ts';
import { duration, grouped } from '../kit/format.ts';
import { SavePicture } from '../kit/save-picture.tsx';
import { Told } from '../kit/told.tsx';
import { useGrace } from '../kit/use-grace.ts';

const NAMES: Readonly<Record<Contestant, string>> = { latch: 'Latch', layers: 'Stock tf.layers' };
const KERNELS = { webgl: 'fused WebGL2 kernels', cpu: 'fused CPU kernel' } as const;

const raceOf = oncePerSession((session) => createRace(session));

export function RacePanel(): JSX.Element {
  const session = useSession();
  const race = raceOf(session);
  const state = useStore(race.store);
  useEffect(() => race.stop, [race]);
  const press = useGrace();
  const racing = isRacing(state);
  return (
    <div className="race-body">
      <p className="race-words">
        The run of this seed once more, from the same weights, on Latch and on a plain tf.layers model. They
        take turns, and each clock counts its own training only. Compiling and the first two updates come
        before the start.
      </p>
      <div className="race-buttons">
        <button type="button" className="button primary" {...press(racing ? race.stop : race.start)}>
          {racing ? 'Stop race' : 'Race'}
        </button>
        <PhaseText state={state} />
        {state.phase === 'idle' ? null : (
          <SavePicture figure="Race" of=".race-lanes, .race-ratio, .race-lanes ~ .race-words" />
        )}
      </div>
      {state.phase === 'idle' ? null : <Standing state={state} />}
    </div>
  );
}

function PhaseText({ state }: { readonly state: RaceState }): JSX.Element {
  const isPaused = useSelect(({ status }) => status === 'paused');
  return (
    <p className="soft" role="status">
      <Told
        text={`${phaseText(state)}${isRacing(state) && isPaused ? ' The run above is paused meanwhile.' : ''}`}
      />
    </p>
  );
}

function phaseText({ phase, contestants, message, silence }: RaceState): string {
  switch (phase) {
    case 'idle':
      return '';
    case 'preparing':
      return `${contestants.latch.engine ? NAMES.layers : NAMES.latch} compiles and warms up …${silenceWords(silence)}`;
    case 'racing':
      return `Racing.${silenceWords(silence)}`;
    case 'stopped':
      return 'Stopped: what was measured stays.';
    case 'finished':
      return 'Both have trained the whole run.';
    case 'failed':
      return `The race has failed: ${message}`;
    default:
      return phase satisfies never;
  }
}

const silenceWords = (silence: string | null): string =>
  silence === null ? '' : ` ${silence} “Stop race” ends it.`;

function Standing({ state }: { readonly state: RaceState }): JSX.Element {
  const { contestants, total, agreement } = state;
  const own = msPerUpdate(contestants.latch.turns);
  const rival = msPerUpdate(contestants.layers.turns);
  return (
    <>
      <div className="race-lanes">
        <Lane contestant="latch" standing={contestants.latch} total={total} />
        <Lane contestant="layers" standing={contestants.layers} total={total} />
      </div>
      <Ratio speedUp={speedUp(own, rival)} />
      <p className="race-words">
        {rival && own
          ? `At this pace the whole run takes Latch ${duration((own.mean * total) / 1000)}, and stock tf.layers ${duration((rival.mean * total) / 1000)}.`
          : 'How long the whole run would take each comes with the first turns.'}
      </p>
      <p className="race-words">
        <output translate="no" aria-label="Agreement" aria-live="off" data-difference={agreement?.weight}>
          {agreement
            ? agreementText(agreement)
            : 'Weights and loss of both are compared after every turn of the slower one.'}
        </output>
      </p>
    </>
  );
}

const agreementText = ({ update, loss, weight }: Agreement): string =>
  `After update ${grouped(update)} both networks are the same but for rounding: loss ${loss.latch.toFixed(6)} and ` +
  `${loss.layers.toFixed(6)}, and no two weights differ by more than ${weight.toPrecision(2)}.`;

interface LaneProps {
  readonly contestant: Contestant;
  readonly standing: ContestantState;
  readonly total: number;
}

function Lane({ contestant, standing, total }: LaneProps): JSX.Element {
  const { engine, updates, ms, warmUpMs } = standing;
  const each = msPerUpdate(standing.turns);
  const share = total > 0 ? updates / total : 0;
  return (
    <div className="race-lane" data-contestant={contestant}>
      <p className="race-name">
        <b>{NAMES[contestant]}</b>{' '}
        <span className="soft">{engine ? engineText(contestant, engine) : ''}</span>
      </p>
      <div
        className="race-bar"
        role="progressbar"
        aria-label={NAMES[contestant]}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={updates}
        aria-valuetext={`${grouped(updates)} of ${counted(total, 'update')}`}
      >
        <span style={{ transform: `scaleX(${share})` }} />
      </div>
      <dl className="race-figures">
        <Figure term="updates" text={total > 0 ? `${grouped(updates)} of ${grouped(total)}` : '–'} />
        <Figure term="per update" text={each ? milliseconds(each.mean) : '–'} />
        <Figure term="its clock" text={updates > 0 ? duration(ms / 1000) : '–'} />
        <Figure term="warm-up" text={warmUpMs === null ? '–' : duration(warmUpMs / 1000)} />
      </dl>
      {engine?.reason ? <p className="soft">{engine.reason}</p> : null}
    </div>
  );
}

/** What computes, and on what: JavaScript where there is no GPU to be had. */
const engineText = (contestant: Contestant, { name, renderer }: EngineReport): string =>
  `${contestant === 'layers' || name === 'layers' ? 'tf.layers.lstm, tf.train.adam' : KERNELS[name]} on ${renderer}`;

function Figure({ term, text }: { readonly term: string; readonly text: string }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function Ratio({ speedUp: found }: { readonly speedUp: SpeedUp | null }): JSX.Element {
  const interval = found?.interval;
  return (
    <p className="race-ratio">
      <output translate="no" aria-label="Speed-up" aria-live="off" data-ratio={found?.ratio}>
        {found ? `${threeDigits(found.ratio)} times as fast` : 'not measured yet'}
      </output>
      <span className="soft">
        {interval
          ? `between ${threeDigits(interval[0])} and ${threeDigits(interval[1])} with 95 % confidence`
          : 'the uncertainty comes after three turns of each'}
      </span>
    </p>
  );
}

const threeDigits = (value: number): string =>
  Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });

const milliseconds = (ms: number): string => `${threeDigits(ms)} ms`;
