/** A million foreign texts for each of whoever reads them. */
import { expect, test } from 'vitest';
import { KEPT_PARSER } from './kept-parser.ts';
import { holdToPromise, PARSERS } from './parsers.ts';

const TEXTS = 1_000_000;

test.each([...PARSERS, KEPT_PARSER])(
  'any of a million texts gives a $name or a problem in words',
  (parser) => {
    const startedAt = Date.now();
    const { values, slowestMs } = holdToPromise(parser, TEXTS);
    console.log(
      `${parser.name}: ${values} of ${TEXTS} are values, the slowest took ${slowestMs.toFixed(1)} ms of the processor, all ${((Date.now() - startedAt) / 1000).toFixed(0)} s`,
    );
    expect(values).toBeGreaterThan(TEXTS / 1000);
  },
);
