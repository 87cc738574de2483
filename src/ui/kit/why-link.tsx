/** The link from a verdict to the story's part on why 100 % was not enough. */
import type { JSX } from 'react';
import { useSelect } from '../../session/use-session.ts';

/** The passage of the story about networks that answer all held-out strings and are wrong all the same. */
export const WHY_NOT_ENOUGH = 'Why 100 % was not enough';
export const WHY_ID = 'why-not-enough';

/** Leads a reader to that passage; not in an embedded page, which has no story. The address holds the experiment, so it is a button. */
export function WhyLink(): JSX.Element | null {
  const isEmbedded = useSelect((state) => state.embed);
  if (isEmbedded) return null;
  return (
    <button type="button" className="text-link" onClick={goThere}>
      {WHY_NOT_ENOUGH}
    </button>
  );
}

function goThere(): void {
  const passage = document.getElementById(WHY_ID);
  passage?.scrollIntoView({ block: 'center' });
  passage?.focus({ preventScroll: true });
}
