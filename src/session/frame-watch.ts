/** Watches how long the page's frames take while training shares the GPU with it, and tells the trainer. */
import type { Session } from './session.ts';
import type { SessionState } from './state.ts';

/** Frames in one look, and those of the last looks that count. */
const FRAMES = 20;
const COUNTED_FRAMES = 60;
/** Between two looks, since asking for frames makes work by itself. */
const PAUSE_MS = 1200;

/** Looks at the frames for as long as somebody can see them and training is to leave them room. */
export function connectFrames(session: Session): void {
  let isWatching = false;
  const wants = (): boolean => isShared(session.store.get()) && document.visibilityState === 'visible';
  const watch = async (): Promise<void> => {
    if (isWatching || !wants()) return;
    isWatching = true;
    let frames: number[] = [];
    while (wants()) {
      frames = [...frames, ...(await frameTimes(FRAMES))].slice(-COUNTED_FRAMES);
      if (wants()) session.reportFrames(quantile95(frames));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    isWatching = false;
  };
  session.store.watch(isShared, () => void watch());
  document.addEventListener('visibilitychange', () => {
    // a hidden page draws nothing that training would have to leave room for
    if (document.visibilityState === 'hidden') session.reportFrames(null);
    else void watch();
  });
}

const isShared = ({ status, speed }: SessionState): boolean => status === 'training' && speed === 'shared';

/** Milliseconds from frame to frame; a page that is hidden meanwhile gives the rest when it is seen again. */
function frameTimes(count: number): Promise<number[]> {
  return new Promise((resolve) => {
    const times: number[] = [];
    let before: number | null = null;
    const look = (now: number): void => {
      if (before !== null) times.push(now - before);
      before = now;
      if (times.length < count) requestAnimationFrame(look);
      else resolve(times);
    };
    requestAnimationFrame(look);
  });
}

const quantile95 = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.ceil(0.95 * times.length) - 1]!;
