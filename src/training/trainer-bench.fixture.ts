/** Trainers on a bench: on the CPU engine, with a clock that every look moves. */
import { createCpuEngine } from '../engine/cpu/cpu-engine.ts';
import type { EngineRun } from '../engine/engine.ts';
import { freshState } from '../engine/state.ts';
import type { RunConfig } from './config.ts';
import type { HistoryPoint } from './history.ts';
import { PRESETS } from './presets.ts';
import type { Checkpoint, TrainerEvent } from './protocol.ts';
import { planOf } from './schedule.ts';
import { Trainer } from './trainer.ts';

type Progress = Extract<TrainerEvent, { type: 'progress' }>;

export const engine = await createCpuEngine();

/** Parity of up to 4 bits: solved within a second. */
export const small: RunConfig = {
  ...PRESETS['openai-variable'].config,
  max: 4,
  strings: 2000,
  batch: 20,
  lr: 0.02,
  hidden: 2,
  epochs: 20,
  replicas: 2,
};

export interface Harness {
  readonly trainer: Trainer;
  readonly events: TrainerEvent[];
  readonly until: (type: TrainerEvent['type']) => Promise<TrainerEvent>;
}

export async function trainerOf(
  config: RunConfig,
  wrap: (run: EngineRun) => EngineRun = (run) => run,
  checkpoint: Checkpoint | null = null,
): Promise<Harness> {
  const plan = planOf(config);
  const start = checkpoint
    ? { ...checkpoint, tallies: checkpoint.replicas.map(({ tally }) => tally) }
    : freshState(plan, config.init);
  const run = wrap(await engine.start(plan, start));
  const events: TrainerEvent[] = [];
  let time = 0;
  const listeners: ((event: TrainerEvent) => void)[] = [];
  const host = {
    now: () => (time += 7),
    yield: () => Promise.resolve(),
    sleep: () => Promise.resolve(),
    emit(event: TrainerEvent) {
      events.push(event);
      for (const listener of listeners.splice(0)) listener(event);
    },
  };
  const until = (type: TrainerEvent['type']): Promise<TrainerEvent> =>
    new Promise((resolve) => {
      const wait = (event: TrainerEvent): void => {
        if (event.type === type) resolve(event);
        else listeners.push(wait);
      };
      listeners.push(wait);
    });
  const trainer = new Trainer(1, config, run, host);
  if (checkpoint) trainer.restore(checkpoint);
  return { trainer, events, until };
}

export const progressOf = (events: readonly TrainerEvent[]): Progress[] =>
  events.filter((event) => event.type === 'progress');

export const pointsOf = (events: readonly TrainerEvent[], replica: number): HistoryPoint[] =>
  progressOf(events)
    .flatMap(({ points }) => points)
    .filter((point) => point.replica === replica)
    .map(({ point }) => point);

export async function trainToEnd(config: RunConfig): Promise<TrainerEvent[]> {
  const { trainer, events, until } = await trainerOf(config);
  const ended = until('ended');
  trainer.resume();
  await ended;
  await trainer.dispose();
  return events;
}
