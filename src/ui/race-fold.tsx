import { useState, type ComponentType, type JSX } from 'react';

/**
 * The race, folded: what it needs is loaded when it is opened, and stays where it was when it is folded again. Not by
 * React's `lazy`: a page that is busy drawing puts off what suspended for as long as there is anything else to draw.
 */
export function RaceFold(): JSX.Element {
  const [Panel, setPanel] = useState<ComponentType | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = async (): Promise<void> => {
    try {
      const { RacePanel } = await import('./race-panel.tsx');
      setPanel(() => RacePanel);
    } catch {
      setProblem('The race could not be loaded. Fold it and open it once more to try again.');
    }
  };
  return (
    <section className="panel race" aria-labelledby="race-title">
      <details
        onToggle={(event) => {
          if (event.currentTarget.open && !Panel) void load();
        }}
      >
        <summary>
          <h2 id="race-title">Race against stock tf.layers</h2>
        </summary>
        {Panel ? <Panel /> : <p className="soft">{problem ?? 'Loading …'}</p>}
      </details>
    </section>
  );
}
