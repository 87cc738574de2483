/** Remembers in this browser which kernel was the fastest here, so that it is measured once and a run can be repeated. */

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

export function keepKernels(kernels: Readonly<Record<string, string>>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(Object.entries(kernels).slice(-MOST))));
  } catch {
    // a browser without storage measures again on the next visit
  }
}
