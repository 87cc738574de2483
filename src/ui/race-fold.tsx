import { lazy, Suspense, useState, type JSX } from 'react';

const RacePanel = lazy(async () => ({ default: (await import('./race-panel.tsx')).RacePanel }));

/** The race, folded: what it needs is loaded when it is opened, and stays where it was when it is folded again. */
export function RaceFold(): JSX.Element {
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <section className="panel race" aria-labelledby="race-title">
      <details onToggle={(event) => setWasOpened(wasOpened || event.currentTarget.open)}>
        <summary>
          <h2 id="race-title">Race against stock tf.layers</h2>
        </summary>
        {wasOpened ? (
          <Suspense fallback={<p className="soft">Loading …</p>}>
            <RacePanel />
          </Suspense>
        ) : null}
      </details>
    </section>
  );
}
