/** Has what the page may need kept for when it cannot be fetched, once the page is there and at rest. */
import type { Session } from './session.ts';

/** After the page has loaded: what it shows first comes with chunks of its own. */
const REST_MS = 4000;
/** A machine that has no idle moment is not waited for any longer. */
const LONGEST_WAIT = { timeout: 10_000 };

export function connectOffline(session: Session): void {
  const begin = (): void => {
    import('../offline/offline-client.ts').then(
      ({ keepForOffline }) => keepForOffline(() => session.notify(NEWER)),
      // the page works without
      () => undefined,
    );
  };
  const rest = (): unknown =>
    setTimeout(
      () => (typeof requestIdleCallback === 'function' ? requestIdleCallback(begin, LONGEST_WAIT) : begin()),
      REST_MS,
    );
  if (document.readyState === 'complete') rest();
  else addEventListener('load', rest, { once: true });
}

/** What was kept goes, until the page is opened again. */
export async function forgetBuilds(): Promise<void> {
  try {
    const { endKeeping } = await import('../offline/offline-client.ts');
    await endKeeping();
  } catch {
    // a browser that refuses this keeps no builds
  }
}

const NEWER = {
  kind: 'newer',
  title: 'A newer version of this page is ready',
  details: ['Reloading brings it; the link keeps the experiment.'],
} as const;
