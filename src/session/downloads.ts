/** Files that leave and enter the page. */
import { openInWorker } from './file-client.ts';
import type { JudgedFile } from './file-protocol.ts';
import { metricsCsv, runFile, weightsForFile } from './run-file.ts';
import { addressOf, linkWithWeights, shownLink } from './link-sync.ts';
import type { RunRecord } from './run-record.ts';
import type { Session } from './session.ts';
import { selectNetwork, type SessionState } from './state.ts';

export const saveText = (name: string, text: string, type: string): void =>
  saveAddress(name, addressOfText(text, type));

/** Saves what stands at an address that the page itself has made. */
export function saveAddress(name: string, address: string): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = address;
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
  saveText(name, json(weightsForFile(spec, params)), 'application/json');
}

/** Saves a certificate file's text. */
export const downloadCertificate = (certificate: string, seed: number | null): void =>
  saveText(
    seed === null ? 'latch-certificate.json' : `latch-certificate-seed-${seed}.json`,
    certificate,
    'application/json',
  );

/** A file that takes longer is said to be read. */
const PATIENCE_MS = 700;
const LONGEST_NAME = 60;

/** The newest opening of each session: it ends an older one. */
const newest = new WeakMap<Session, AbortController>();

/**
 * Opens a run or weights file; on any problem nothing changes but a notice that names it. Nor is it shown in the place of
 * what the visitor has turned to while it was read.
 */
export async function openFile(
  session: Session,
  file: File,
  read: typeof openInWorker = openInWorker,
): Promise<void> {
  newest.get(session)?.abort();
  const opening = new AbortController();
  newest.set(session, opening);
  const before = session.store.get();
  const name = shortened(file.name);
  const timer = setTimeout(
    () => session.notify({ kind: 'file', title: `${name} is being read`, details: [READING] }),
    PATIENCE_MS,
  );
  const opened = await read(file, opening.signal)
    .catch(() => BROKEN_OFF)
    .finally(() => clearTimeout(timer));
  if (opened === null || opening.signal.aborted) return;
  dismissFileNotice(session);
  if (!opened.ok)
    return session.notify({ kind: 'file', title: `${name} was not opened`, details: opened.problems });
  if (hasMovedOn(before, session.store.get()))
    return session.notify({ kind: 'file', title: `${name} was read, but is not shown`, details: [MOVED_ON] });
  session.openFile(opened.file);
  const { remarks, notes } = opened;
  if (remarks.length > 0)
    session.notify({
      kind: 'file',
      title: `Not all that ${name} says is so`,
      details: [...remarks, ...notes],
    });
  else if (notes.length > 0) session.notify({ kind: 'file', title: `${name} is open`, details: notes });
}

/** Whether a run has begun or gone on, or an option or a network has come, which a file would replace. */
function hasMovedOn(before: SessionState, now: SessionState): boolean {
  const isResumed = now.status === 'training' && before.status === 'paused';
  const hasRun = now.run !== null && now.run.id !== before.run?.id;
  const hasNetwork = now.opened !== null && now.opened !== before.opened;
  const { config, engine, kernel } = now;
  const isSame = config === before.config && engine === before.engine && kernel === before.kernel;
  return isResumed || hasRun || hasNetwork || !isSame;
}

const MOVED_ON = 'Another run, option or network has come meanwhile. Open it again to show it.';

const BROKEN_OFF: JudgedFile = { ok: false, problems: ['Reading it broke off.'], remarks: [], notes: [] };

const READING = 'Its networks answer held-out strings before anything of it is shown.';

const shortened = (name: string): string =>
  name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;

function dismissFileNotice(session: Session): void {
  const notice = session.store.get().notices.find(({ kind }) => kind === 'file');
  if (notice) session.dismiss(notice.id);
}

/** Puts the page's address on the clipboard; gives back whether the browser let it. */
export const copyLink = (state: SessionState, withWeights = false): Promise<boolean> =>
  copyText(addressOf(withWeights ? linkWithWeights(state) : shownLink(state)));

/** Puts a text on the clipboard; gives back whether the browser let it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
