/** One press, though the hand makes two: for buttons that start something and, pressed again, stop it. */
import { useRef, type KeyboardEvent, type MouseEvent } from 'react';

/** The second click of two at one place, this soon after a press that did something else, is that press's second half. */
const GRACE_MS = 300;

interface Presses {
  readonly onClick: (event: MouseEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

export function useGrace(): (act: () => void) => Presses {
  const last = useRef<{ readonly at: number; readonly act: () => void } | null>(null);
  return (act) => ({
    onClick({ timeStamp, detail }) {
      const { current } = last;
      // keys are counted as no click at all
      if (detail > 1 && current && current.act !== act && timeStamp - current.at < GRACE_MS) return;
      last.current = { at: timeStamp, act };
      // in a task of its own, which is not that of the frame in which the browser reports a press
      setTimeout(act);
    },
    onKeyDown(event) {
      // a key held down presses again and again
      if (event.repeat && event.key === 'Enter') event.preventDefault();
    },
  });
}
