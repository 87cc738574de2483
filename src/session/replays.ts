/**
 * A wrong string is found with the plain model, in float64 and in float32. Where the run's engine is at hand it is
 * asked as well, once for each verdict that is shown: rounding differs from device to device.
 */
import { MAX_STRING_BITS, parseBits } from '../parity/bits.ts';
import type { TrainerEvent } from '../training/protocol.ts';
import type { TrainerPort } from './run-commands.ts';
import { selectNetwork, type SessionState } from './state.ts';
import type { Store } from './store.ts';
import { judgeShown, shownSubject } from './verdicts.ts';

export interface Replays {
  readonly take: (event: Extract<TrainerEvent, { type: 'replayed' }>) => void;
}

/** What the shown verdict follows from, and whether the run's engine is at hand. */
const findingInputs = ({
  run,
  status,
  verdicts,
  opened,
  replica,
  config,
  moment,
}: SessionState): unknown[] => [run, status, verdicts, opened, replica, config, moment];

export function createReplays(store: Store<SessionState>, trainer: Pick<TrainerPort, 'post'>): Replays {
  let replayId = 0;

  store.watch(findingInputs, () => {
    const state = store.get();
    const { run, status, replay } = state;
    // a run that trains has better things to do
    if (run?.origin !== 'trained' || (status !== 'solved' && status !== 'stopped')) return;
    const network = selectNetwork(state);
    const { outcome } = judgeShown(state, network);
    if (outcome?.verdict !== 'wrong' || outcome === replay?.outcome) return;
    const engine = run.engine?.name;
    if (engine === undefined || engine === 'layers' || outcome.bits.length > MAX_STRING_BITS) return;
    replayId += 1;
    // of the weights that were decided, whatever moment of the run is looked at
    const { spec, params } = shownSubject(state, network);
    const bits = parseBits(outcome.bits);
    trainer.post({ type: 'replay', runId: run.id, replayId, spec, params: params.slice(), bits });
    store.set({ replay: { outcome, engine, isWrong: null } });
  });

  return {
    take(event) {
      const { replay } = store.get();
      if (event.replayId !== replayId || replay?.outcome.verdict !== 'wrong' || event.answer === null) return;
      const parity = replay.outcome.bits.replaceAll('0', '').length % 2;
      store.set({ replay: { ...replay, isWrong: event.answer !== parity } });
    },
  };
}
