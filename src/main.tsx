/** Builds the session and shows it. */
// before whatever reads React's scheduler
import { connectReturns } from './session/react-turns.ts';
import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectFrames } from './session/frame-watch.ts';
import { connectKeeping } from './session/keeping.ts';
import { connectLink } from './session/link-sync.ts';
import { connectOffline } from './session/offline.ts';
import { reportFault } from './session/report-fault.ts';
import { createSession, type Session } from './session/session.ts';
import { connectTesting } from './session/testing.ts';
import { SessionContext } from './session/use-session.ts';
import { connectVisitor } from './session/visitor-watch.ts';
import { App } from './ui/app.tsx';
import { connectDrops } from './ui/kit/drops.ts';
import { connectPaper } from './ui/kit/paper.ts';
import { connectLetterScale } from './ui/kit/use-letter-scale.ts';
import { applyTheme, readTheme } from './ui/kit/theme.ts';
import { sayUndrawn } from './ui/undrawn-page.tsx';

applyTheme(readTheme());
connectReturns();
// in tasks of their own: on a slow phone each of them, the reading of the program too, takes its part of a tenth of a second
setTimeout(() => {
  const session = openSession();
  setTimeout(() => {
    const mount = document.getElementById('app');
    if (mount) draw(mount, session);
  });
});

function openSession(): Session {
  const session = createSession();
  for (const connect of [
    connectLink,
    connectKeeping,
    connectTesting,
    connectFrames,
    connectVisitor,
    connectDrops,
    connectPaper,
    connectLetterScale,
    connectOffline,
  ]) {
    try {
      connect(session);
    } catch (error) {
      // what a browser lacks there must not keep the page from being drawn
      reportFault(error);
    }
  }
  return session;
}

function draw(mount: HTMLElement, session: Session): void {
  let isGivenUp = false;
  const root = createRoot(mount, {
    // said on the page by the boundary that caught it, and in the console for who looks there
    onCaughtError: reportFault,
    onRecoverableError: reportFault,
    onUncaughtError(error) {
      reportFault(error);
      if (isGivenUp) return;
      isGivenUp = true;
      // once React is out of it, or it would clear its own place again
      queueMicrotask(() => {
        root.unmount();
        sayUndrawn(mount, error, () => draw(mount, session));
      });
    },
  });
  // in slices: the page that the build drew is on the screen, and stays alive under the drawing of the next
  startTransition(() =>
    root.render(
      <StrictMode>
        <SessionContext value={session}>
          <App />
        </SessionContext>
      </StrictMode>,
    ),
  );
}
