/** What stands beside the pointer over a chart: the values there, in full. */
import type { JSX } from 'react';
import type { ChartRow } from '../../session/chart-data.ts';

interface HoverProps {
  readonly xLabel: string;
  /** Put in by recharts. */
  readonly payload?: readonly { readonly payload?: unknown }[];
}

export function ChartHover({ xLabel, payload }: HoverProps): JSX.Element | null {
  const row = payload?.[0]?.payload as ChartRow | undefined;
  if (!row) return null;
  const exact = (value: number): string => value.toFixed(6);
  const lines: readonly (readonly [string, number | null])[] = [
    ['training', row.shown],
    ['epoch', row.epoch],
    ['median', row.median],
    ['held-out', row.heldOut],
  ];
  return (
    <div className="chart-hover">
      <p>{`${row.x.toLocaleString('en', { maximumFractionDigits: 3 })} ${xLabel} · epoch ${row.epochs.toFixed(2)}`}</p>
      <table>
        <tbody translate="no">
          {lines.map(([name, value]) =>
            value === null ? null : (
              <tr key={name}>
                <th>{name}</th>
                <td>{exact(value)}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
