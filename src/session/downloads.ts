/** Files that leave and enter the page. */
import { weightsFile } from '../lstm/weights-file.ts';
import { MAX_FILE_BYTES, metricsCsv, parseFile, runFile } from './files.ts';
import { addressOf, linkWithWeights, shownLink } from './link-sync.ts';
import type { RunRecord } from './run-record.ts';
import type { Session } from './session.ts';
import { selectNetwork, type SessionState } from './state.ts';

export function saveText(name: string, text: string, type: string): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = addressOfText(text, type);
  link.click();
  // Safari reads the address after the click has returned
  setTimeout(() => {
    if (link.href.startsWith('blob:')) URL.revokeObjectURL(link.href);
  }, 10_000);
}

/** Some hardened browsers take away the short way. */
const addressOfText = (text: string, type: string): string =>
  typeof URL.createObjectURL === 'function'
    ? URL.createObjectURL(new Blob([text], { type }))
    : `data:${type};charset=utf-8,${encodeURIComponent(text)}`;

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;

export const downloadRun = (run: RunRecord): void =>
  saveText(`latch-run-seed-${run.config.seed}.json`, json(runFile(run)), 'application/json');

export const downloadMetrics = (run: RunRecord): void =>
  saveText(`latch-metrics-seed-${run.config.seed}.csv`, metricsCsv(run), 'text/csv');

export function downloadWeights(state: SessionState): void {
  const { spec, params, seed } = selectNetwork(state);
  const name = seed === null ? 'latch-weights.json' : `latch-weights-seed-${seed}.json`;
  saveText(name, json(weightsFile(spec, params)), 'application/json');
}

/** Saves a certificate file's text. */
export const downloadCertificate = (certificate: string, seed: number | null): void =>
  saveText(
    seed === null ? 'latch-certificate.json' : `latch-certificate-seed-${seed}.json`,
    certificate,
    'application/json',
  );

/** Opens a run or weights file; on any problem nothing changes but a notice that names it. */
export async function openFile(session: Session, file: File): Promise<void> {
  const problems = await tryOpen(session, file);
  if (problems.length > 0)
    session.notify({ kind: 'file', title: `${file.name} was not opened`, details: problems });
}

async function tryOpen(session: Session, file: File): Promise<readonly string[]> {
  if (file.size > MAX_FILE_BYTES) return ['The file is larger than 50 MB.'];
  const text = await file.text().catch(() => null);
  if (text === null) return ['The file could not be read.'];
  const result = parseFile(text, file.name);
  if (!result.ok) return result.problems;
  session.openFile(result.file);
  return [];
}

/** Puts the page's address on the clipboard; gives back whether the browser let it. */
export async function copyLink(state: SessionState, withWeights = false): Promise<boolean> {
  const address = addressOf(withWeights ? linkWithWeights(state) : shownLink(state));
  try {
    await navigator.clipboard.writeText(address);
    return true;
  } catch {
    return false;
  }
}
