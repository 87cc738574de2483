import { expect, test } from 'vitest';
import { phasePlane } from '../../proof/portrait/phase-plane.ts';
import { trainedNetwork } from '../../proof/test-networks.fixture.ts';
import { distanceText, planeStory, rightShare } from './plane-words.ts';

const planeOf = (name: string) => {
  const { spec, params } = trainedNetwork(name);
  return phasePlane(spec, params);
};
const plain = { suspect: null, standing: 'passed', maxBits: 50, boxes: 0 } as const;

test('a leak is named with its count of zeros, and how seldom a test meets them', () => {
  const { headline, tone, detail } = planeStory(planeOf('notebook-1 9'), { ...plain, suspect: '1' });
  expect(headline).toBe('It leaks: 1 0¹⁵ walks over the line');
  expect(tone).toBe('bad');
  // about (50 - 15) / 2^16 + 1 / 2^15
  expect(detail).toContain('1 in 1,771 holds 15 zeros in a row');
});

test('a leak beyond the length of the test strings is one that no test can show', () => {
  const { detail } = planeStory(planeOf('notebook-1 9'), { ...plain, maxBits: 12 });
  expect(detail).toContain('No string of 12 bits is long enough');
});

test('a latch is said to hold; only boxes prove it', () => {
  const plane = planeOf('last-variable 1');
  expect(planeStory(plane, plain).headline).toContain('latches');
  expect(planeStory(plane, plain).detail).toContain('not a proof');
  expect(planeStory(plane, { ...plain, boxes: 240 }).detail).toContain('240 boxes prove it');
  expect(planeStory(plane, { ...plain, boxes: 254, byWords: true }).detail).toContain('254 sets prove it');
});

test('a string that is answered wrongly is never called caught', () => {
  const story = planeStory(planeOf('last-variable 1'), { ...plain, suspect: '1'.repeat(30) });
  expect(story.tone).toBe('bad');
  expect(story.detail).toContain('1³⁰');
});

test('what is not parted says how far it is', () => {
  const { spec, params } = trainedNetwork('last-variable 1');
  const untrained = phasePlane(
    spec,
    params.map((value) => value * 0.01),
  );
  expect(rightShare(untrained)).toBeLessThan(1);
  expect(planeStory(untrained, plain).detail).toMatch(/^\d+\.\d\d % of the states/u);
});

test('the distance has a sign and a side', () => {
  expect(distanceText({ y: 0.25, isOddAbove: true }, 0.5)).toBe('0.250, odd side');
  expect(distanceText({ y: 0.25, isOddAbove: false }, 0.5)).toBe('0.250, even side');
  expect(distanceText({ y: 0.25, isOddAbove: true }, -0.5)).toBe('−0.750, even side');
  expect(distanceText(null, 0)).toBe('the read-out ignores it');
});

test('a network that has not passed its test is told no merit, and no test is said to have been passed', () => {
  const holding = planeStory(planeOf('last-variable 1'), { ...plain, standing: 'unsolved' });
  expect(holding.tone).toBe('');
  expect(holding.headline).not.toContain('latches');
  expect(holding.detail).toContain('not all held-out strings');
  const leaking = planeStory(planeOf('notebook-1 9'), { ...plain, standing: 'unsolved' });
  expect(leaking.detail).not.toContain('100 %');
  // one that was opened and not tried yet
  expect(planeStory(planeOf('last-variable 1'), { ...plain, standing: 'unknown' }).tone).toBe('');
});

test('its zeros and the verdict’s string are told apart', () => {
  const plane = planeOf('notebook-1 9');
  expect(planeStory(plane, { ...plain, suspect: `1${'0'.repeat(15)}` }).detail).not.toContain('verdict');
  expect(planeStory(plane, { ...plain, suspect: '1000000000001' }).detail).toContain(
    'The verdict’s string is shorter, and of another kind: 1 0¹¹ 1.',
  );
});
