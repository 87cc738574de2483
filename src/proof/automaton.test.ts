import { describe, expect, test } from 'vitest';
import { extractAutomaton } from './automaton.ts';
import { randomNetwork, seededRandom, trainedNetworks } from './test-networks.ts';
import { createWalker } from './walker.ts';

const certified = trainedNetworks.filter(({ verdict }) => verdict === 'certified');

test.each(certified)('$name is the automaton of parity', ({ spec, params }) => {
  const { states, isComplete } = extractAutomaton(spec, params, { resolution: 0.02, states: 4000 });
  expect(isComplete).toBe(true);
  expect(states.map(({ answer, next }) => ({ answer, next }))).toEqual([
    { answer: 0, next: [0, 1] },
    { answer: 1, next: [1, 0] },
  ]);
  expect(states.map(({ parities }) => parities)).toEqual([
    [true, false],
    [false, true],
  ]);
  expect(states.map(({ accessStrings }) => accessStrings[0])).toEqual(['', '1']);
});

describe('any network', () => {
  const random = seededRandom(3);
  const networks = Array.from({ length: 30 }, (_, k) => randomNetwork(1 + (k % 3), 'sigmoid', random));

  test('access strings lead to states with their answer', () => {
    for (const { spec, params } of networks) {
      const walker = createWalker(spec, params);
      const { states } = extractAutomaton(spec, params);
      for (const { answer, accessStrings } of states)
        for (const text of accessStrings.filter((string) => string !== '')) {
          const state = new Float64Array(2 * spec.hidden);
          const margins = Array.from(text, (bit) => walker.step(state, Number(bit)));
          expect(margins.at(-1)! > 0 ? 1 : 0).toBe(answer);
        }
    }
  });

  test('no two states of the minimal automaton act alike', () => {
    for (const { spec, params } of networks) {
      const { states } = extractAutomaton(spec, params);
      const names = states.map(({ answer, next }) => `${answer} ${next.join()}`);
      expect(new Set(names).size).toBe(states.length);
    }
  });
});
