/**
 * The results as Markdown: `renderSummary` for the README, `renderTables` for BENCHMARK.md, `renderListing` with
 * everything for the terminal.
 */
import {
  epochUpdates,
  find,
  LENGTH,
  msOf,
  STRINGS,
  type BenchResults,
  type BenchRun,
  type Contestant,
  type Measurement,
  type NativeTime,
  type Setting,
} from './results.ts';

const names: Record<Contestant, string> = {
  webgl: 'Latch WebGL',
  cpu: 'Latch CPU',
  'layers-webgl': 'tf.layers WebGL',
  'layers-cpu': 'tf.layers CPU',
  'layers-wasm': 'tf.layers WASM',
};
const engines = ['webgl', 'cpu'] as const;
const rivals = ['layers-webgl', 'layers-cpu', 'layers-wasm'] as const;
/** Rivals that the run has timed: an older run may know fewer. */
const rivalsOf = (run: BenchRun): (typeof rivals)[number][] =>
  rivals.filter((rival) => run.measurements.some(({ contestant }) => contestant === rival));
const BATCH = 128;
const none = '–';

export const BENCH_START = '<!-- bench:start -->';
export const BENCH_END = '<!-- bench:end -->';

/** A text with the part between the markers replaced; unchanged when it has no markers. */
export function withTable(text: string, table: string): string {
  const [from, to] = [text.indexOf(BENCH_START), text.indexOf(BENCH_END)];
  if (from < 0 || to < from) return text;
  return `${text.slice(0, from + BENCH_START.length)}\n\n${table}\n\n${text.slice(to)}`;
}

/** BENCHMARK.md's tables. */
export const renderTables = (results: BenchResults): string =>
  runsOf(results)
    .map((run) =>
      [
        machineLine(run),
        oneNetworkTable(run, BATCH),
        manyNetworksTable(run, BATCH),
        oneNetworkTable(run, 1),
        epochTable(run),
        kernelLine(run),
        sideNotes(run),
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
    )
    .join('\n\n');

const runsOf = ({ gpu, software }: BenchResults): BenchRun[] =>
  [gpu, software].filter((run) => run !== undefined);

/** The README's table: one network on our two engines, and on what a page would use without them. */
export const renderSummary = (results: BenchResults): string =>
  runsOf(results)
    .map((run) => `${machineLine(run)}\n\n${summaryTable(run)}`)
    .join('\n\n');

function summaryTable(run: BenchRun): string {
  const columns = [...engines, 'layers-webgl'] as const;
  const head = [
    'Units',
    ...columns.map((name) => `${names[name]}, ms`),
    `The faster against ${names['layers-webgl']}`,
  ];
  const rows = valuesOf(run, 'units', (one) => one.batch === BATCH && one.replicas === 1).map((units) => {
    const setting = { units, batch: BATCH, replicas: 1 };
    return [
      String(units),
      ...columns.map((name) => outcomeText(find(run, name, setting))),
      ratio(msOf(run, 'layers-webgl', setting), fasterMs(run, setting)),
    ];
  });
  return `An update of one network on ${BATCH} strings:\n\n${markdown(head, rows)}`;
}

const machineLine = (run: BenchRun): string =>
  `Measured on ${run.date} on ${run.machine.cpu}, ${run.machine.cores} cores, ${run.renderer}, in ${run.browser}, ` +
  `with tfjs ${run.versions['@tensorflow/tfjs']}: strings of ${LENGTH} bits, an answer after every bit, the median of ` +
  `${run.repetitions} turns that all engines take one after the other.`;

function oneNetworkTable(run: BenchRun, batch: number): string {
  const columns = [...engines, ...rivalsOf(run)];
  const others = rivalsOf(run).filter((rival) => rival !== 'layers-webgl');
  const head = [
    'Units',
    ...columns.map((name) => names[name]),
    ...engines.map((engine) => `${names[engine]} against ${names['layers-webgl']}`),
    ...others.map((rival) => `The faster against ${names[rival]}`),
  ];
  const rows = valuesOf(run, 'units', (one) => one.batch === batch && one.replicas === 1).map((units) => {
    const setting = { units, batch, replicas: 1 };
    return [
      String(units),
      ...columns.map((contestant) => outcomeText(find(run, contestant, setting))),
      ...engines.map((engine) => ratio(msOf(run, 'layers-webgl', setting), msOf(run, engine, setting))),
      ...others.map((rival) => ratio(msOf(run, rival, setting), fasterMs(run, setting))),
    ];
  });
  if (rows.length === 0) return '';
  return `Milliseconds per update of one network, ${batch === 1 ? 'one string' : `${batch} strings`} an update:\n\n${markdown(head, rows)}`;
}

/** Of our two engines. */
function fasterMs(run: BenchRun, setting: Setting): number | undefined {
  const times = engines.map((engine) => msOf(run, engine, setting)).filter((ms) => ms !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

function manyNetworksTable(run: BenchRun, batch: number): string {
  const replicas = valuesOf(run, 'replicas', (one) => one.batch === batch);
  if (replicas.length < 2) return '';
  const head = ['Units', 'Engine', ...replicas.map((count) => plural(count, 'network'))];
  const rows = valuesOf(run, 'units', (one) => one.batch === batch).flatMap((units) =>
    engines
      .map((engine) => [
        String(units),
        names[engine],
        ...replicas.map((count) => perNetwork(run, engine, { units, batch, replicas: count })),
      ])
      .filter((row) => row.slice(2).some((text) => text !== none)),
  );
  return (
    `Milliseconds per update and network when many train at once, ${batch} strings an update (in brackets: how many ` +
    `times faster than ${names['layers-webgl']}, which trains one after the other):\n\n${markdown(head, rows)}`
  );
}

function perNetwork(run: BenchRun, engine: Contestant, setting: Setting): string {
  const ms = msOf(run, engine, setting);
  if (ms === undefined) return outcomeText(find(run, engine, setting));
  const rival = msOf(run, 'layers-webgl', { ...setting, replicas: 1 });
  return `${number(ms / setting.replicas)} (${ratio(rival, ms / setting.replicas)})`;
}

/** Everybody who trains one unit, from the fastest. */
function epochTable(run: BenchRun): string {
  const setting = (replicas: number): Setting => ({ units: 1, batch: BATCH, replicas });
  const browser = run.measurements.flatMap(({ contestant, units, batch, replicas, ...one }) =>
    units === 1 && batch === BATCH && one.outcome === 'measured'
      ? [
          {
            name: `${names[contestant]}${replicas > 1 ? `, each of ${replicas}` : ''}`,
            ms: one.msPerUpdate / replicas,
          },
        ]
      : [],
  );
  const others = [...(run.native ? [run.native] : []), ...run.python].map((time) => ({
    name: nativeName(time),
    ms: time.msPerUpdate,
  }));
  const rival = msOf(run, 'layers-webgl', setting(1));
  const rows = [...browser, ...others]
    .toSorted((a, b) => a.ms - b.ms)
    .map(({ name, ms }) => [
      name,
      number((ms * epochUpdates(BATCH)) / 1000),
      whole((BATCH * 1000) / ms),
      ratio(rival, ms),
      run.native ? number(ms / run.native.msPerUpdate) : none,
    ]);
  const head = [
    'One unit',
    'Seconds per epoch',
    'Strings per second',
    `Against ${names['layers-webgl']}`,
    'Time / C++',
  ];
  return `An epoch of ${whole(STRINGS)} strings in batches of ${BATCH}:\n\n${markdown(head, rows)}`;
}

/** Which kernel designs trained how many units, where the run has noted it. */
const kernelLine = (run: BenchRun): string =>
  engines
    .map((engine) => kernelsOf(run, engine))
    .filter((line) => line !== '')
    .join(' ');

function kernelsOf(run: BenchRun, engine: (typeof engines)[number]): string {
  const units = new Map<string, Set<number>>();
  for (const one of run.measurements)
    if (one.contestant === engine && one.outcome === 'measured' && one.kernel !== undefined)
      units.set(one.kernel, (units.get(one.kernel) ?? new Set<number>()).add(one.units));
  if (units.size === 0) return '';
  const parts = [...units].map(([kernel, of]) => `\`${kernel}\` with ${[...of].join(', ')}`);
  return `Kernel designs of ${names[engine]}, and the units that they trained: ${parts.join('; ')}.`;
}

const nativeName = ({ name, versions }: NativeTime): string => {
  const [library, version] = Object.entries(versions)[0] ?? ['', ''];
  return `${name} (${library} ${version})`;
};

function sideNotes(run: BenchRun): string {
  const share = (100 * run.mainThreadShare).toFixed(1);
  const memory = run.memoryMb
    ? ` At most ${run.memoryMb.browser} MB of memory were resident in all processes of the browser together, ` +
      `${run.memoryMb.gpuProcess} MB of them in its GPU process.`
    : '';
  return `Everything runs in workers: the main thread was busy for ${share} % of the time that the WebGL engine took.${memory}`;
}

/** One line for each measurement. */
export function renderListing(run: BenchRun): string {
  const head = [
    'Units',
    'Batch',
    'Networks',
    'Engine',
    'ms/update',
    'least',
    'strings/s',
    's/epoch',
    '× layers WebGL',
    '× layers CPU',
    '× layers WASM',
    'time/C++',
  ];
  return markdown(
    head,
    run.measurements.map((one) => [
      ...[one.units, one.batch, one.replicas].map(String),
      names[one.contestant],
      ...(one.outcome === 'measured' ? figures(run, one) : [one.outcome]),
    ]),
  );
}

function figures(run: BenchRun, one: Measurement & { readonly outcome: 'measured' }): string[] {
  const each = one.msPerUpdate / one.replicas;
  const rivalTimes = rivals.map((rival) => msOf(run, rival, { ...one, replicas: 1 }));
  const isNative = one.units === 1 && one.batch === BATCH;
  return [
    number(one.msPerUpdate),
    number(one.leastMs),
    whole((one.batch * 1000) / each),
    number((each * epochUpdates(one.batch)) / 1000),
    ...rivalTimes.map((ms) => ratio(ms, each)),
    isNative && run.native ? number(each / run.native.msPerUpdate) : '',
  ];
}

const valuesOf = (run: BenchRun, key: keyof Setting, accept: (one: Measurement) => boolean): number[] =>
  [...new Set(run.measurements.filter(accept).map((one) => one[key]))].toSorted((a, b) => a - b);

function outcomeText(one: Measurement | undefined): string {
  if (one === undefined || one.outcome === 'unsupported') return none;
  return one.outcome === 'measured' ? number(one.msPerUpdate) : one.outcome;
}

const ratio = (rival: number | undefined, own: number | undefined): string =>
  rival === undefined || own === undefined ? none : `${number(rival / own)}×`;

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Three digits. */
function number(value: number): string {
  if (value >= 100) return whole(Number(value.toPrecision(3)));
  return value.toPrecision(3);
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, k) =>
    Math.max(3, title.length, ...rows.map((row) => (row[k] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, k) => alignedCell(cells[k] ?? '', width)).join(' | ')} |`;
  const rule = `| ${widths.map((width, k) => (isText(rows, k) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

const isText = (rows: readonly (readonly string[])[], column: number): boolean =>
  rows.some((row) => /^[a-z]/iu.test(row[column] ?? '') && !/^(?:skipped|failed)$/u.test(row[column] ?? ''));

const alignedCell = (text: string, width: number): string =>
  /^[\d–]/u.test(text) ? text.padStart(width) : text.padEnd(width);
