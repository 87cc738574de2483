/** The table of GPUs that lie and die counts what was played, and hides nothing that is wrong. */
import { expect, test } from 'vitest';
import { gpuMarkdown, type Lie, type PlayedEnding } from './faults/gpu-table.ts';

const lie = (changes: Partial<Lie>): Lie => ({
  design: 'engine=webgl',
  fault: 'a read is stale',
  came: 'failed',
  untruths: 0,
  ...changes,
});
const ending = (changes: Partial<PlayedEnding>): PlayedEnding => ({
  scene: 'training',
  how: 'crash',
  afterMs: 10,
  became: 'went on',
  problems: [],
  ...changes,
});
const part = <Row>(rows: readonly Row[]) => ({ date: '2026-11-29', machine: 'a processor', rows });

test('each fault is told in each design', () => {
  const text = gpuMarkdown({
    lies: part([
      lie({}),
      lie({ design: 'kernel=quad-8', came: 'idle' }),
      lie({ fault: 'draws', untruths: 2 }),
    ]),
  });
  expect(text).toContain('3 runs with a fault that begins behind the tests at the start; 2 wrong numbers');
  expect(text).toContain('| a read is stale | failed | – |');
  expect(text).toContain('| draws | failed, WRONG |  |');
});

test('endings of one kind are counted together, and wrong ones in all', () => {
  const text = gpuMarkdown({
    endings: part([ending({}), ending({ afterMs: 20 }), ending({ how: 'kill', problems: ['wrong'] })]),
  });
  expect(text).toContain('3 ends at random moments, of which 1 left something wrong');
  expect(text).toContain('| training | crash | went on | 2 |');
  expect(text).toContain('| training | kill | went on | 1 |');
});
