/** The acts along the margin: where one is, and the way to each. */
import { useEffect, useState, type JSX, type MouseEvent } from 'react';
import { useSession } from '../../session/use-session.ts';
import { ACT_NAMES } from './act-head.tsx';

export function Rail(): JSX.Element {
  const session = useSession();
  const current = useCurrentAct();
  const go = (event: MouseEvent, act: number): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    session.goToAct(act);
    // the same act again, from further down
    document.getElementById(`act-${act}`)?.scrollIntoView({ block: 'start' });
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

/** The act whose head was passed last. */
function useCurrentAct(): number {
  const [current, setCurrent] = useState(0);
  useEffect(() => {
    let isWaiting = false;
    const look = (): void => {
      isWaiting = false;
      const line = innerHeight * 0.45;
      let last = 0;
      for (const act of ACT_NAMES.keys()) {
        const head = document.getElementById(`act-${act}`);
        if (head && head.getBoundingClientRect().top < line) last = act;
      }
      setCurrent(last);
    };
    const onScroll = (): void => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(look);
    };
    document.addEventListener('scroll', onScroll, { passive: true });
    return () => document.removeEventListener('scroll', onScroll);
  }, []);
  return current;
}
