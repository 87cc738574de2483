/** What went wrong or was left out, said at the top of the page. */
import type { JSX } from 'react';
import { forgetKept } from '../session/keeping.ts';
import type { Notice } from '../session/state.ts';
import { useSelect, useSession } from '../session/use-session.ts';
import { focusMain } from './kit/focus.ts';
import { CloseIcon } from './kit/icons.tsx';
import { ReloadButton, Told } from './kit/told.tsx';

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
