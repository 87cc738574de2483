/** What the page says of its time for a proof is what the table measures. */
import { expect, test } from 'vitest';
import { decisionLimitMs } from '../src/proof/time-limits.ts';
import table from './proof/table.json' with { type: 'json' };
import { SETTINGS } from './proof/trained.ts';

const rows = table.rows.map(({ setting, limitMs }) => ({
  setting,
  limitMs,
  hidden: SETTINGS[setting]!.hidden,
}));

test.each(rows.filter(({ hidden }) => hidden > 1))(
  '$setting: networks have the time that the table counts in',
  ({ hidden, limitMs }) => {
    expect(decisionLimitMs(hidden)).toBe(limitMs);
  },
);

// most settings of one unit are counted in half of it
test.each(rows.filter(({ hidden }) => hidden === 1))(
  '$setting: networks have at least the time that the table counts in',
  ({ hidden, limitMs }) => {
    expect(decisionLimitMs(hidden)).toBeGreaterThanOrEqual(limitMs);
  },
);
