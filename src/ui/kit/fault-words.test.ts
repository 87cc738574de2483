import { expect, test } from 'vitest';
import { faultWords } from './fault-words.ts';

/** As a browser throws it: named by what is wrong. */
const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

test.each([
  named('NotFoundError', "Failed to execute 'insertBefore' on 'Node': The node is not a child of this node."),
  named('NotFoundError', 'Node.removeChild: The node to be removed is not a child of this node'),
  named('NotFoundError', 'The object can not be found here.'),
  named('HierarchyRequestError', 'The new child element contains the parent.'),
])('a node that is elsewhere was moved by something else: %s', (thrown) => {
  expect(faultWords(thrown)).toContain('translators and extensions');
});

test.each([
  new TypeError('e.toSorted is not a function'),
  new TypeError('x.roundRect is undefined'),
  new TypeError('Intl.NumberFormat is not a constructor'),
  new ReferenceError('ResizeObserver is not defined'),
  new ReferenceError("Can't find variable: Intl"),
  new TypeError("undefined is not an object (evaluating 'a.b')"),
])('%s: the browser may lack it', (thrown) => {
  expect(faultWords(thrown)).toContain('may lack something');
  expect(faultWords(thrown)).toContain(thrown.message);
});

test.each([new Error('planted'), 'planted', { message: 'planted' }])('any other is quoted', (thrown) => {
  expect(faultWords(thrown)).toBe('The page is at fault: “planted”.');
});

test('what has no words, or too many, is still a sentence', () => {
  expect(faultWords(new Error(''))).toBe('The page is at fault: “no word of why”.');
  expect(faultWords(undefined)).toBe('The page is at fault: “undefined”.');
  expect(faultWords(new Error('long '.repeat(1000))).length).toBeLessThan(260);
});

test.each([null, Object.create(null), Symbol('x')])('nothing that is thrown throws again', (thrown) => {
  expect(faultWords(thrown)).toContain('at fault');
});
