/** What the curves' lines and marks mean. */
import type { JSX } from 'react';

interface LegendProps {
  readonly seed: number;
  readonly replicas: number;
}

export function CurvesLegend({ seed, replicas }: LegendProps): JSX.Element {
  return (
    <ul className="legend">
      <li>
        <i className="key-shown" aria-hidden="true" />
        <span>{` seed ${seed}, training`}</span>
      </li>
      <li>
        <i className="key-epoch" aria-hidden="true" /> <span>its epochs</span>
      </li>
      <li>
        <i className="key-held-out" aria-hidden="true" /> <span>held-out</span>
      </li>
      {replicas > 1 ? (
        <>
          <li>
            <i className="key-other" aria-hidden="true" />
            <span>{replicas === 2 ? ' other seed' : ' other seeds'}</span>
          </li>
          <li>
            <i className="key-median" aria-hidden="true" />
            <span> median</span>
          </li>
        </>
      ) : null}
    </ul>
  );
}
