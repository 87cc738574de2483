/** What `npm run check-certificate` says of files, with which exit code. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { checkedFile } from './proof/checked-file.ts';

const sample = (name: string): string => fileURLToPath(new URL(`samples/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'latch-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const file = join(folder, 'certificate.json');
  writeFileSync(file, text);
  return file;
}

const VERSIONS = [
  [1, '2026-11-28/certificate.json', /^Accepted: 1 unit, sigmoid; \d+ boxes, \d+ images, slack 0.000001\./u],
  [2, '2026-11-29/certificate-2.json', /^Accepted: 1 unit, hard-sigmoid; \d+ boxes, \d+ images, slack/u],
  [
    3,
    '2026-11-29/certificate-3.json',
    /^Accepted: 2 units, sigmoid; \d+ sets, words up to \d+ bits, \d+ images, slack/u,
  ],
] as const;

describe.each(VERSIONS)('version %i', (version, name, words) => {
  const text = readFileSync(sample(name), 'utf8');
  const file = JSON.parse(text) as { version: number; slack: number; boxes?: unknown[]; sets?: unknown[] };

  test('is accepted', () => {
    expect(file.version).toBe(version);
    const answer = checkedFile(sample(name));
    expect(answer).toEqual({ exit: 0, text: expect.stringMatching(words) as string });
    expect(answer.text).toContain('The network answers strings of every length rightly.');
  });

  test('is refused without its first set, with too little slack, cut off', () => {
    const list = version === 1 ? 'boxes' : 'sets';
    const refusals: [string, RegExp][] = [
      [JSON.stringify({ ...file, [list]: file[list]!.slice(1) }), /^Refused: /u],
      [JSON.stringify({ ...file, slack: 1e-7 }), /^Refused: the slack is below/u],
      [text.slice(0, -10), /^Refused: /u],
      [JSON.stringify({ ...file, version: 4 }), /^Refused: .*version/u],
    ];
    for (const [changed, problem] of refusals)
      expect(checkedFile(fileOf(changed))).toEqual({
        exit: 1,
        text: expect.stringMatching(problem) as string,
      });
  });
});

test('a file that is too large is not read', () => {
  expect(checkedFile(fileOf(' '.repeat(32_000_001)))).toEqual({
    exit: 1,
    text: 'Refused: the file has 32000001 bytes, more than 32 million.',
  });
});

test('a file that is none, and one that holds something else', () => {
  expect(checkedFile(join(folder, 'nowhere.json'))).toMatchObject({ exit: 2 });
  expect(checkedFile(folder)).toMatchObject({ exit: 2 });
  expect(checkedFile(fileOf('[]'))).toMatchObject({ exit: 1 });
  expect(checkedFile(fileOf('{"format":"latch-weights","version":1}'))).toMatchObject({ exit: 1 });
});

test('the command exits as it says', () => {
  const script = fileURLToPath(new URL('scripts/run.mjs', import.meta.url));
  const command = fileURLToPath(new URL('proof/check-certificate.ts', import.meta.url));
  const run = (...args: string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [script, command, ...args], { encoding: 'utf8' });
  expect(run()).toMatchObject({ status: 2, stderr: 'usage: npm run check-certificate FILE\n' });
  expect(run(fileOf('{}'))).toMatchObject({ status: 1, stdout: '' });
  expect(run(sample(VERSIONS[2][1]))).toMatchObject({ status: 0, stderr: '' });
});
