/** What a run goes on from: when it is taken, and that nothing comes out otherwise than without a stop. */
import { describe, expect, test } from 'vitest';
import type { EngineRun } from '../engine/engine.ts';
import { freshState } from '../engine/state.ts';
import type { RunConfig } from './config.ts';
import type { HistoryPoint } from './history.ts';
import type { Checkpoint, TrainerEvent } from './protocol.ts';
import { planOf, scheduleOf } from './schedule.ts';
import { engine, pointsOf, progressOf, small, trainerOf, trainToEnd } from './trainer-bench.fixture.ts';
import { Trainer } from './trainer.ts';

describe('checkpoints', () => {
  const checkpointsOf = (events: readonly TrainerEvent[]): Checkpoint[] =>
    progressOf(events).flatMap(({ checkpoint }) => checkpoint ?? []);
  /** Structured clones: what a worker is told has been through a message, and nothing of it is shared. */
  const sent = (checkpoint: Checkpoint): Checkpoint => structuredClone(checkpoint);

  async function trainFrom(config: RunConfig, checkpoint: Checkpoint): Promise<TrainerEvent[]> {
    const { trainer, events, until } = await trainerOf(config, undefined, sent(checkpoint));
    await trainer.announce();
    const ended = until('ended');
    trainer.resume();
    await ended;
    await trainer.dispose();
    return events;
  }

  test.each<[string, Partial<RunConfig>]>([
    ['in the midst of points', { stop: 'budget', epochs: 3 }],
    ['with solved replicas frozen', { replicas: 4, seed: 5 }],
    ['with updates repeated, judged often', { stop: 'budget', epochs: 1, repeats: 3, evaluate: 500 }],
  ])('are what a run goes on from, bit for bit: %s', async (_, changes) => {
    const config: RunConfig = { ...small, ...changes };
    const whole = await trainToEnd(config);
    const { trainer, events, until } = await trainerOf(config);
    for (const steps of [7, 31, 75]) {
      const paused = until('paused');
      trainer.resume(steps);
      await paused;
    }
    await trainer.dispose();
    const kept = checkpointsOf(events).filter(({ update }) => [7, 38, 113].includes(update));
    expect(kept.map(({ update }) => update)).toEqual([7, 38, 113]);
    for (const checkpoint of kept) {
      const rest = await trainFrom(config, checkpoint);
      expect(rest[0]).toMatchObject({ type: 'started', weights: { update: checkpoint.update } });
      const [end, wanted] = [progressOf(rest).at(-1)!, progressOf(whole).at(-1)!];
      expect(end).toMatchObject({ update: wanted.update, solvedAt: wanted.solvedAt });
      expect(end.weights.params).toEqual(wanted.weights.params);
      expect(rest.at(-1)).toEqual(whole.at(-1));
      for (let replica = 0; replica < config.replicas; replica++) {
        // the first point after the checkpoint covers less, where the pause made a point of its own
        const after = (points: readonly HistoryPoint[]): object[] =>
          points
            .filter(({ update }) => update > scheduleOf(config).nextStop(checkpoint.update))
            .map((point) => ({ ...point, seconds: 0 }));
        expect(after(pointsOf(rest, replica))).toEqual(after(pointsOf(whole, replica)));
      }
    }
  });

  test('come once a second at most, and when the run stands still', async () => {
    const config: RunConfig = { ...small, stop: 'budget', epochs: 3 };
    const run = await engine.start(planOf(config), freshState(planOf(config), config.init));
    let time = 0;
    const reads: number[] = [];
    const taken: number[] = [];
    /** A chunk takes 50 ms, a reading of everything 30. */
    const slow: EngineRun = {
      ...run,
      async train(chunk) {
        time += 50;
        return run.train(chunk);
      },
      async read() {
        reads.push(time);
        time += 30;
        return run.read();
      },
    };
    const ended = new Promise<void>((resolve) => {
      const trainer = new Trainer(1, config, slow, {
        now: () => time,
        yield: () => Promise.resolve(),
        sleep: async (ms) => void (time += ms),
        emit(event) {
          if (event.type === 'progress' && event.checkpoint) taken.push(event.update);
          if (event.type === 'ended') resolve();
        },
      });
      trainer.setSpeed('1');
      trainer.resume();
    });
    await ended;
    expect(taken.length).toBeGreaterThan(3);
    expect(reads).toHaveLength(taken.length);
    // 30 ms are 1 % of 3 seconds
    for (const [k, at] of reads.slice(1).entries()) expect(at - reads[k]!).toBeGreaterThanOrEqual(3000);
    run.dispose();
  });
});
