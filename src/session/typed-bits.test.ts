import { expect, test } from 'vitest';
import { bench } from './session-bench.fixture.ts';

/** What the box holds after each of so many steps back. */
const back = ({ session, state }: ReturnType<typeof bench>, times: number): string[] =>
  Array.from({ length: times }, () => {
    session.undoBits();
    return state().bits;
  });

test('each change is taken back by itself, and put again', () => {
  const b = bench();
  const opening = b.state().bits;
  for (const bits of ['101100', '111', '1110']) b.session.setBits(bits);
  b.session.flipBit(0);
  expect(b.state().bits).toBe('0110');
  expect(back(b, 5)).toEqual(['1110', '111', '101100', opening, opening]);
  b.session.redoBits();
  b.session.redoBits();
  expect(b.state().bits).toBe('111');
  // a new change ends the way forth
  b.session.setBits('0');
  expect(b.session.redoBits()).toBeNull();
  expect(back(b, 2)).toEqual(['111', '101100']);
});

test('a drag of the slider is one step, two drags are two', () => {
  const b = bench();
  b.session.setBits('11');
  for (const zeros of [1, 2, 3]) b.session.setBits(`1${'0'.repeat(zeros)}`, 1);
  for (const zeros of [5, 6]) b.session.setBits(`1${'0'.repeat(zeros)}`, 2);
  expect(back(b, 2)).toEqual(['1000', '11']);
  b.session.redoBits();
  expect(b.state().bits).toBe('1000');
});

test('what changes nothing is no step', () => {
  const b = bench();
  b.session.setBits('101');
  b.session.setBits('101');
  b.session.setBits('1 0 1');
  b.session.flipBit(9);
  expect(back(b, 1)).not.toEqual(['101']);
});

test.each([
  ['101100', '111', 6],
  ['1011', '10111', 4],
  ['0000', '0100', 2],
  ['', '1', 0],
])('from %s over %s and back, the place is behind what came back', (first, second, place) => {
  const { session } = bench();
  session.setBits(first);
  session.setBits(second);
  expect(session.undoBits()).toBe(place);
});

test('a thousand changes keep the last three hundred', () => {
  const b = bench();
  for (let k = 1; k <= 1000; k++) b.session.setBits('1'.repeat(k));
  expect(back(b, 400).at(-1)).toBe('1'.repeat(700));
});
