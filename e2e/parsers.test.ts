/**
 * Foreign texts for each of whoever reads them: two thousand for a contributor, four thousand with `CI=true`, a million in
 * `parsers.long.ts`.
 */
import { expect, test } from 'vitest';
import { KEPT_PARSER } from './kept-parser.ts';
import { holdToPromise, PARSERS } from './parsers.ts';

const TEXTS = process.env.CI === 'true' ? 4000 : 2000;

test.each([...PARSERS, KEPT_PARSER])(
  'any text gives a $name or a problem in words',
  { timeout: 300_000 },
  (parser) => {
    const { values, slowestMs } = holdToPromise(parser, TEXTS);
    console.log(
      `${parser.name}: ${values} of ${TEXTS} are values, the slowest took ${slowestMs.toFixed(1)} ms`,
    );
    // some must be values, or nothing was learnt of those
    expect(values).toBeGreaterThan(TEXTS / 1000);
  },
);
