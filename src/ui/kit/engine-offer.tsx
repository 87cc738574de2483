/** Which engine was measured to be the faster, in one line, and a button that trains on the other. */
import type { JSX } from 'react';
import type { EngineChoice } from '../../session/experiment.ts';
import type { SessionState } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { grouped } from './format.ts';

interface Props {
  /** `all`: also that it was the visitor who chose; `reasons`: only why another engine runs; `measured`: only what was measured. */
  readonly shows: 'all' | 'reasons' | 'measured';
}

type Report = NonNullable<NonNullable<SessionState['run']>['engine']>;

/** Of the engine that trains, once it is known. */
export function EngineOffer({ shows }: Props): JSX.Element | null {
  const session = useSession();
  const choice = useSelect((state) => state.engine);
  const engine = useSelect((state) => (state.run?.origin === 'trained' ? state.run.engine : null));
  if (!engine) return null;
  const isMeasured = engine.cpuTimesAsFast !== null;
  if ((shows === 'reasons' && engine.reason === null) || (shows === 'measured' && !isMeasured)) return null;
  const words = wordsOf(engine);
  const other = shows === 'all' && choice !== 'auto' ? 'auto' : isMeasured ? otherThan(engine) : null;
  if (words === null && other === null) return null;
  return (
    <span className="engine-offer">
      {words === null ? null : <span className="engine-reason">{words}</span>}
      {other === null ? null : (
        <button type="button" className="text-button" onClick={() => session.trainOn(other)}>
          {OFFERS[other]}
        </button>
      )}
    </span>
  );
}

const otherThan = ({ name }: Report): 'cpu' | 'webgl' => (name === 'webgl' ? 'cpu' : 'webgl');

const OFFERS = {
  auto: 'Let the page choose',
  cpu: 'Train on the processor',
  webgl: 'Train on WebGL',
} as const satisfies Partial<Record<EngineChoice, string>>;

function wordsOf({ reason, cpuTimesAsFast: times }: Report): string | null {
  if (reason !== null || times === null) return reason;
  if (times > 1.05) return `The processor would be ${inTwoDigits(times)} times as fast.`;
  if (times > 0.95) return 'The processor would be as fast.';
  return `That is ${inTwoDigits(1 / times)} times as fast as the processor.`;
}

function inTwoDigits(times: number): string {
  const rounded = Number(times.toPrecision(2));
  return rounded < 10 ? String(rounded) : grouped(rounded);
}
