/**
 * A thousand faults over the three engines, at random moments: no run is lost, no number is wrong, the console says nothing
 * that the fault does not explain, and every page lives. Writes `tables/faults-programme.json` and `.md`.
 * `LATCH_FAULTS` for another number.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { engines } from './driver/open.ts';
import { failuresOf, lineOf, type Line } from './faults/programme/outcomes.ts';
import { Programme } from './faults/programme/programme.ts';
import { countOf, scheduleOf } from './faults/programme/schedule.ts';
import { writeTable } from './faults/programme/written-table.ts';

const COUNT = Number(process.env.LATCH_FAULTS ?? 1000);
const SEED = 1;
/** Five seconds each, and the machine may be busy. */
const LIMIT_MS = 4 * 60 * 60_000;
const lines: Line[] = [];

describe.each(engines)('%s', (engine) => {
  const programme = new Programme(engine);
  afterAll(() => programme.close());

  // what has failed is told by its own command
  test('lives through all of them', { timeout: LIMIT_MS, retry: 0 }, async () => {
    const own: Line[] = [];
    for (const injection of scheduleOf(engine, SEED, countOf(engine, engines, COUNT))) {
      const line = lineOf(await programme.run(injection));
      own.push(line);
      lines.push(line);
      console.log(
        `${engine} ${line.number} ${line.kind}: ${line.seconds.toFixed(1)} s ${line.done.slice(0, 100)}`,
      );
    }
    expect(failuresOf(own)).toEqual([]);
  });
});

test('the table is written', () => {
  expect(lines.length).toBeGreaterThan(0);
  writeTable(SEED, lines);
});
