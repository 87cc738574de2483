/** The map of single keys, and what they do. */
import { useEffect, useRef, useState, type JSX, type RefObject } from 'react';
import { useSelect, useSession } from '../../session/use-session.ts';
import { CloseIcon } from '../kit/icons.tsx';
import { isHelpKey, readShortcutsOn, shortcutOf, shortcutsIn, storeShortcutsOn } from '../kit/shortcuts.ts';

/** Keys inside controls, which are theirs whether or not single keys act. */
const INSIDE: readonly (readonly [string, string])[] = [
  ['Timeline', '← → a moment, Page ten, Home start, End live'],
  ['Text box, bits', 'Ctrl Z takes back, Ctrl Y puts again'],
  ['Text box', 'Esc: to the end, then out of the box'],
  ['Bits, state plane', '← → a step, Home, End; Space flips a bit'],
  ['Seeds, automaton', 'arrows move along'],
  ['Weights, numbers', '↑ ↓ change, Enter sets, Ctrl Z takes back'],
];

/** The keys of the page behind a question mark, and what they do while it is closed. */
export function KeyboardMap(): JSX.Element {
  const session = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOn, setIsOn] = useState(readShortcutsOn);
  const open = useOpen(dialog);
  useEffect(() => {
    if (!isOn) return undefined;
    const onKeyDown = (event: KeyboardEvent): void => {
      const shortcut = shortcutOf(event, session.store.get());
      if (shortcut) shortcut.act(session);
      else if (isHelpKey(event)) open();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [isOn, session, open]);
  const turn = (on: boolean): void => {
    storeShortcutsOn(on);
    setIsOn(on);
  };
  return (
    <>
      <button
        type="button"
        className="button quiet icon-only keyboard-button"
        aria-label="Keyboard map"
        aria-haspopup="dialog"
        title="Keyboard map"
        onClick={open}
      >
        <span aria-hidden="true">?</span>
      </button>
      <dialog ref={dialog} className="keyboard-map" aria-labelledby="keyboard-title">
        <div className="panel-head keyboard-head">
          <h2 id="keyboard-title">Keyboard</h2>
          <button
            type="button"
            className="button quiet icon-only"
            aria-label="Close the keyboard map"
            onClick={() => closeDialog(dialog.current)}
          >
            <CloseIcon />
          </button>
        </div>
        <Keys isOn={isOn} />
        <label className="check">
          <input type="checkbox" checked={isOn} onChange={(event) => turn(event.currentTarget.checked)} />
          Single keys act, where no field or button uses them
        </label>
        <p className="soft">
          <span>On a layout without Latin letters, the keys in their places act.</span>
        </p>
      </dialog>
    </>
  );
}

/** Opens the dialog; when it closes, the focus goes back to where it was. */
function useOpen(dialog: RefObject<HTMLDialogElement | null>): () => void {
  const [open] = useState(() => () => {
    const before = document.activeElement;
    const back = (): void => {
      if (before instanceof HTMLElement && before !== document.body) before.focus({ preventScroll: true });
    };
    dialog.current?.addEventListener('close', back, { once: true });
    openDialog(dialog.current);
  });
  return open;
}

/** Browsers that know no dialogs show it in its place in the page. */
function openDialog(dialog: HTMLDialogElement | null): void {
  if (typeof dialog?.showModal === 'function') dialog.showModal();
  else dialog?.setAttribute('open', '');
}

function closeDialog(dialog: HTMLDialogElement | null): void {
  if (typeof dialog?.close === 'function') return dialog.close();
  dialog?.removeAttribute('open');
  dialog?.dispatchEvent(new Event('close'));
}

function Keys({ isOn }: { readonly isOn: boolean }): JSX.Element {
  const act = useSelect((state) => state.act);
  const presented = useSelect((state) => state.presented);
  return (
    <div className="keys">
      <dl className={isOn ? undefined : 'soft'}>
        {shortcutsIn({ act, presented }).map(({ cap, does }) => (
          <div key={cap}>
            <dt>
              <kbd>{cap}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>this map</dd>
        </div>
      </dl>
      <dl className="inside-keys">
        {INSIDE.map(([where, keys]) => (
          <div key={where}>
            <dt>{where}</dt>
            <dd>{keys}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
