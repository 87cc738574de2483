/** Opens a file: reads it, checks it, and judges its networks, in slices that leave room for whatever else goes on. */
import { judgeRun } from './file-judge.ts';
import type { JudgedFile } from './file-protocol.ts';
import { parseFile } from './files.ts';
import { MAX_FILE_BYTES, TOO_LARGE } from './run-file.ts';

/** Waits for a turn of whatever else goes on. */
export type Breathe = () => Promise<void>;

/** @throws whatever the browser throws: at the end of its memory, say. */
export async function openingOf(file: File, breathe: Breathe): Promise<JudgedFile> {
  if (file.size > MAX_FILE_BYTES) return refused(TOO_LARGE);
  const text = await file.text().catch(() => null);
  if (text === null) return refused('The file could not be read.');
  await breathe();
  const result = parseFile(text, file.name);
  if (!result.ok || result.file.kind === 'weights') return { ...result, remarks: [], notes: [] };
  const judging = judgeRun(result.file.run);
  for (;;) {
    const step = judging.next();
    if (step.done) {
      const { run, remarks, notes } = step.value;
      return { ok: true, file: { kind: 'run', run }, remarks, notes };
    }
    await breathe();
  }
}

const refused = (problem: string): JudgedFile => ({
  ok: false,
  problems: [problem],
  remarks: [],
  notes: [],
});
