/** What is dropped on the page: a file opens, text goes into fields, and nothing else may take the page's place. */
import type { Session } from '../../session/session.ts';
import { notLoaded } from '../../workers/reload-words.ts';

export type Dropped =
  | { readonly kind: 'files'; readonly files: readonly File[]; readonly folder: string | null }
  | { readonly kind: 'link' }
  | { readonly kind: 'text'; readonly text: string };

/** What a drop brings. */
export function droppedIn(transfer: DataTransfer): Dropped {
  const { types, files, items } = transfer;
  if (types.includes('Files')) return { kind: 'files', files: [...files], folder: folderIn(items) };
  if (types.includes('text/uri-list')) return { kind: 'link' };
  return { kind: 'text', text: transfer.getData('text/plain') };
}

/** The name of the first folder; null: none, or a browser that does not tell. */
function folderIn(items: DataTransferItemList): string | null {
  for (const item of items) {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry?.() : null;
    if (entry?.isDirectory === true) return entry.name;
  }
  return null;
}

const FIELD = 'input:not([type=range], [type=checkbox], [type=radio]), textarea';

/** Whether the browser puts it where it is dropped: text into a field, files into one for files. */
function isForField({ target, dataTransfer }: DragEvent): boolean {
  if (!(target instanceof Element) || !target.matches(FIELD)) return false;
  const isFile = dataTransfer?.types.includes('Files') ?? false;
  return isFile === target.matches('[type=file]');
}

/** A browser left to itself shows a dropped file or link instead of the page, and the run is lost. */
export function connectDrops(session: Session): void {
  document.addEventListener('dragover', (event) => {
    if (event.defaultPrevented || isForField(event)) return;
    event.preventDefault();
    const { dataTransfer } = event;
    if (dataTransfer) dataTransfer.dropEffect = dataTransfer.types.includes('Files') ? 'copy' : 'none';
  });
  document.addEventListener('drop', (event) => {
    if (event.defaultPrevented || isForField(event)) return;
    event.preventDefault();
    const dropped = event.dataTransfer && droppedIn(event.dataTransfer);
    if (dropped?.kind === 'files') open(session, dropped);
  });
}

function open(session: Session, { files, folder }: Extract<Dropped, { kind: 'files' }>): void {
  const [file] = files;
  if (folder !== null) refuse(session, `${folder} was not opened`, 'It is a folder.');
  else if (files.length > 1)
    refuse(session, `${files.length} files were not opened`, 'One can be opened at a time.');
  else if (file) void openLate(session, file);
}

/** What opens files comes with the first of them. */
const openLate = (session: Session, file: File): Promise<void> =>
  import('../../session/file-entry.ts').then(
    ({ openFile }) => openFile(session, file),
    () => refuse(session, `${file.name} was not opened`, notLoaded('What opens files')),
  );

const refuse = (session: Session, title: string, why: string): void =>
  session.notify({ kind: 'file', title, details: [why] });
