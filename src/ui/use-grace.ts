/** One press, though the hand makes two: for buttons that start something and, pressed again, stop it. */
import { useRef, type KeyboardEvent, type MouseEvent } from 'react';

/** After a press, the next one so soon is its second half. */
const GRACE_MS = 300;

interface Presses {
  readonly onClick: (event: MouseEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

export function useGrace(): (act: () => void) => Presses {
  const pressedAt = useRef(-Infinity);
  return (act) => ({
    onClick({ timeStamp }) {
      if (timeStamp - pressedAt.current < GRACE_MS) return;
      pressedAt.current = timeStamp;
      act();
    },
    onKeyDown(event) {
      // a key held down presses again and again
      if (event.repeat && event.key === 'Enter') event.preventDefault();
    },
  });
}
