import { expect, test } from 'vitest';
import { endingWords, findingWords, stepWords } from './repair-words.ts';

test('a story names the steps and the proof', () => {
  expect(stepWords({ keep: 1, learningRate: 0.01 })).toBe('trained on with sparse strings');
  expect(stepWords({ keep: 1, learningRate: 0.003 })).toContain('lower learning rate');
  expect(stepWords({ keep: 0.1, learningRate: 0.01 })).toMatch(/^kept 10 % of each weight/u);
  expect(findingWords({ verdict: 'certified', boxes: 1870, certificate: '' })).toBe('certified, 1,870 boxes');
  expect(findingWords({ verdict: 'certified', boxes: 1, certificate: '' })).toBe('certified, 1 box');
  const words = { longest: 20, images: 900 };
  expect(findingWords({ verdict: 'certified', boxes: 52, words, certificate: '' })).toBe(
    'certified, 52 sets',
  );
  expect(findingWords({ verdict: 'unsolved' })).toBe('wrong on held-out strings');
});

test('an ending tells what broke off', () => {
  expect(endingWords('budget', null, [])).toContain('10 epochs');
  expect(endingWords('failed', 'no GPU', [])).toContain('no GPU');
});

test('a network whose weights were redrawn on the way is said to be a new one', () => {
  const own = { keep: 1, learningRate: 0.01 };
  expect(endingWords('certified', null, [own])).toBe('Repaired: its own weights, trained on.');
  expect(endingWords('certified', null, [own, { ...own, keep: 0.5 }, { ...own, keep: 0.1 }])).toMatch(
    /^A new network: 10 % of each weight was kept/u,
  );
  expect(endingWords('budget', null, [own, { ...own, keep: 0.5 }])).toContain('drawn afresh');
});
