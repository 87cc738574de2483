import { expect, test } from 'vitest';
import { learnAutomaton } from '../../proof/portrait/automaton.ts';
import { trainedNetwork } from '../../proof/test-networks.fixture.ts';
import { automatonStory, basisText, stateAfter, stateText } from './automaton-words.ts';

const automatonOf = (name: string) => {
  const { spec, params } = trainedNetwork(name);
  return learnAutomaton(spec, params);
};

test('parity learnt is said to be exactly that, and by whom it is proved', () => {
  const automaton = automatonOf('last-variable 1');
  expect(automatonStory(automaton, null, 'passed').headline).toBe('2 states: exactly parity');
  expect(basisText(automaton, false)).toMatch(/it does not prove\.$/u);
  expect(basisText(automaton, true)).toMatch(/the certificate does\.$/u);
  expect(stateText(automaton, 1)).toEqual([
    'State 1 says odd. Shortest strings: 1, 01, 10.',
    'On 0 to state 1, on 1 to state 0.',
  ]);
  expect(stateAfter(automaton, [1, 0, 1, 1], 3)).toBe(0);
  expect(stateAfter(automaton, [1, 0, 1, 1], 99)).toBe(1);
});

test('a leak is a chain that remembers for so many zeros', () => {
  const { headline, detail } = automatonStory(automatonOf('notebook-1 9'), '1' + '0'.repeat(15), 'passed');
  expect(headline).toMatch(/^\d+ states: not parity$/u);
  expect(detail).toContain('for 14 zeros only');
  expect(detail).toContain('1 0¹⁵');
});

test('a wrong string that the probes cannot see is admitted', () => {
  const automaton = automatonOf('notebook-1 19');
  const { headline, tone, detail } = automatonStory(automaton, '0'.repeat(21_076), 'passed');
  expect(headline).toBe('2 states: parity, as far as probed');
  expect(tone).toBe('bad');
  expect(detail).toContain('21,076 bits');
});

test('one state always says the same', () => {
  const { spec, params } = trainedNetwork('last-variable 1');
  const silent = learnAutomaton(
    spec,
    params.map(() => 0),
  );
  expect(automatonStory(silent, null, 'untrained').headline).toBe('1 state: it always says even');
});

test('what the limit on states ended says so', () => {
  const { spec, params } = trainedNetwork('notebook-1 9');
  const cut = learnAutomaton(spec, params, { states: 5 });
  expect(automatonStory(cut, null, 'passed').headline).toBe('more than 5 states');
});

test('one that has not passed its test is not praised', () => {
  const { headline, tone, detail } = automatonStory(automatonOf('last-variable 1'), null, 'unsolved');
  expect(headline).toBe('2 states: parity, as far as probed');
  expect(tone).toBe('');
  expect(detail).toContain('not all held-out strings');
});

test('its own wrong string and the verdict’s are told apart', () => {
  const automaton = automatonOf('notebook-1 9');
  const chain = `1${'0'.repeat(15)}`;
  expect(automatonStory(automaton, chain, 'passed').detail).toContain('1 0¹⁵, the verdict’s string.');
  expect(automatonStory(automaton, '1000000000001', 'passed').detail).toContain(
    'The verdict’s string is shorter, and of another kind: 1 0¹¹ 1.',
  );
  expect(automatonStory(automaton, `1${'01'.repeat(3000)}0`, 'passed').detail).toMatch(
    /The verdict names another: .{5,60}\.$/u,
  );
});
