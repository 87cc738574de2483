/** What a benchmark run writes down: `results.json` is the committed one, and the README's tables are made from it. */

/** Who is timed in the browser: our two engines, and stock tf.layers on tfjs' three backends. */
export const CONTESTANTS = ['webgl', 'cpu', 'layers-webgl', 'layers-cpu', 'layers-wasm'] as const;
export type Contestant = (typeof CONTESTANTS)[number];

/** What is trained: strings of `LENGTH` bits by `replicas` networks of `units` units. */
export interface Setting {
  readonly units: number;
  readonly batch: number;
  readonly replicas: number;
}

export type Outcome =
  | {
      readonly outcome: 'measured';
      /** Median over the repetitions, for one update of all replicas. */
      readonly msPerUpdate: number;
      readonly leastMs: number;
      /** Updates in each repetition. */
      readonly updates: number;
      /** The kernel design that ran; unknown in older results. */
      readonly kernel?: string;
    }
  | { readonly outcome: 'skipped' | 'unsupported' | 'failed'; readonly reason: string };

export type Measurement = Setting & { readonly contestant: Contestant } & Outcome;

/** A program outside the browser that trains one network of one unit, batch 128. */
export interface NativeTime {
  readonly name: string;
  readonly msPerUpdate: number;
  readonly versions: Readonly<Record<string, string>>;
}

export interface BenchRun {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGb: number };
  readonly browser: string;
  readonly renderer: string;
  /** The kernel design of the WebGL engine. */
  readonly kernel: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly repetitions: number;
  readonly minutes: number;
  /** Share of the measured time in which the main thread of the WebGL engine's page was busy. */
  readonly mainThreadShare: number;
  /** Most resident memory of the browser's processes together and of its GPU process alone; null where unknown. */
  readonly memoryMb: { readonly browser: number; readonly gpuProcess: number } | null;
  readonly native: NativeTime | null;
  readonly python: readonly NativeTime[];
  readonly measurements: readonly Measurement[];
}

/** The newest full run on each kind of renderer. */
export interface BenchResults {
  readonly software?: BenchRun;
  readonly gpu?: BenchRun;
}

export const LENGTH = 50;
export const STRINGS = 100_000;

/** Updates in an epoch of all strings. */
export const epochUpdates = (batch: number): number => Math.ceil(STRINGS / batch);

/** Which of the results a run on this renderer is. */
export const rendererKind = (renderer: string): keyof BenchResults =>
  /llvmpipe|softpipe|swiftshader|basic render/iu.test(renderer) ? 'software' : 'gpu';

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Milliseconds per update of all replicas where they were measured. */
export function msOf(run: BenchRun, contestant: Contestant, setting: Setting): number | undefined {
  const found = find(run, contestant, setting);
  return found?.outcome === 'measured' ? found.msPerUpdate : undefined;
}

export const find = (run: BenchRun, contestant: Contestant, setting: Setting): Measurement | undefined =>
  run.measurements.find(
    (one) =>
      one.contestant === contestant &&
      one.units === setting.units &&
      one.batch === setting.batch &&
      one.replicas === setting.replicas,
  );

/** JSON with one line for each measurement. */
export const formatResults = (results: BenchResults): string =>
  `${JSON.stringify(results, null, 2).replaceAll(/\{\s*"units"[^}]*\}/gu, (one) => JSON.stringify(JSON.parse(one)))}\n`;
