/** Files that enter the page. */
import { openInWorker } from './file-client.ts';
import type { JudgedFile } from './file-protocol.ts';
import type { Session } from './session.ts';
import type { SessionState } from './state.ts';

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
