/** Builds the session and shows it. */
import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectFrames } from './session/frame-watch.ts';
import { connectLink } from './session/link-sync.ts';
import { createSession } from './session/session.ts';
import { SessionContext } from './session/use-session.ts';
import { connectVisitor } from './session/visitor-watch.ts';
import { App } from './ui/app.tsx';
import { connectDrops } from './ui/drops.ts';
import { connectPaper } from './ui/paper.ts';
import { applyTheme, readTheme } from './ui/theme.ts';

applyTheme(readTheme());

const session = createSession();
connectLink(session);
connectFrames(session);
connectVisitor(session);
connectDrops(session);
connectPaper();

const mount = document.getElementById('app');
if (mount) {
  const root = createRoot(mount);
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
