import { describe, expect, test } from 'vitest';
import { meantKey } from './meant-key.ts';

const press = (key: string, code: string, shiftKey = false) => meantKey({ key, code, shiftKey });

describe('a layout without Latin letters: the place on the keyboard counts', () => {
  test.each([
    ['ы', 'KeyS', 's'],
    ['Ы', 'KeyS', 's'], // with Shift or Caps Lock
    ['к', 'KeyR', 'r'],
    ['е', 'KeyT', 't'], // looks like a Latin e, and is none
    ['д', 'KeyL', 'l'],
    ['з', 'KeyP', 'p'],
    ['σ', 'KeyS', 's'], // Greek
    ['ד', 'KeyS', 's'], // Hebrew
    ['س', 'KeyS', 's'], // Arabic
    ['لا', 'KeyB', 'b'], // Arabic: one key, two letters
    ['े', 'KeyS', 's'], // Hindi: a vowel sign
    ['ห', 'KeyS', 's'], // Thai
    ['ㄴ', 'KeyS', 's'], // Korean
    ['と', 'KeyS', 's'], // Japanese kana
    ['б', 'Comma', ','],
    ['ю', 'Period', '.'],
    ['ת', 'Comma', ','],
  ])('%s on %s means %s', (key, code, meant) => {
    expect(press(key, code)).toBe(meant);
  });

  test.each([
    ['؟', 'Slash', '?'],
    ['ฦ', 'Slash', '?'],
    ['Б', 'Comma', '<'],
  ])('%s on shifted %s means %s', (key, code, meant) => {
    expect(press(key, code, true)).toBe(meant);
  });
});

describe('a Latin layout keeps the letter that is written, wherever it stands', () => {
  test.each([
    ['o', 'KeyS', 'o'], // Dvorak
    ['s', 'Semicolon', 's'],
    ['a', 'KeyQ', 'a'], // AZERTY
    [',', 'KeyM', ','],
    ['r', 'KeyS', 'r'], // Colemak
    ['è', 'KeyT', 'è'], // Bépo
    ['ş', 'Semicolon', 'ş'], // Turkish
    ['?', 'Minus', '?'], // German
    ['.', 'Slash', '.'], // Hebrew writes the full stop here
    ['ｓ', 'KeyS', 's'], // full-width
    ['　', 'Space', ' '],
  ])('%s on %s means %s', (key, code, meant) => {
    expect(press(key, code)).toBe(meant);
  });
});

test.each(['ArrowLeft', 'Enter', 'Dead', 'Process', 'Unidentified', 'F1', 'Escape'])(
  'the named key %s is itself, on a letter key too',
  (key) => {
    expect(press(key, 'KeyS')).toBe(key.toLowerCase());
  },
);
