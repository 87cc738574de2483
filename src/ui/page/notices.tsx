/** What went wrong or was left out, said at the top of the page. */
import { useEffect, useState, type JSX } from 'react';
import { forgetKept } from '../../session/keeping.ts';
import type { Notice } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { focusMain } from '../kit/focus.ts';
import { CloseIcon } from '../kit/icons.tsx';
import { isTyped } from '../kit/shortcuts.ts';
import { ReloadButton, Told } from '../kit/told.tsx';
import { undoStepOf } from '../kit/undo-keys.ts';

/** Problems in plain words, each with what can be done about it. */
export function Notices(): JSX.Element {
  const notices = useSelect((state) => state.notices);
  return (
    <div className="notices">
      {notices.map((notice) => (
        <NoticeBar key={`${notice.kind} ${notice.id}`} notice={notice} />
      ))}
    </div>
  );
}

function NoticeBar({ notice }: { readonly notice: Notice }): JSX.Element {
  const session = useSession();
  const isFailure = notice.kind === 'failure' || notice.kind === 'silence';
  return (
    <div className="notice" data-kind={notice.kind} role={isFailure ? 'alert' : 'status'}>
      <div className="notice-text">
        <strong>{notice.title}</strong>
        {notice.details.length === 1 ? (
          <p>
            <Told text={notice.details[0]!} />
          </p>
        ) : (
          <ul>
            {notice.details.map((detail) => (
              <li key={detail}>
                <Told text={detail} />
              </li>
            ))}
          </ul>
        )}
      </div>
      <NoticeAction notice={notice} />
      <button
        type="button"
        className="button quiet icon-only"
        aria-label={`Dismiss: ${notice.title}`}
        onClick={() => {
          session.dismiss(notice.id);
          focusMain();
        }}
      >
        <CloseIcon />
      </button>
    </div>
  );
}

/** What helps with what a notice says. */
function NoticeAction({ notice: { kind, id } }: { readonly notice: Notice }): JSX.Element | null {
  const session = useSession();
  if (kind === 'newer') return <ReloadButton />;
  if (kind === 'reset') return <UndoResetButton />;
  if (kind === 'failure' || kind === 'silence')
    return (
      <button
        type="button"
        className="button notice-action"
        onClick={() => {
          session.train();
          focusMain();
        }}
      >
        Start again
      </button>
    );
  if (kind !== 'kept') return null;
  return (
    <button
      type="button"
      className="button quiet notice-action"
      onClick={() => {
        session.dismiss(id);
        void forgetKept(session);
        focusMain();
      }}
    >
      Forget everything kept here
    </button>
  );
}

/** Takes the reset back; so does Ctrl Z, wherever nothing else can be taken back. */
function UndoResetButton(): JSX.Element {
  const session = useSession();
  const [bits] = useState(() => session.store.get().bits);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      // what was done last is taken back first
      if (session.store.get().bits !== bits || isTyped(event.target)) return;
      if (event.defaultPrevented || undoStepOf(event) !== 'undo') return;
      event.preventDefault();
      session.undoReset();
    };
    // before the typed string's own way back
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [session, bits]);
  return (
    <button
      type="button"
      className="button notice-action"
      onClick={() => {
        session.undoReset();
        focusMain();
      }}
    >
      Undo
    </button>
  );
}
