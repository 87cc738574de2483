/** Walks the cursor along the typed string, a step at a time. */
import { useEffect, useState } from 'react';
import { useSession } from '../../session/use-session.ts';

const STEP_MS = 130;
/** Longer strings are walked in longer strides: about ten seconds in all. */
const MOST_STRIDES = 80;

interface Walking {
  readonly isWalking: boolean;
  /** From the first bit on. */
  readonly start: () => void;
  readonly stop: () => void;
}

export function useWalking(): Walking {
  const { store, setCursor } = useSession();
  const [isWalking, setIsWalking] = useState(false);
  useEffect(() => {
    if (!isWalking) return undefined;
    const timer = setInterval(() => {
      const { bits, cursor } = store.get();
      const last = bits.length - 1;
      const next = cursor + Math.max(1, Math.round(bits.length / MOST_STRIDES));
      // the last step is shown as itself, and goes on being so when bits are typed
      setCursor(next >= last ? Infinity : next);
      if (next >= last) setIsWalking(false);
    }, STEP_MS);
    return () => clearInterval(timer);
  }, [isWalking, store, setCursor]);
  return {
    isWalking,
    start() {
      setCursor(0);
      setIsWalking(true);
    },
    stop: () => setIsWalking(false),
  };
}
