/** The acts along the margin, or in a line where there is none: where one is, and the way to each. */
import { useEffect, useState, type JSX, type MouseEvent } from 'react';
import { useSession } from '../../session/use-session.ts';
import { currentAct, goToAct } from '../kit/act-places.ts';
import { ACT_NAMES } from './act-names.ts';

export function Rail(): JSX.Element {
  const session = useSession();
  const current = useCurrentAct();
  const go = (event: MouseEvent, act: number): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goToAct(session, act);
  };
  return (
    <nav className="rail" aria-label="Acts">
      <ol>
        {ACT_NAMES.map((name, act) => (
          <li key={name}>
            <a
              href={`#v=1&act=${act}`}
              aria-current={act === current ? 'step' : undefined}
              onClick={(event) => go(event, act)}
            >
              <i aria-hidden="true" />
              <span>{name}</span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function useCurrentAct(): number {
  const [current, setCurrent] = useState(0);
  useEffect(() => {
    let isWaiting = false;
    const onScroll = (): void => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(() => {
        isWaiting = false;
        setCurrent(currentAct());
      });
    };
    document.addEventListener('scroll', onScroll, { passive: true });
    return () => document.removeEventListener('scroll', onScroll);
  }, []);
  return current;
}
