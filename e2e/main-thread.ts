/** Chromium's trace file: how long each task of a page's main thread computed, waiting for the processor left out. */

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

/** Thread time in milliseconds of every task on renderers' main threads. */
export function mainThreadTasks(trace: string): number[] {
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
