import { describe, expect, test } from 'vitest';
import { parseBits } from '../../parity/bits.ts';
import { learnAutomaton, type Automaton } from './automaton.ts';
import { shortestMistake, shortestStrings } from './automaton-strings.ts';
import { randomNetwork, seededRandom, trainedNetwork, trainedNetworks } from '../test-networks.fixture.ts';
import { decide } from '../verdict.ts';
import { createWalker } from '../walker.ts';

const certified = trainedNetworks.filter(({ verdict }) => verdict === 'certified');

const shape = ({ states }: Automaton) => states.map(({ answer, next }) => ({ answer, next }));

const PARITY = [
  { answer: 0, next: [0, 1] },
  { answer: 1, next: [1, 0] },
];

test.each(certified)('$name is the automaton of parity', ({ spec, params }) => {
  const automaton = learnAutomaton(spec, params);
  expect(shape(automaton)).toEqual(PARITY);
  expect(automaton.isComplete).toBe(true);
  expect(automaton.agreed).toBe(automaton.compared);
  expect(automaton.states.map(({ accessStrings }) => accessStrings)).toEqual([
    ['', '0', '00'],
    ['1', '01', '10'],
  ]);
  expect(shortestMistake(automaton.states)).toBeNull();
});

test.each(['last-variable 2', 'last-variable 4', 'notebook-1 9'])(
  '%s, which leaks, has more states and goes wrong where the network does',
  (name) => {
    const { spec, params } = trainedNetwork(name);
    const verdict = decide(spec, params);
    if (verdict.verdict !== 'wrong') throw new Error('it is wrong');
    const { states } = learnAutomaton(spec, params, { suspect: parseBits(verdict.bits) });
    expect(states.length).toBeGreaterThan(2);
    const mistake = shortestMistake(states)!;
    const walker = createWalker(spec, params);
    const state = new Float64Array(2);
    let margin = 0;
    for (const bit of mistake) margin = walker.step(state, Number(bit));
    const ones = mistake.replaceAll('0', '').length;
    expect(margin > 0).not.toBe(ones % 2 === 1);
  },
);

test('a leak over k zeros is a chain of states, each a zero later', () => {
  // no input gate under 0: c halves with every zero, and the answer is odd while c is above 2^-5
  const spec = { hidden: 1, activation: 'hard-sigmoid', head: 'softmax' } as const;
  const params = new Float32Array(20);
  params.set([-20, 0, 0, 0], 0); // bit 0: i = 0
  params.set([20, 0, 20, 0], 4); // bit 1: i = 1, g = 1
  params.set([0, 0, 0, 20], 12); // f = 1/2, o = 1
  params[17] = 1;
  params[19] = -Math.tanh(2 ** -4.5);
  const automaton = learnAutomaton(spec, params);
  // after the one: c = 1, 1/2, ..., 2^-4, then below the line for ever
  const chain = ['1', '10', '100', '1000', '10000'];
  const shortest = automaton.states.map(({ accessStrings }) => accessStrings[0]);
  expect(shortest).toEqual(expect.arrayContaining(chain));
  const at = automaton.states[shortest.indexOf('10000')];
  expect(at.answer).toBe(1);
  expect(automaton.states[at.next[0]].answer).toBe(0);
});

describe('any network', () => {
  const random = seededRandom(3);
  const networks = Array.from({ length: 30 }, (_, k) => randomNetwork(1 + (k % 3), 'sigmoid', random));

  test('the first access string leads the network to a state with that answer', () => {
    for (const { spec, params } of networks) {
      const walker = createWalker(spec, params);
      const { states } = learnAutomaton(spec, params);
      for (const { answer, accessStrings } of states.filter((_, k) => k > 0)) {
        const state = new Float64Array(2 * spec.hidden);
        let margin = 0;
        for (const bit of accessStrings[0]) margin = walker.step(state, Number(bit));
        expect(margin > 0 ? 1 : 0).toBe(answer);
      }
    }
  });

  test('the automaton is minimal: refining the partition by answers parts every two states', () => {
    for (const { spec, params } of networks) {
      const { states, isComplete } = learnAutomaton(spec, params);
      if (!isComplete) continue;
      let classes = states.map(({ answer }) => String(answer));
      for (let round = 0; round < states.length; round++) {
        const names = new Map<string, string>();
        classes = states.map(({ next }, k) => {
          const name = `${classes[k]},${classes[next[0]]},${classes[next[1]]}`;
          if (!names.has(name)) names.set(name, String(names.size));
          return names.get(name)!;
        });
      }
      expect(new Set(classes).size).toBe(states.length);
    }
  });

  test('keeps to its limit, and says so', () => {
    const limited = networks.map(({ spec, params }) => learnAutomaton(spec, params, { states: 3 }));
    for (const { states } of limited) expect(states.length).toBeLessThanOrEqual(3);
    expect(limited.some(({ isComplete }) => !isComplete)).toBe(true);
  });
});

describe('strings', () => {
  const next = [
    [0, 1],
    [2, 0],
    [2, 2],
  ] as const;

  test('the shortest to every state', () => {
    expect(shortestStrings(next, 3)).toEqual([
      ['', '0', '00'],
      ['1', '01', '001'],
      ['10', '010', '100'],
    ]);
  });

  test('the shortest mistake', () => {
    const states = next.map((to, k) => ({ next: to, answer: (k === 1 ? 1 : 0) as 0 | 1 }));
    expect(shortestMistake(states)).toBe('10');
  });
});
