/** Memory of Chromium's processes. */
import { readFileSync } from 'node:fs';
import type { CDPSession } from 'playwright-core';

export interface ProcessMemory {
  /** Megabytes of all processes together. */
  readonly browser: number;
  readonly gpuProcess: number;
}

/** Resident memory now, by a session on the browser itself; null where it cannot be read. */
export async function processMemory(system: CDPSession): Promise<ProcessMemory | null> {
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const sizes = processInfo.map(({ type, id }) => ({ type, mb: residentMb(id) }));
  const total = (kind: RegExp): number =>
    Math.round(sizes.reduce((sum, { type, mb }) => sum + (kind.test(type) ? mb : 0), 0));
  return total(/./u) === 0 ? null : { browser: total(/./u), gpuProcess: total(/gpu/iu) };
}

/** As Linux tells it, memory that processes share divided among them; 0 elsewhere. */
function residentMb(processId: number): number {
  try {
    const rollup = readFileSync(`/proc/${processId}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB$/mu.exec(rollup)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
