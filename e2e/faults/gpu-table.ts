/** The table of what GPUs that lie and GPUs that die have come to: its shape, and how it is written for reading. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/prepare.mjs';
import type { GpuEnding } from './gpu-process.ts';
import type { Scene } from './lost-gpu.ts';

/** One fault in one design. */
export interface Lie {
  readonly design: string;
  readonly fault: string;
  /** `idle`: there was nothing for it to do; `harmless`: every number is right all the same. */
  readonly came: 'failed' | 'processor' | 'idle' | 'harmless';
  readonly untruths: number;
}

export interface PlayedEnding {
  readonly scene: Scene;
  readonly how: GpuEnding;
  readonly afterMs: number;
  readonly became: string;
  readonly problems: readonly string[];
}

interface Part<Row> {
  readonly date: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

/** Each part is written by itself: either takes half an hour. */
export interface GpuTable {
  readonly lies?: Part<Lie>;
  readonly endings?: Part<PlayedEnding>;
}

const fileOf = (kind: 'json' | 'md'): string => join(root, 'e2e', 'tables', `gpu-faults.${kind}`);

export const partOf = <Row>(rows: readonly Row[]): Part<Row> => ({
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0]?.model.trim() ?? 'a processor'}, ${cpus().length} cores`,
  rows,
});

function readTable(): GpuTable {
  try {
    return JSON.parse(readFileSync(fileOf('json'), 'utf8')) as GpuTable;
  } catch {
    return {};
  }
}

/** Puts parts in the place of those that are there. */
export function writeGpuTable(parts: GpuTable): void {
  const table = { ...readTable(), ...parts };
  mkdirSync(join(root, 'e2e', 'tables'), { recursive: true });
  writeFileSync(fileOf('json'), `${JSON.stringify(table, null, 2)}\n`);
  writeFileSync(fileOf('md'), gpuMarkdown(table));
}

const CAME: Readonly<Record<Lie['came'], string>> = {
  failed: 'failed',
  processor: 'processor',
  idle: '–',
  harmless: 'harmless',
};

export function gpuMarkdown({ lies, endings }: GpuTable): string {
  return `${[
    '# GPUs that lie, and GPUs that die',
    '',
    'Written by `npm run test:long` (`e2e/faults.long.ts`) from the built page in Chromium; every run is in `gpu-faults.json`.',
    ...(lies ? liesOf(lies) : []),
    ...(endings ? endingsOf(endings) : []),
  ].join('\n')}\n`;
}

function liesOf({ date, machine, rows }: Part<Lie>): string[] {
  const designs = [...new Set(rows.map(({ design }) => design))];
  const faults = [...new Set(rows.map(({ fault }) => fault))];
  const wrong = rows.reduce((sum, { untruths }) => sum + untruths, 0);
  const cell = (fault: string, design: string): string => {
    const row = rows.find((one) => one.fault === fault && one.design === design);
    return row ? `${CAME[row.came]}${row.untruths > 0 ? ', WRONG' : ''}` : '';
  };
  return [
    '',
    '## Faults of the GPU in every design of kernels',
    '',
    `${date}, ${machine}: ${rows.length} runs with a fault that begins behind the tests at the start; ${wrong} wrong numbers. "failed": the`,
    'run ends in words; "processor": found at the start, and the CPU engine trains; "–": this design gives the fault nothing to do.',
    '',
    ...designs.map((design, k) => `${k + 1}. \`${design}\``),
    '',
    `| fault | ${designs.map((_, k) => k + 1).join(' | ')} |`,
    `| --- | ${designs.map(() => '---').join(' | ')} |`,
    ...faults.map((fault) => `| ${fault} | ${designs.map((design) => cell(fault, design)).join(' | ')} |`),
  ];
}

function endingsOf({ date, machine, rows }: Part<PlayedEnding>): string[] {
  const kinds = [
    ...new Set(rows.map(({ scene, how, became }) => JSON.stringify([scene, how, became]))),
  ].toSorted();
  const wrong = rows.filter(({ problems }) => problems.length > 0).length;
  return [
    '',
    '## The GPU process ends',
    '',
    `${date}, ${machine}: ${rows.length} ends at random moments, of which ${wrong} left something wrong. "went on": by itself, with the`,
    'weights of a device that was never lost, bit for bit.',
    '',
    '| while | how | came to | times |',
    '| --- | --- | --- | --: |',
    ...kinds.map((kind) => {
      const [scene, how, became] = JSON.parse(kind) as [string, string, string];
      const times = rows.filter(
        (row) => row.scene === scene && row.how === how && row.became === became,
      ).length;
      return `| ${scene} | ${how} | ${became} | ${times} |`;
    }),
  ];
}
