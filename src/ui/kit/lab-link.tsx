/** A link that sets the laboratory, in the page that is open. */
import type { JSX, MouseEvent, ReactNode } from 'react';
import { visitLink } from '../../session/link-sync.ts';
import type { LinkState } from '../../session/link-fields.ts';
import { formatLink } from '../../session/url.ts';
import { useSession } from '../../session/use-session.ts';
import { focusMain, focusTextBox } from './focus.ts';

interface LabLinkProps {
  readonly link: LinkState;
  /** Accessible name, where the text alone does not say which setting. */
  readonly label?: string;
  /** What it shows is the answer to the typed string, not the run. */
  readonly isAboutString?: boolean;
  readonly children: ReactNode;
}

/** A link that sets the laboratory and goes there; the browser's way back undoes it. */
export function LabLink({ link, label, isAboutString = false, children }: LabLinkProps): JSX.Element {
  const session = useSession();
  const visit = (event: MouseEvent): void => {
    // a new tab or window is the browser's business
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    visitLink(session, link);
    if (isAboutString) {
      // what it opens may change the height of what stands above the box
      requestAnimationFrame(focusTextBox);
      return;
    }
    focusMain();
    window.scrollTo({ top: 0 });
  };
  return (
    <a className="lab-link" href={formatLink(link)} aria-label={label} onClick={visit}>
      {children}
    </a>
  );
}
