/** The page's end of one contestant's worker. */
import type { RaceCall, RaceCalls, RaceReply } from './race-protocol.ts';

export interface RacerConnection {
  /** Rejects with what went wrong, or when the connection is ended meanwhile. One call at a time. */
  call<Call extends RaceCall>(call: Call, ask: RaceCalls[Call]['ask']): Promise<RaceCalls[Call]['answer']>;
  /** Ends the worker at once, in the middle of whatever it does. */
  dispose(): void;
}

export function connectRacer(): RacerConnection {
  const worker = new Worker(new URL('./race.worker.ts', import.meta.url), { type: 'module', name: 'race' });
  let settle: (reply: RaceReply) => void = () => undefined;
  worker.onmessage = ({ data }: MessageEvent<RaceReply>): void => settle(data);
  worker.onerror = ({ message }): void =>
    settle({ ok: false, message: `The worker stopped: ${message || 'it could not start'}.` });
  return {
    call: <Call extends RaceCall>(call: Call, ask: RaceCalls[Call]['ask']) =>
      new Promise<RaceCalls[Call]['answer']>((resolve, reject) => {
        settle = (reply) =>
          reply.ok ? resolve(reply.answer as RaceCalls[Call]['answer']) : reject(new Error(reply.message));
        worker.postMessage({ call, ask });
      }),
    dispose() {
      worker.terminate();
      settle({ ok: false, message: 'The race was stopped.' });
    },
  };
}
