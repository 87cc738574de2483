/** What the training worker's events do to the state. Events of other runs, and any after a failure, do nothing. */
import type { EngineReport, TrainerEvent, WeightSnapshot } from '../training/protocol.ts';
import { appendProgress, setBack, type RunRecord } from './run-record.ts';
import { withoutTrouble, type SessionState, type Status } from './state.ts';
import { grouped } from './counted.ts';

type Changes = Partial<SessionState>;

/** The changes that an event makes; null: none. */
export function applyTrainerEvent(state: SessionState, event: TrainerEvent): Changes | null {
  const run = heardRun(state, event);
  if (!run) return null;
  switch (event.type) {
    case 'compiling':
      return { run: { ...run, compiling: { done: event.done, of: event.of } } };
    case 'engine':
      return { run: { ...run, engine: explained(event.report, run.engine) } };
    case 'started':
      return { run: startedRun(run, event.weights), status: 'training' };
    case 'paused':
      return { status: 'paused', isPausing: false };
    case 'resumed':
      return { status: 'training' };
    case 'learning-rate': {
      const { update, learningRate } = event;
      return { run: { ...run, learningRates: [...run.learningRates, { update, learningRate }] } };
    }
    case 'progress':
      return { run: appendProgress(run, event), replica: replicaToShow(state, event.solvedAt) };
    case 'ended':
      return { run: { ...run, mark: null }, status: endStatus(run, event.ending), isPausing: false };
    case 'lost': {
      const notices = [...withoutTrouble(state.notices), lostNotice(event)];
      return { run: setBack(run), status: 'starting', notices };
    }
    case 'failed':
      return {
        status: 'failed',
        isPausing: false,
        notices: [...withoutTrouble(state.notices), failureNotice(event.message, run.weights !== null)],
      };
    case 'silence':
      return { notices: withSilence(state.notices, event.message) };
    case 'memory':
    case 'guessed':
    case 'replayed':
      return null;
    default:
      return event satisfies never;
  }
}

/** Of a run that goes on, beside what had it before: the reason is still true, or rounding may differ from now on. */
function explained(report: EngineReport, before: EngineReport | null): EngineReport {
  if (report.reason !== null || before === null) return report;
  const isSame = report.kernel === before.kernel && report.renderer === before.renderer;
  const began = `It began on ${before.renderer} (${before.kernel}), so other rounding may change what comes.`;
  return { ...report, reason: isSame ? before.reason : began };
}

/** One that goes on has its weights, and the way to them. */
function startedRun(run: RunRecord, weights: WeightSnapshot): RunRecord {
  const goesOn = run.weights !== null && run.weights.update === weights.update && run.snapshots.length > 0;
  return { ...run, compiling: null, ...(goesOn ? {} : { weights, snapshots: [weights] }) };
}

/** The run that an event is about; null: none that goes on. */
function heardRun({ run, status }: SessionState, { runId }: TrainerEvent): RunRecord | null {
  const isOver = run?.origin === 'file' || status === 'failed';
  return run && run.id === runId && !isOver ? run : null;
}

/** Unless the visitor has picked a replica or the shown one is solved: the one that was solved first. */
function replicaToShow(state: SessionState, solvedAt: readonly (number | null)[]): number {
  const { replica, isReplicaChosen } = state;
  if (isReplicaChosen || typeof solvedAt[replica] === 'number') return replica;
  const first = Math.min(...solvedAt.map((update) => update ?? Infinity));
  return first === Infinity ? replica : solvedAt.indexOf(first);
}

const endStatus = (run: RunRecord, ending: 'solved' | 'budget'): Status =>
  ending === 'solved' || run.solvedAt.every((update) => update !== null) ? 'solved' : 'stopped';

const lostNotice = ({
  message,
  update,
  isMoved,
}: Extract<TrainerEvent, { type: 'lost' }>): SessionState['notices'][number] => {
  const from = update > 0 ? `from update ${grouped(update)}` : 'from its beginning';
  return {
    id: 0,
    kind: 'lost',
    title: 'The run goes on by itself',
    details: [
      isMoved
        ? `${message} It was not the first time, so this processor trains on ${from}; other rounding may change what comes.`
        : `${message} It goes on ${from}, as if nothing had been.`,
    ],
  };
};

const failureNotice = (message: string, isBegun: boolean): SessionState['notices'][number] => ({
  id: 0,
  kind: 'failure',
  title: 'Training has failed',
  details: isBegun ? [message, 'The curves and the last good weights are kept.'] : [message],
});

/** `message`: null when it is over. */
function withSilence(notices: SessionState['notices'], message: string | null): SessionState['notices'] {
  const others = notices.filter(({ kind }) => kind !== 'silence');
  return message === null ? others : [...others, silenceNotice(message)];
}

const silenceNotice = (message: string): SessionState['notices'][number] => ({
  id: 0,
  kind: 'silence',
  title: 'No news from the training',
  details: [`${message} “Start again” ends this run and takes a new worker; so does Reset.`],
});
