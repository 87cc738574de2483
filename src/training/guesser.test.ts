import { expect, test } from 'vitest';
import { createCpuEngine } from '../engine/cpu/cpu-engine.ts';
import { plainEvaluate } from '../engine/plain-run.ts';
import { Guesser, GUESS_RANGE, guessWeights } from './guesser.ts';
import { PRESETS } from './presets.ts';
import type { TrainerEvent } from './protocol.ts';
import { planOf } from './schedule.ts';
import type { TrainerHost } from './trainer.ts';

const config = { ...PRESETS['openai-variable'].config, replicas: 1, strings: 1 };

/** Guesses to the end; `stopAfter`: is stopped at the first pause after so many tries. */
async function guess(count: number, stopAfter = Infinity): Promise<TrainerEvent[]> {
  const events: TrainerEvent[] = [];
  let now = 0;
  let tries = 0;
  const host: TrainerHost = {
    now: () => (now += 5),
    yield: () => {
      tries += 2000;
      if (tries >= stopAfter) void guesser.stop();
      return Promise.resolve();
    },
    sleep: () => Promise.resolve(),
    emit: (event) => void events.push(event),
  };
  const engine = await createCpuEngine();
  const guesser = new Guesser(1, { config, range: { first: 0, count } }, engine, host);
  guesser.start();
  for (let k = 0; k < 5000 && !events.some(({ type }) => type === 'ended' || type === 'failed'); k++)
    await new Promise((resolve) => setTimeout(resolve, 2));
  return events;
}

const reports = (events: readonly TrainerEvent[]): Extract<TrainerEvent, { type: 'guessed' }>[] =>
  events.filter((event) => event.type === 'guessed');

test('a guess is a function of seed and number, within the range', () => {
  const [a, b, c] = [new Float32Array(20), new Float32Array(20), new Float32Array(20)];
  guessWeights(3, 7, a);
  guessWeights(3, 7, b);
  guessWeights(3, 8, c);
  expect(a).toEqual(b);
  expect(a).not.toEqual(c);
  const many = Float32Array.from({ length: 400 }, (_, k) => {
    guessWeights(1, k, a);
    return a[k % 20];
  });
  expect(Math.max(...many.map(Math.abs))).toBeLessThanOrEqual(GUESS_RANGE);
  expect(Math.abs(many.reduce((sum, x) => sum + x, 0) / 400)).toBeLessThan(10);
});

test('random weights solve parity, and what is found answers every held-out string', async () => {
  const events = await guess(16_000);
  const last = reports(events).at(-1)!;
  expect(last.tries).toBe(16_000);
  expect(last.solved).toBeGreaterThan(0);
  expect(events.at(-1)).toEqual({ type: 'ended', runId: 1, ending: 'solved' });
  const { found } = reports(events).find((report) => report.found !== null)!;
  const again = new Float32Array(20);
  guessWeights(config.seed, found!.number, again);
  expect(found!.params).toEqual(again);
  expect(plainEvaluate(planOf(config), found!.params, 0).wrongByLength.every((wrong) => wrong === 0)).toBe(
    true,
  );
});

test('it stops between two slices', async () => {
  const events = await guess(1_000_000, 6000);
  expect(reports(events).at(-1)!.tries).toBeLessThanOrEqual(8000);
});
