/**
 * Remembers in this browser which kernel, and which engine, was the fastest here, so that it is measured once and a run
 * can be repeated.
 */

const KEY = 'latch-kernels';
/** Choices kept, the newest: visitors try many settings. */
const MOST = 100;

/** Choices by what they were made for; empty where nothing is stored, or what is stored cannot be read. */
export function readKernels(): Record<string, string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}

/** Adds choices to those that are kept: another worker, or another tab, may have made some meanwhile. */
export function keepKernels(kernels: Readonly<Record<string, string>>): void {
  try {
    const all = Object.entries({ ...readKernels(), ...kernels });
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(all.slice(-MOST))));
  } catch {
    // a browser without storage measures again on the next visit
  }
}
