/** The head of the page: name, promise, running engine, link, theme and keyboard map. */
import { useState, type JSX, type MouseEvent } from 'react';
import { copyLink } from '../../session/clipboard.ts';
import type { SessionState } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { EngineOffer } from '../kit/engine-offer.tsx';
import { LinkIcon, ThemeIcon } from '../kit/icons.tsx';
import { KeyboardMap } from './keyboard-map.tsx';
import { PageLinkField } from '../kit/link-field.tsx';
import { startPresenting } from '../kit/presenter-way.ts';
import { nextTheme, readTheme, setTheme } from '../kit/theme.ts';

const ENGINE_WORDS = { webgl: 'WebGL2', cpu: 'CPU', layers: 'tf.layers' } as const;

export function Header(): JSX.Element {
  const isInActs = useSelect((state) => state.act !== null);
  const embed = useSelect((state) => state.embed);
  return isInActs ? <ActsHeader /> : <LaboratoryHeader isAlone={embed} />;
}

const Logo = (): JSX.Element => (
  <svg className="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
    <path d="M2 23h7V9h8v14h6V9h7" className="logo-wave" />
  </svg>
);

/** The question is the page's head; here is its name and the way behind it. */
function ActsHeader(): JSX.Element {
  const session = useSession();
  return (
    <header className="header">
      <a className="skip-link" href="#act-0" onClick={skipToTrain}>
        Skip to Train
      </a>
      <div className="brand">
        <Logo />
        <b className="brand-name">Latch</b>
      </div>
      <div className="header-buttons">
        <button type="button" className="button quiet" onClick={() => session.goToAct(null)}>
          Laboratory
        </button>
        <button
          type="button"
          className="button quiet present-button"
          onClick={() => startPresenting(session)}
        >
          Present
        </button>
        <CopyLinkButton />
        <ThemeButton />
        <KeyboardMap />
      </div>
    </header>
  );
}

function skipToTrain(event: MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('.button.go')?.focus();
}

function LaboratoryHeader({ isAlone }: { readonly isAlone: boolean }): JSX.Element {
  const session = useSession();
  return (
    <header className="header">
      <div className="brand">
        <Logo />
        <h1>Latch</h1>
        <p className="promise">
          {'An LSTM learns whether a string has an odd number of ones. '}
          <span>Watch it, then try to fool it.</span>
        </p>
      </div>
      <EngineChip />
      <div className="header-buttons">
        {isAlone ? null : (
          <button type="button" className="button quiet" onClick={() => session.goToAct(0)}>
            Story
          </button>
        )}
        <CopyLinkButton />
        <ThemeButton />
        <KeyboardMap />
      </div>
    </header>
  );
}

const selectEngine = (state: SessionState) => state.run?.engine ?? null;

function EngineChip(): JSX.Element {
  const engine = useSelect(selectEngine);
  const choice = useSelect((state) => state.engine);
  const waiting = choice === 'auto' ? 'engine: chosen when you train' : `engine: ${ENGINE_WORDS[choice]}`;
  return (
    <div className="engine">
      <output
        translate={engine ? 'no' : undefined}
        aria-label="Running engine"
        aria-live="off"
        className="chip"
        data-engine={engine?.name}
      >
        {engine ? `${ENGINE_WORDS[engine.name]} · ${engine.renderer}` : waiting}
      </output>
      <div className="engine-why">
        <EngineOffer shows="reasons" />
      </div>
    </div>
  );
}

function CopyLinkButton(): JSX.Element {
  const { store } = useSession();
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const copy = async (): Promise<void> => {
    setOutcome((await copyLink(store.get())) ? 'copied' : 'refused');
    setTimeout(() => setOutcome((now) => (now === 'copied' ? null : now)), 2500);
  };
  return (
    <span className="copy-link">
      <button type="button" className="button quiet" data-copy="" onClick={() => void copy()}>
        <LinkIcon />
        <span>Copy link</span>
      </button>
      <span role="status" className={outcome === 'copied' ? 'copied' : 'visually-hidden'}>
        {outcome === 'copied' ? 'Link copied' : ''}
      </span>
      {outcome === 'refused' ? <PageLinkField /> : null}
    </span>
  );
}

function ThemeButton(): JSX.Element {
  const [theme, setShown] = useState(readTheme);
  const toggle = (): void => {
    const next = nextTheme(theme);
    setTheme(next);
    setShown(next);
  };
  return (
    <button
      type="button"
      className="button quiet icon-only"
      aria-label={`Theme: ${theme}`}
      title={`Theme: ${theme}`}
      onClick={toggle}
    >
      <ThemeIcon />
    </button>
  );
}
