import type { JSX, MouseEvent, ReactNode } from 'react';
import { visitLink } from '../session/link-sync.ts';
import { formatLink, type LinkState } from '../session/url.ts';
import { useSession } from '../session/use-session.ts';
import { focusMain } from './focus.ts';

interface LabLinkProps {
  readonly link: LinkState;
  /** Accessible name, where the text alone does not say which setting. */
  readonly label?: string;
  readonly children: ReactNode;
}

/** A link that sets the laboratory and goes there; the browser's way back undoes it. */
export function LabLink({ link, label, children }: LabLinkProps): JSX.Element {
  const session = useSession();
  const visit = (event: MouseEvent): void => {
    // a new tab or window is the browser's business
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    visitLink(session, link);
    focusMain();
    window.scrollTo({ top: 0 });
  };
  return (
    <a className="lab-link" href={formatLink(link)} aria-label={label} onClick={visit}>
      {children}
    </a>
  );
}
