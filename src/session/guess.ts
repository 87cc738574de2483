/** Guess: random weights, tried by the thousand in the workshop's worker; the first that solves is opened. */
import type { TrainerEvent } from '../training/protocol.ts';
import { specOf } from './network.ts';
import { selectNetwork, type SessionState } from './state.ts';
import type { Store } from './store.ts';
import { shownSubject, type Subject } from './verdicts.ts';
import type { Workshop } from './workshop.ts';
import { grouped } from './counted.ts';

export interface Guesses {
  /** Tries guesses that were not tried before, until it is stopped or `GUESS_COUNT` were tried. */
  readonly guess: () => void;
  readonly stopGuessing: () => void;
}

interface Surroundings {
  readonly workshop: Workshop;
  readonly decide: (subject: Subject) => void;
  readonly nextId: () => number;
}

/** Guesses after which it stops by itself. */
export const GUESS_COUNT = 1_000_000;

export function createGuesses(
  store: Store<SessionState>,
  { workshop, decide, nextId }: Surroundings,
): Guesses {
  let runId = 0;
  /** Number of the next guess of each experiment that was guessed on. */
  const next = new Map<string, number>();
  let key = '';
  let first = 0;

  const end = (message: string | null): void => {
    const { guessing } = store.get();
    if (guessing) next.set(key, first + guessing.tries);
    runId = 0;
    store.set({ guessing: guessing && { ...guessing, isOver: true, message } });
  };
  const giveUp = (message: string | null): void => {
    workshop.post({ type: 'reset', runId });
    end(message);
  };
  const open = (number: number, params: Float32Array): void => {
    const { guessing, config } = store.get();
    store.set({
      opened: {
        spec: guessing?.spec ?? specOf(config),
        params,
        source: `guess ${grouped(number + 1)}`,
      },
    });
    decide(shownSubject(store.get(), selectNetwork(store.get())));
  };

  workshop.listen((event: TrainerEvent) => {
    const { guessing } = store.get();
    if (event.runId !== runId || !guessing) return;
    if (event.type === 'engine') store.set({ guessing: { ...guessing, engine: event.report } });
    else if (isTrouble(event)) giveUp(event.message);
    else if (event.type === 'ended') end(null);
    else if (event.type === 'guessed') {
      const { tries, seconds, solved, found } = event;
      store.set({ guessing: { ...guessing, tries, seconds, solved } });
      if (found && guessing.solved === 0) open(found.number, found.params);
    }
  });

  return {
    guess() {
      const { config, engine } = store.get();
      if (runId > 0) return;
      const { hidden, activation, head, seed, max } = config;
      key = [hidden, activation, head, seed, max].join(' ');
      first = next.get(key) ?? 0;
      runId = nextId();
      const spec = specOf(config);
      store.set({
        guessing: { spec, tries: 0, seconds: 0, solved: 0, engine: null, isOver: false, message: null },
      });
      workshop.post({ type: 'guess', runId, config, engine, range: { first, count: GUESS_COUNT } });
    },
    stopGuessing() {
      if (runId > 0) giveUp(null);
    },
  };
}

const isTrouble = (event: TrainerEvent): event is Extract<TrainerEvent, { type: 'failed' | 'silence' }> =>
  event.type === 'failed' || (event.type === 'silence' && event.isHopeless);
