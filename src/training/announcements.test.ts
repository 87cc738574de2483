/** What a trainer announces: the page waits for minutes for what is announced, and for seconds otherwise. */
import { expect, test } from 'vitest';
import type { EngineRun } from '../engine/engine.ts';
import { freshState } from '../engine/state.ts';
import type { TrainerEvent } from './protocol.ts';
import { planOf } from './schedule.ts';
import { engine, small } from './trainer-bench.fixture.ts';
import { Trainer } from './trainer.ts';

/** Ten evaluations, each of which takes so many milliseconds. */
async function announced(evaluationMs: number): Promise<string[]> {
  const config = { ...small, epochs: 1, strings: 2000, evaluate: 200, stop: 'budget' } as const;
  const plan = planOf(config);
  const run = await engine.start(plan, freshState(plan, config.init));
  let time = 0;
  const timed: EngineRun = {
    ...run,
    evaluate() {
      time += evaluationMs;
      return run.evaluate();
    },
  };
  const works: string[] = [];
  const ended = new Promise<void>((resolve) => {
    const trainer = new Trainer(1, config, timed, {
      now: () => time,
      yield: () => Promise.resolve(),
      sleep: () => Promise.resolve(),
      emit: ({ type }: TrainerEvent) => type === 'ended' && resolve(),
      announce: (work) => works.push(work),
    });
    trainer.resume();
  });
  await ended;
  return works.filter((work) => work === 'evaluation');
}

test('an evaluation is announced that may take long: the first one, and others where one did', async () => {
  expect(await announced(20)).toHaveLength(1);
  expect(await announced(3000)).toHaveLength(10);
});
