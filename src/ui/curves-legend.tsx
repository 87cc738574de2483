import type { JSX } from 'react';

interface LegendProps {
  readonly seed: number;
  readonly replicas: number;
}

export function CurvesLegend({ seed, replicas }: LegendProps): JSX.Element {
  return (
    <ul className="legend">
      <li>
        <i className="key-shown" aria-hidden="true" /> seed {seed}, training
      </li>
      <li>
        <i className="key-epoch" aria-hidden="true" /> its epochs
      </li>
      <li>
        <i className="key-held-out" aria-hidden="true" /> held-out
      </li>
      {replicas > 1 ? (
        <>
          <li>
            <i className="key-other" aria-hidden="true" /> {replicas === 2 ? 'other seed' : 'other seeds'}
          </li>
          <li>
            <i className="key-median" aria-hidden="true" /> median
          </li>
        </>
      ) : null}
    </ul>
  );
}
