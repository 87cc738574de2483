/**
 * The benchmark: `npm run bench` for the whole table (about a quarter of an hour; writes `results.json` and the README's
 * part between its markers), `npm run bench -- --quick` for one network of 1 to 8 units (two minutes; only prints).
 *
 * What is compared is fair to the rivals: the same strings, model and optimiser; each engine alone in the worker of a
 * page of its own, warm, with nothing read back inside a turn; taking turns (`race.ts`). Stock tf.layers is driven by
 * its optimiser directly, which costs it nothing that `model.fit` would save.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };
import { openBenchBrowser, type BenchBrowser } from './browser.ts';
import { compileNativeLoop, pythonTimes, type NativeLoop } from './natives.ts';
import { race, releaseAll } from './race.ts';
import {
  formatResults,
  rendererKind,
  type BenchResults,
  type BenchRun,
  type Contestant,
  type Measurement,
  type Setting,
} from './results.ts';
import { renderListing, renderSummary, renderTables, withTable } from './table.ts';

const inThisFolder = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const resultsFile = inThisFolder('results.json');
const readmeFile = inThisFolder('../../README.md');
const benchmarkFile = inThisFolder('../../BENCHMARK.md');

const REPETITIONS = 5;
const isQuick = process.argv.includes('--quick');
const settings = isQuick
  ? grid({ units: [1, 2, 4, 8], batch: [128], replicas: [1] })
  : grid({ units: [1, 2, 4, 8, 16, 32, 64], batch: [128, 1], replicas: [1, 8, 32, 128] });

/** Every combination; replicas vary fastest, since the time of fewer foretells that of more. */
function grid(values: Record<keyof Setting, readonly number[]>): Setting[] {
  return values.units.flatMap((units) =>
    values.batch.flatMap((batch) => values.replicas.map((replicas) => ({ units, batch, replicas }))),
  );
}

async function bench(): Promise<BenchRun> {
  const started = Date.now();
  const inBrowser = await benchBrowser();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0].model,
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
    },
    versions: tfjsVersions(),
    repetitions: REPETITIONS,
    ...inBrowser,
    python: isQuick ? [] : pythonTimes(),
    minutes: Math.round((Date.now() - started) / 6000) / 10,
  };
}

async function benchBrowser() {
  const native = compileNativeLoop();
  const browser = await openBenchBrowser();
  try {
    // before anything is timed: this loads every engine's code
    const { renderer } = await browser.call('webgl', 'describe', { kind: 'webgl' });
    for (const kind of ['layers-webgl', 'layers-cpu', 'layers-wasm'] as const)
      await browser.call(kind, 'describe', { kind });
    const measured = await measure(browser, native);
    return {
      browser: browser.version,
      renderer,
      kernel: 'the fastest of each setting',
      native: native?.time() ?? null,
      ...measured,
    };
  } finally {
    native?.dispose();
    await browser.close();
  }
}

async function measure(
  browser: BenchBrowser,
  native: NativeLoop | null,
): Promise<Pick<BenchRun, 'measurements' | 'mainThreadShare' | 'memoryMb'>> {
  const measurements: Measurement[] = [];
  let memoryMb: BenchRun['memoryMb'] = null;
  const used = { workerMs: 0, mainThreadMs: 0 };
  for (const setting of settings) {
    const isNatives = setting.units === 1 && setting.batch === 128;
    const cell = await race(browser, setting, {
      repetitions: REPETITIONS,
      estimate: (contestant) => estimate(measurements, contestant, setting),
      onTurn(contestant, { workerMs, mainThreadMs }) {
        if (contestant !== 'webgl') return;
        used.workerMs += workerMs;
        used.mainThreadMs += mainThreadMs;
      },
      ...(isNatives && native && { alsoEachTurn: () => native.run() }),
    });
    measurements.push(...cell);
    const memory = await browser.memory();
    if (memory && memory.browser > (memoryMb?.browser ?? 0)) memoryMb = memory;
    await releaseAll(browser);
    console.error(progressLine(setting, cell));
  }
  const mainThreadShare = Number((used.mainThreadMs / used.workerMs).toFixed(4));
  return { measurements, memoryMb, mainThreadShare };
}

/** Time grows with the number of replicas, at most in proportion. */
function estimate(
  measurements: readonly Measurement[],
  contestant: Contestant,
  setting: Setting,
): number | undefined {
  const fewer = measurements.findLast(
    (one) => one.contestant === contestant && one.units === setting.units && one.batch === setting.batch,
  );
  if (fewer === undefined) return undefined;
  if (fewer.outcome === 'skipped') return Infinity;
  return fewer.outcome === 'measured' ? (fewer.msPerUpdate * setting.replicas) / fewer.replicas : undefined;
}

const tfjsVersions = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(packageJson.dependencies).filter(([name]) => name.startsWith('@tensorflow/')),
  );

const progressLine = ({ units, batch, replicas }: Setting, cell: readonly Measurement[]): string =>
  `units ${units}, batch ${batch}, networks ${replicas}: ${cell
    .map((one) => `${one.contestant} ${one.outcome === 'measured' ? `${one.msPerUpdate} ms` : one.outcome}`)
    .join(', ')}`;

/** Puts a run beside that on the other kind of renderer, and the tables into BENCHMARK.md and the README. */
function write(run: BenchRun): void {
  const before = existsSync(resultsFile)
    ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as BenchResults)
    : {};
  const results: BenchResults = { ...before, [rendererKind(run.renderer)]: run };
  writeFileSync(resultsFile, formatResults(results));
  for (const [file, table] of [
    [readmeFile, renderSummary(results)],
    [benchmarkFile, renderTables(results)],
  ] as const)
    writeFileSync(file, withTable(readFileSync(file, 'utf8'), table));
}

const run = await bench();
if (!isQuick) write(run);
console.log(`\n${renderListing(run)}\n\n${renderTables({ [rendererKind(run.renderer)]: run })}`);
