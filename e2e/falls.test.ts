/**
 * The table of how fast the first gradient's knowledge of parity falls, and what changes that: one thing at a time, at
 * the start that the page trains from (16 seeds, lengths 1 to 10, every string counted, the fall the mean over the first six). When the measure has changed,
 * `npx vitest run --project unit e2e/falls.test.ts -u` writes it anew.
 */
import { expect, test } from 'vitest';
import { PRESETS } from '../src/training/presets.ts';
import { PAGE_START, type StartChange } from '../src/training/signal-protocol.ts';
import { measureFalls } from '../src/training/start-falls.ts';

const { hidden, activation, head, init } = PRESETS['openai-variable'].config;
const seeds = Array.from({ length: 16 }, (_, k) => k + 1);

const fallsWith = (change: Partial<StartChange>) =>
  measureFalls({ model: { hidden, activation, head }, init, seeds, change: { ...PAGE_START, ...change } });

const rounded = (value: number): number => Number(value.toPrecision(4));

test('the table of falls is what is measured', async () => {
  const row = (change: Partial<StartChange>) => {
    const { byLength, perBit } = fallsWith(change);
    return { ...PAGE_START, ...change, perBit: rounded(perBit), byLength: byLength.map(rounded) };
  };
  const table = {
    start: row({}),
    forgetBias: [-2, 0, 3, 10].map((forgetBias) => row({ forgetBias })),
    inputScale: [0.25, 4].map((inputScale) => row({ inputScale })),
    recurrentScale: [0, 3].map((recurrentScale) => row({ recurrentScale })),
  };
  await expect(`${JSON.stringify(table, null, 2)}\n`).toMatchFileSnapshot('../src/ui/story/falls.json');
  // the story's words: forgetting is about a quarter of it, and without it the signal still falls nearly threefold
  const nothingForgotten = table.forgetBias.at(-1)!.perBit;
  const share = 1 - Math.log(nothingForgotten) / Math.log(table.start.perBit);
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.28);
  expect(nothingForgotten).toBeGreaterThan(2.7);
  expect(nothingForgotten).toBeLessThan(3);
  // and as far as the sliders go it is nowhere flat
  for (const forgetBias of [-3, 1, 6])
    for (const inputScale of [1 / 8, 1, 8]) expect(row({ forgetBias, inputScale }).perBit).toBeGreaterThan(2);
});
