/** Chromium's trace: how long each task of a page's main thread computed, waiting for the processor left out. */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChromiumPage } from './driver/chromium.ts';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Thread time in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const taskNames = new Set(['ThreadControllerImpl::RunTask', 'RunTask']);

/** Thread time in milliseconds of every task that the page's thread took on while `work` went on. */
export async function tasksDuring(page: ChromiumPage, work: () => Promise<void>): Promise<number[]> {
  const path = join(tmpdir(), `latch-trace-${process.pid}.json`);
  const browser = page.playwright.context().browser()!;
  await browser.startTracing(page.playwright, { path, categories: ['toplevel', 'devtools.timeline'] });
  await work();
  await browser.stopTracing();
  const trace = await readFile(path, 'utf8');
  await rm(path);
  return mainThreadTasks(trace);
}

/** The smallest of the values that a share of them, 0..1, does not exceed. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)];

/** Thread time in milliseconds of every task on renderers' main threads. */
function mainThreadTasks(trace: string): number[] {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: readonly TraceEvent[] };
  const key = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(key),
  );
  return traceEvents.flatMap((event) =>
    event.ph === 'X' && taskNames.has(event.name) && threads.has(key(event)) && event.tdur !== undefined
      ? [event.tdur / 1000]
      : [],
  );
}
