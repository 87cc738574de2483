/** A chart's points as a table of numbers. */
import type { JSX } from 'react';
import { saveText } from '../../session/downloads.ts';
import { tableCsv, X_AXES, type ChartRow, type ChartValue, type XAxisKey } from '../../session/chart-data.ts';
import { grouped } from '../kit/format.ts';
import { DownloadIcon } from '../kit/icons.tsx';

interface ChartTableProps {
  readonly name: string;
  readonly rows: readonly ChartRow[];
  readonly x: XAxisKey;
  readonly value: ChartValue;
}

/** A chart's numbers: the same rows that are drawn. */
export function ChartTable({ name, rows, x, value }: ChartTableProps): JSX.Element {
  const save = (): void => saveText(`latch-${name.toLowerCase()}.csv`, tableCsv(rows, x, value), 'text/csv');
  return (
    <div className="chart-table">
      <div className="table-scroll" tabIndex={0} role="region" aria-label={`${name} numbers`}>
        <table className="numbers">
          <caption>{name}</caption>
          <thead>
            <tr>
              <th scope="col">{X_AXES[x]}</th>
              <th scope="col">epoch</th>
              <th scope="col">training</th>
              <th scope="col">median</th>
              <th scope="col">held-out</th>
            </tr>
          </thead>
          <tbody translate="no">
            {rows.map((row) => (
              <tr key={row.x}>
                <td>{x === 'seconds' ? row.x.toFixed(3) : grouped(row.x)}</td>
                <td>{row.epochs.toFixed(2)}</td>
                <td>{row.shown.toFixed(6)}</td>
                <td>{row.median?.toFixed(6) ?? ''}</td>
                <td>{row.heldOut?.toFixed(6) ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button type="button" className="button quiet small" onClick={save}>
        <DownloadIcon />
        <span>{`${name} as CSV`}</span>
      </button>
    </div>
  );
}
