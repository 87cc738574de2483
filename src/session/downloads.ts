/** Files that leave the page. */
import { metricsCsv, runFile, weightsForFile } from './run-file.ts';
import type { RunRecord } from './run-record.ts';
import { selectNetwork, type SessionState } from './state.ts';

export const saveText = (name: string, text: string, type: string): void =>
  saveAddress(name, addressOfText(text, type));

/** Saves what stands at an address that the page itself has made. */
export function saveAddress(name: string, address: string): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = address;
  link.click();
  // Safari reads the address after the click has returned
  setTimeout(() => {
    if (link.href.startsWith('blob:')) URL.revokeObjectURL(link.href);
  }, 10_000);
}

/** Some hardened browsers take away the short way. */
const addressOfText = (text: string, type: string): string =>
  typeof URL.createObjectURL === 'function'
    ? URL.createObjectURL(new Blob([text], { type }))
    : `data:${type};charset=utf-8,${encodeURIComponent(text)}`;

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;

export const downloadRun = (run: RunRecord): void =>
  saveText(`latch-run-seed-${run.config.seed}.json`, json(runFile(run)), 'application/json');

export const downloadMetrics = (run: RunRecord): void =>
  saveText(`latch-metrics-seed-${run.config.seed}.csv`, metricsCsv(run), 'text/csv');

export function downloadWeights(state: SessionState): void {
  const { spec, params, seed } = selectNetwork(state);
  const name = seed === null ? 'latch-weights.json' : `latch-weights-seed-${seed}.json`;
  saveText(name, json(weightsForFile(spec, params)), 'application/json');
}

/** Saves a certificate file's text. */
export const downloadCertificate = (certificate: string, seed: number | null): void =>
  saveText(
    seed === null ? 'latch-certificate.json' : `latch-certificate-seed-${seed}.json`,
    certificate,
    'application/json',
  );
