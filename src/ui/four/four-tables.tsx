/** The numbers behind the 2x2, as tables. */
import { counted } from '../../session/counted.ts';
import type { JSX } from 'react';
import { saveText } from '../../session/downloads.ts';
import type { FourState } from '../../session/four-state.ts';
import { lossWeights, SETTINGS } from '../../session/four-state.ts';
import { seedRows, seedsCsv, settingName, signalCsv, signalView, type SignalView } from './four-data.ts';
import { percent, scientific } from '../kit/format.ts';
import { DownloadIcon } from '../kit/icons.tsx';

interface FourTablesProps {
  readonly state: FourState;
  readonly max: number;
  readonly strings: number;
}

/** Everything that the 2x2 draws, as numbers. */
export function FourTables({ state, max, strings }: FourTablesProps): JSX.Element {
  return (
    <div className="chart-tables">
      <SeedTable cells={state.cells} />
      <SignalTable signals={state.signals} {...{ max, strings }} />
    </div>
  );
}

function SeedTable({ cells }: Pick<FourState, 'cells'>): JSX.Element {
  if (cells.every(({ run }) => run === null))
    return <p className="soft">No setting has been run yet: no seeds to list.</p>;
  const save = (): void => saveText('latch-four-settings.csv', seedsCsv(cells), 'text/csv');
  return (
    <div className="chart-table">
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Seeds of all four, numbers">
        <table className="numbers">
          <caption>Seeds of all four</caption>
          <thead>
            <tr>
              <th scope="col">label</th>
              <th scope="col">lengths</th>
              <th scope="col">seed</th>
              <th scope="col">solved at epoch</th>
              <th scope="col">last bit, held-out</th>
              <th scope="col">verdict</th>
            </tr>
          </thead>
          <tbody translate="no">
            {seedRows(cells).map((row) => (
              <tr key={`${row.supervision} ${row.lengths} ${row.seed}`}>
                <td>{row.supervision}</td>
                <td>{row.lengths}</td>
                <td>{row.seed}</td>
                <td>{row.epoch === null ? '–' : Number(row.epoch.toFixed(2))}</td>
                <td>{percent(row.lastBitAccuracy)}</td>
                <td>{row.verdict}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button type="button" className="button quiet small" onClick={save}>
        <DownloadIcon />
        <span>Seeds of all four as CSV</span>
      </button>
    </div>
  );
}

interface SignalTableProps extends Pick<FourState, 'signals'> {
  readonly max: number;
  readonly strings: number;
}

function SignalTable({ signals, max, strings }: SignalTableProps): JSX.Element {
  const save = (): void => saveText('latch-signal-by-length.csv', signalCsv(signals, max), 'text/csv');
  const views = SETTINGS.map((setting) => signalView(signals, setting, { max, strings }));
  const lengths = lossWeights(SETTINGS[0], max).map((_, t) => t + 1);
  return (
    <div className="chart-table">
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Signal by length, numbers">
        <table className="numbers">
          <caption>{`Signal by length, median of ${counted(signals.length, 'seed')}`}</caption>
          <thead>
            <tr>
              <th scope="col">length</th>
              {SETTINGS.map((setting) => (
                <th scope="col" key={settingName(setting)}>
                  {settingName(setting)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody translate="no">
            {lengths.map((length) => (
              <tr key={length}>
                <td>{length}</td>
                {views.map((view, k) => (
                  <td key={settingName(SETTINGS[k]!)}>{view ? measured(view, length - 1) : ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button type="button" className="button quiet small" onClick={save}>
        <DownloadIcon />
        <span>Signal by length as CSV</span>
      </button>
    </div>
  );
}

function measured({ byLength, error }: SignalView, t: number): string {
  const value = byLength[t] ?? 0;
  if (value === 0) return '0';
  return error[t] === 0
    ? `${scientific(value)}, exact`
    : `${scientific(value)} ± ${scientific(error[t] ?? 0, 1)}`;
}
