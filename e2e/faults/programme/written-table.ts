/** Writes the committed table, as data and to be read. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/prepare.mjs';
import { cleanOf, failuresOf, type Line } from './outcomes.ts';
import { markdownOf, rowsOf, type FaultsTable } from './table.ts';

export function writeTable(seed: number, lines: readonly Line[]): void {
  const table: FaultsTable = {
    date: new Date().toISOString().slice(0, 10),
    seed,
    machine: `${cpus()[0]?.model.trim() ?? 'a processor'}, ${cpus().length} cores`,
    rows: rowsOf(lines),
    clean: cleanOf(lines),
    failures: failuresOf(lines),
  };
  const folder = join(root, 'e2e', 'tables');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'faults-programme.json'), `${JSON.stringify(table, null, 2)}\n`);
  writeFileSync(join(folder, 'faults-programme.md'), markdownOf(table));
}
