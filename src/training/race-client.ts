/** The page's end of one contestant's worker. */
import { isCount, isFloats, isNumber, isText, oneOf, withParts } from '../workers/shapes.ts';
import { handleOf, pageClock } from '../workers/page-client.ts';
import { WorkerLife, type Clock, type WorkerHandle } from '../workers/worker-life.ts';
import { failureWords } from '../workers/worker-words.ts';
import type { RaceCall, RaceCalls, RaceCommand, RaceReply } from './race-protocol.ts';
import { isEngineReport } from './trainer-messages.ts';

export interface ContestantConnection {
  /** Rejects with what went wrong, or when the connection is ended meanwhile. One call at a time. */
  call<Call extends RaceCall>(call: Call, ask: RaceCalls[Call]['ask']): Promise<RaceCalls[Call]['answer']>;
  /** Ends the worker at once, in the middle of whatever it does. */
  dispose(): void;
}

/** The trainer's file: its name tells the worker what it is. */
const createWorker = (): WorkerHandle =>
  handleOf(new Worker(new URL('./trainer.worker.ts', import.meta.url), { type: 'module', name: 'race' }));

const ANSWERS: Readonly<Record<RaceCall, ReturnType<typeof withParts>>> = {
  prepare: withParts({
    engine: isEngineReport,
    warmUpMs: isNumber,
    total: isCount,
  }),
  train: withParts({ ms: isNumber }),
  check: withParts({ params: isFloats, loss: isNumber }),
};
const isRefusal = withParts({ ok: oneOf(false), message: isText });

/**
 * `onSilence`: the worker has not been heard of for long, in words; null: it has again. Whoever waits may go on or end
 * the connection.
 */
export function connectContestant(
  onSilence: (message: string | null) => void,
  { create = createWorker, clock = pageClock }: { create?: () => WorkerHandle; clock?: Clock } = {},
): ContestantConnection {
  let settle: (reply: RaceReply) => void = () => undefined;
  let asked: RaceCall | null = null;
  const read = (data: unknown): RaceReply | null => {
    const isAnswer = asked !== null && withParts({ ok: oneOf(true), answer: ANSWERS[asked] })(data);
    return isAnswer || isRefusal(data) ? (data as RaceReply) : null;
  };
  const life = new WorkerLife<RaceCommand, RaceReply>({
    kind: 'race',
    clock,
    create,
    read,
    onEvent: (reply) => settle(reply),
    onBroken: (message) => settle({ ok: false, message }),
    onSilence,
  });
  return {
    call: <Call extends RaceCall>(call: Call, ask: RaceCalls[Call]['ask']) =>
      new Promise<RaceCalls[Call]['answer']>((resolve, reject) => {
        asked = call;
        settle = (reply) => {
          life.expect(false);
          if (reply.ok) resolve(reply.answer as RaceCalls[Call]['answer']);
          else reject(new Error(failureWords('race', reply.message)));
        };
        life.post({ call, ask } as RaceCommand);
        life.expect(true);
      }),
    dispose() {
      life.dispose();
      settle({ ok: false, message: 'The race was stopped.' });
    },
  };
}
