/** One press, though the hand makes two: for buttons that start something and, pressed again, stop it. */
import { useRef, type KeyboardEvent, type MouseEvent } from 'react';

/** After a press, one so soon that would do something else is its second half. */
const GRACE_MS = 300;

interface Presses {
  readonly onClick: (event: MouseEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

export function useGrace(): (act: () => void) => Presses {
  const last = useRef<{ readonly at: number; readonly act: () => void } | null>(null);
  return (act) => ({
    onClick({ timeStamp }) {
      const { current } = last;
      if (current && current.act !== act && timeStamp - current.at < GRACE_MS) return;
      last.current = { at: timeStamp, act };
      act();
    },
    onKeyDown(event) {
      // a key held down presses again and again
      if (event.repeat && event.key === 'Enter') event.preventDefault();
    },
  });
}
