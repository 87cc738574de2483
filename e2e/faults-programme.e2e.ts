/**
 * The programme of faults, in short: its first ones in one engine, and one in each of the others where stories are told
 * whole. A thousand of them: `faults-programme.long.ts`; what is shown when one fails: the command that repeats it alone.
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

// a lost GPU and a reload meet the run of Firefox in kept.e2e.ts, a lost GPU that of WebKit in no-gpu.e2e.ts
describe.each(engines.filter(tellsAll))('%s', (engine) => {
  const programme = new Programme(engine);
  afterAll(() => programme.close());

  test('loses no run, shows no wrong number, says no error and stays alive', async () => {
    const lines = [];
    for (const injection of scheduleOf(engine, SEED, engine === engines[0] ? COUNT : ELSEWHERE)) {
      const line = lineOf(await programme.run(injection));
      lines.push(line);
      wrong.push(...line.wrong.map((what) => `${engine} ${line.number}: ${what}`));
      console.log(`${engine} ${line.number} ${line.kind}: ${line.seconds.toFixed(1)} s`);
    }
    expect(failuresOf(lines)).toEqual([]);
    expect(wrong).toEqual([]);
  });
});
