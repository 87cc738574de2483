/**
 * The programme of faults, in short: its first ones in each engine. A thousand of them:
 * `faults-programme.long.ts`; what is shown when one fails: the command that repeats it alone.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { engines, tellsAll } from './driver/open.ts';
import { failuresOf, lineOf } from './faults/programme/outcomes.ts';
import { Programme } from './faults/programme/programme.ts';
import { scheduleOf } from './faults/programme/schedule.ts';

/** Its first ones are of many kinds. */
const SEED = 369;
const COUNT = 8;
const ELSEWHERE = 1;

/** A second try forgives a machine that was too busy, and no wrong number. */
const wrong: string[] = [];

describe.each(engines)('%s', (engine) => {
  const programme = new Programme(engine);
  afterAll(() => programme.close());

  test('loses no run, shows no wrong number, says no error and stays alive', async () => {
    const lines = [];
    for (const injection of scheduleOf(engine, SEED, tellsAll(engine) ? COUNT : ELSEWHERE)) {
      const line = lineOf(await programme.run(injection));
      lines.push(line);
      wrong.push(...line.wrong.map((what) => `${engine} ${line.number}: ${what}`));
      console.log(`${engine} ${line.number} ${line.kind}: ${line.seconds.toFixed(1)} s`);
    }
    expect(failuresOf(lines)).toEqual([]);
    expect(wrong).toEqual([]);
  });
});
