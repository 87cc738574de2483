/** The presenter view, for a beamer: one figure fills the screen, with a bar that leads to the others and out. */
import './presenter.css';
import { useEffect, useLayoutEffect, useState, type JSX } from 'react';
import { ACT_FIGURES, presentedSlide } from '../session/presenting.ts';
import { useSelect, useSession } from '../session/use-session.ts';
import { fillScreen, takePlace } from './kit/presenter-way.ts';
import { ACT_NAMES } from './story/act-names.ts';

export function Presenter(): JSX.Element {
  const session = useSession();
  const act = useSelect((state) => state.act ?? 0);
  const figure = useSelect((state) => state.presented ?? 0);
  const figures = ACT_FIGURES[act] ?? 1;
  usePresentedPage();
  return (
    <nav className="presenter-bar" aria-label="Presenter view">
      <button
        type="button"
        className="button quiet icon-only"
        aria-label="Figure before"
        aria-disabled={act === 0 && figure === 0}
        onClick={() => session.presentBeside(-1)}
      >
        <span aria-hidden="true">←</span>
      </button>
      <p>{`${act} · ${ACT_NAMES[act] ?? ''}${figures > 1 ? `, ${figure + 1} of ${figures}` : ''}`}</p>
      <span className="presenter-acts" aria-hidden="true">
        {ACT_NAMES.map((name, k) => (
          <i key={name} data-passed={k <= act ? '' : undefined} />
        ))}
      </span>
      <button
        type="button"
        className="button quiet icon-only"
        aria-label="Next figure"
        aria-disabled={act === ACT_FIGURES.length - 1 && figure === figures - 1}
        onClick={() => session.presentBeside(1)}
      >
        <span aria-hidden="true">→</span>
      </button>
      <FullScreenButton />
      <button
        type="button"
        className="button quiet"
        aria-label="Leave the presenter view"
        onClick={session.leavePresenting}
      >
        Leave
      </button>
    </nav>
  );
}

/** Gives the page its other look, and takes it back: with the whole screen if it had that, and to where one came from. */
function usePresentedPage(): void {
  const session = useSession();
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    dataset['presenting'] = '';
    return () => void delete dataset['presenting'];
  }, []);
  useEffect(
    () => () => {
      if (presentedSlide(session.store.get())) return;
      const back = (): void => returnToPage(session.store.get().act ?? 0);
      // the page has its former size only then
      if (document.fullscreenElement) document.exitFullscreen().then(back, back);
      else back();
    },
    [session],
  );
  useEffect(() => {
    // one press of Escape, which the browser keeps to itself, leaves both
    const onChange = (): void => {
      if (!document.fullscreenElement && presentedSlide(session.store.get())) session.leavePresenting();
    };
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, [session]);
}

/**
 * Once the page stands as before: to the place that one came from, with the focus where it was; from another act than that
 * one to its head.
 */
function returnToPage(act: number): void {
  const begun = takePlace();
  const place = begun?.act === act ? begun : null;
  const head = document.getElementById(`act-${act}`);
  if (place) scrollTo({ top: place.top, behavior: 'instant' });
  else head?.scrollIntoView({ block: 'start', behavior: 'instant' });
  const { focused } = place ?? {};
  const isThere = focused instanceof HTMLElement && focused !== document.body && focused.isConnected;
  (isThere ? focused : head)?.focus({ preventScroll: true });
}

/** Where a link has begun it, or the browser asks to be asked again. */
function FullScreenButton(): JSX.Element | null {
  const [isFull, setIsFull] = useState(() => document.fullscreenElement !== null);
  useEffect(() => {
    const onChange = (): void => setIsFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, []);
  if (isFull || !document.fullscreenEnabled) return null;
  return (
    <button type="button" className="button quiet" onClick={fillScreen}>
      Full screen
    </button>
  );
}
