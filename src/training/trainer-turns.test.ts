/** What comes in while an engine is at work: a device that may die lets other messages in before a result counts. */
import { beforeAll, expect, test } from 'vitest';
import { createCpuEngine } from '../engine/cpu/cpu-engine.ts';
import type { Engine, EngineRun } from '../engine/engine.ts';
import { freshState } from '../engine/state.ts';
import type { RunConfig } from './config.ts';
import { PRESETS } from './presets.ts';
import type { TrainerEvent } from './protocol.ts';
import { planOf } from './schedule.ts';
import { Trainer } from './trainer.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createCpuEngine();
});

const oneEpoch: RunConfig = {
  ...PRESETS['openai-variable'].config,
  max: 4,
  strings: 2000,
  batch: 20,
  epochs: 1,
  replicas: 1,
  stop: 'budget',
};

const SLOW_MS = 5;

interface Slow {
  readonly trainer: Trainer;
  readonly events: TrainerEvent[];
  /** Resolves with the newest event of a type, now or when it comes. */
  readonly until: (is: (event: TrainerEvent) => boolean) => Promise<void>;
  readonly clock: { skipped: number };
}

/** A trainer on an engine whose every call takes some milliseconds, and during which `during` may send commands. */
async function slowTrainer(
  during: Partial<Record<'train' | 'read' | 'evaluate', (trainer: Trainer, call: number) => void>> = {},
  config: RunConfig = oneEpoch,
): Promise<Slow> {
  const run = await engine.start(planOf(config), freshState(planOf(config), config.init));
  const events: TrainerEvent[] = [];
  const clock = { skipped: 0 };
  const calls = { train: 0, read: 0, evaluate: 0 };
  const slow = async <Result>(name: keyof typeof calls, result: Promise<Result>): Promise<Result> => {
    during[name]?.(trainer, calls[name]++);
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    return result;
  };
  const wrapped: EngineRun = {
    ...run,
    train: (chunk) => slow('train', run.train(chunk)),
    readParams: () => slow('read', run.readParams()),
    read: () => slow('read', run.read()),
    evaluate: () => slow('evaluate', run.evaluate()),
  };
  const trainer: Trainer = new Trainer(1, config, wrapped, {
    now: () => performance.now() + clock.skipped,
    yield: () => Promise.resolve(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    emit: (event) => void events.push(event),
  });
  const until: Slow['until'] = async (is) => {
    // as long as it takes: the test has a limit of its own
    while (!events.some(is)) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  return { trainer, events, until, clock };
}

const updates = (events: readonly TrainerEvent[]): number[] =>
  events.filter((event) => event.type === 'progress').map(({ update }) => update);

test('a step that is asked for while another is under way is not swallowed', async () => {
  const { trainer, events, until } = await slowTrainer({
    train: (asked, call) => call === 0 && asked.resume(1),
  });
  trainer.resume(1);
  await until(({ type }) => type === 'paused');
  expect(updates(events).at(-1)).toBe(2);
  await trainer.dispose();
});

test('a pause that is taken back while its weights are read goes on, with one loop', async () => {
  const { trainer, events, until } = await slowTrainer({
    read: (asked, call) => call === 0 && asked.resume(3),
  });
  trainer.resume(1);
  await until(({ type }) => type === 'paused');
  expect(updates(events).at(-1)).toBe(4);
  expect(events.filter(({ type }) => type === 'paused')).toHaveLength(1);
  await trainer.dispose();
});

test('a step to the end of the epoch that is asked for during a chunk ends there', async () => {
  const { trainer, events, until } = await slowTrainer(
    { train: (asked, call) => call === 1 && asked.resumeTo('epoch') },
    { ...oneEpoch, epochs: 2 },
  );
  trainer.resume(30);
  await until(({ type }) => type === 'paused');
  expect(updates(events).at(-1)).toBe(100);
  await trainer.dispose();
});

test('a learning rate that comes in during a chunk counts from the next', async () => {
  const { trainer, events, until } = await slowTrainer({
    train: (asked, call) => call === 0 && asked.setLearningRate(0.5),
  });
  trainer.resume(1);
  await until(({ type }) => type === 'paused');
  expect(events.find(({ type }) => type === 'learning-rate')).toMatchObject({ update: 1 });
  await trainer.dispose();
});

test.each(['train', 'read', 'evaluate'] as const)(
  'a failure during %s ends the run, and nothing follows',
  async (name) => {
    const { trainer, events, until } = await slowTrainer({ [name]: (asked: Trainer) => asked.fail('gone') });
    trainer.resume();
    await until(({ type }) => type === 'failed');
    await new Promise((resolve) => setTimeout(resolve, 5 * SLOW_MS));
    expect(events.at(-1)).toEqual({ type: 'failed', runId: 1, message: 'gone' });
    await trainer.dispose();
  },
);

test('ten seconds in which everything stood still are no training time', async () => {
  const { trainer, events, until, clock } = await slowTrainer({
    train: (_, call) => void (call === 10 && (clock.skipped += 10_000)),
  });
  trainer.resume();
  await until(({ type }) => type === 'ended');
  const last = events.filter((event) => event.type === 'progress').at(-1)!;
  expect(last.update).toBe(100);
  expect(last.seconds).toBeGreaterThan(0.05);
  expect(last.seconds).toBeLessThan(5);
  await trainer.dispose();
});
