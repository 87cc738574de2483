/** Words for the visitor, with the button that they speak of where they advise to reload the page. */
import type { JSX } from 'react';
import { advisesReload } from '../../workers/reload-words.ts';

interface ToldProps {
  readonly text: string;
}

/** To stand in a paragraph or another element of its own. */
export function Told({ text }: ToldProps): JSX.Element {
  return (
    <>
      <span>{text}</span>
      {advisesReload(text) ? <ReloadButton /> : null}
    </>
  );
}

export function ReloadButton(): JSX.Element {
  return (
    <button type="button" className="button small reload" onClick={() => location.reload()}>
      Reload the page
    </button>
  );
}
