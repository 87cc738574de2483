/** `npm run shader`: every design's shaders, and words for what cannot be had. That the page compiles these: `engines.e2e.ts`. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { listShaders, settingOf } from './shaders/listing.ts';

const shader = (setting: string) =>
  spawnSync(process.execPath, ['e2e/scripts/run.mjs', 'e2e/shaders/print.ts', setting], { encoding: 'utf8' });

describe('the shaders of a setting', () => {
  test.each([
    ['kernel=string', ['answers', 'gradient', 'adam']],
    ['kernel=quad-4&hidden=4', ['answers', 'gradient', 'adam']],
    ['kernel=step&hidden=20', ['answers', 'forward', 'backward', 'gradient', 'adam']],
    ['kernel=serial&batch=1', ['serial']],
  ])('%s', (link, ofDesign) => {
    const { vertex, shaders } = listShaders(settingOf(`${link}&replicas=2`));
    const names = shaders.map(({ name }) => name);
    const start = ['pack', 'strings'];
    expect(names.slice(0, start.length + ofDesign.length)).toEqual([...start, ...ofDesign]);
    expect(names).toEqual(
      expect.arrayContaining(['unpack', 'unpackTally', 'answer', 'countReplicas', 'digest']),
    );
    for (const { fragment, draws } of shaders) {
      expect(fragment).toMatch(/^#version 300 es\n[^]*void main\(\) \{[^]*\}$/u);
      expect(fragment).not.toMatch(/undefined|NaN|\[object/u);
      expect(draws.length).toBeGreaterThan(0);
    }
    expect(vertex).toMatch(/^#version 300 es\n/u);
  });

  test('a setting changes what it says', () => {
    const textOf = (link: string): string => JSON.stringify(listShaders(settingOf(link)).shaders);
    const plain = textOf('preset=latch');
    for (const change of [
      'hidden=2',
      'activation=hard-sigmoid',
      'head=double-softmax',
      'supervision=every',
      'max=33',
    ])
      expect(textOf(`preset=latch&${change}`)).not.toBe(plain);
    expect(textOf('preset=latch&bits=0110')).toBe(plain);
  });

  test('a step of time is a draw, for wide networks', () => {
    const { shaders } = listShaders(settingOf('kernel=step&hidden=9&max=12&replicas=1'));
    expect(shaders.find(({ name }) => name === 'forward')!.draws[0]).toMatch(/: 12 times/u);
    expect(shaders.find(({ name }) => name === 'backward')!.draws[0]).toMatch(/: 13 times/u);
  });
});

describe('what cannot be had is said', () => {
  test.each([
    ['hidden=99', /is a whole number from 1 to 64/u],
    ['layers=2', /"layers" is no key of a link/u],
    ['kernel=pair-8', /pair-8 has no shaders/u],
    ['kernel=cpu-fma', /cpu-fma has no shaders/u],
    ['engine=layers', /"engine=layers" has no shaders/u],
    ['kernel=string&hidden=9', /string cannot train 9 units/u],
    ['kernel=serial', /serial cannot train 1 unit in batches of 128 strings/u],
  ])('%s', (link, words) => {
    expect(() => settingOf(link)).toThrow(words);
  });

  test('so is a run that is too large', () => {
    const setting = settingOf('hidden=64&replicas=256&batch=1024&max=128');
    expect(() => listShaders(setting)).toThrow(/MB of GPU memory/u);
  });
});

describe('the command', () => {
  test('prints, with the address of a page before the setting too', () => {
    const { status, stdout, stderr } = shader('https://example.org/latch/#v=1&hidden=4&kernel=quad');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^\/\/ quad-8: 4 units, hard-sigmoid, double-softmax\n/u);
    expect(stdout.match(/^#version 300 es$/gmu)).toHaveLength(12);
  });

  test('exits with 2 otherwise', () => {
    const { status, stdout, stderr } = shader('hidden=0');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^.*is a whole number from 1 to 64\.\n$/u);
  });
});
