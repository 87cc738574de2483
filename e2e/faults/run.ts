/**
 * `npm run faults -- [--runs N] [--seed S] [--engine E] [--only N[..M]] [--minutes M] [--anew] [--table]`: injects faults and
 * says what they came to. What a seed has come to is remembered, so that a long programme goes on where it stopped, until
 * `--anew`; `--only` repeats one fault alone, or some with those before on the same page, `--table` writes the committed table of what is known.
 */
import { availableEngines, engineNames, type EngineName } from '../scripts/browsers.mjs';
import { build } from '../scripts/prepare.mjs';
import { addLine, isDone, lineOf, readLines, type Line } from './programme/outcomes.ts';
import { isClean, Programme } from './programme/programme.ts';
import { commandOf, countOf, injectionOf, scheduleOf, type Injection } from './programme/schedule.ts';
import { writeTable } from './programme/written-table.ts';

interface Wish {
  readonly runs: number;
  readonly seed: number;
  readonly engines: readonly EngineName[];
  /** Numbers, from the first to the last, that share pages as they do among others. */
  readonly only: readonly [first: number, last: number] | null;
  readonly minutes: number;
  readonly isAnew: boolean;
  readonly isTable: boolean;
}

function readWish(args: readonly string[]): Wish {
  const valueOf = (name: string): string | null => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? null : (args[at + 1] ?? '');
  };
  const numberOf = (name: string, otherwise: number): number => {
    const text = valueOf(name);
    const value = text === null ? otherwise : Number(text);
    if (!(value > 0)) throw new Error(`--${name} is a number above 0, not "${text}"`);
    return value;
  };
  const engine = valueOf('engine');
  const named = engineNames.filter((name) => engine === null || name === engine);
  if (named.length === 0) throw new Error(`--engine is one of ${engineNames.join(', ')}`);
  return {
    runs: numberOf('runs', 60),
    seed: numberOf('seed', 1),
    engines: named.filter((name) => availableEngines().includes(name)),
    only: rangeOf(valueOf('only')),
    minutes: numberOf('minutes', Infinity),
    isAnew: args.includes('--anew'),
    isTable: args.includes('--table'),
  };
}

/** `23`, or `20..23`. */
function rangeOf(text: string | null): Wish['only'] {
  if (text === null) return null;
  const [, first, last = first] = /^([1-9]\d*)(?:\.\.(\d+))?$/u.exec(text) ?? [];
  if (first === undefined) throw new Error(`--only is a number as 23, or numbers as 20..23, not "${text}"`);
  return [Number(first), Number(last)];
}

function injectionsFor({ runs, seed, engines, only }: Wish, engine: EngineName): Injection[] {
  if (only) {
    const [first, last] = only;
    return Array.from({ length: last - first + 1 }, (_, k) => injectionOf(engine, seed, first + k));
  }
  return scheduleOf(engine, seed, countOf(engine, engines, runs));
}

const found = ({ lost, wrong, errors, dead }: Line): string =>
  Object.entries({ lost, wrong, errors, dead })
    .flatMap(([what, texts]) => texts.map((text) => `\n    ${what}: ${text}`))
    .join('');

async function runEngine(wish: Wish, engine: EngineName, deadline: number): Promise<Line[]> {
  const known = wish.isAnew || wish.only !== null ? [] : readLines(wish.seed);
  const programme = new Programme(engine);
  const lines: Line[] = [];
  try {
    for (const injection of injectionsFor(wish, engine)) {
      if (isDone(known, engine, injection.number)) continue;
      if (Date.now() > deadline) break;
      const outcome = await programme.run(injection, injection.number === wish.only?.[0]);
      const line = lineOf(outcome);
      lines.push(line);
      addLine(wish.seed, line);
      const { number, kind } = injection;
      const verdict = isClean(outcome) ? 'ok' : `FAILED${found(line)}\n    ${commandOf(injection)}`;
      console.log(
        `${engine} ${number} ${kind} ${line.seconds.toFixed(1)} s: ${line.done.slice(0, 100)} ${verdict}`,
      );
    }
  } finally {
    await programme.close();
  }
  return lines;
}

const wish = readWish(process.argv.slice(2));
build();
const start = Date.now();
const lines: Line[] = [];
for (const [k, engine] of wish.engines.entries()) {
  // each has its share of the time, the first one most
  const share = wish.engines.slice(0, k + 1).reduce((sum, name) => sum + countOf(name, wish.engines, 100), 0);
  const deadline = start + (wish.minutes * 60_000 * share) / 100;
  lines.push(...(await runEngine(wish, engine, deadline)));
}
const count = (what: 'lost' | 'wrong' | 'errors' | 'dead'): number =>
  lines.filter((line) => line[what].length > 0).length;
console.log(
  `${lines.length} injected: ${count('lost')} runs lost, ${count('wrong')} wrong numbers, ${count('errors')} with errors in the console, ${count('dead')} dead pages`,
);
if (wish.isTable) writeTable(wish.seed, readLines(wish.seed));
process.exit(['lost', 'wrong', 'errors', 'dead'].some((what) => count(what as 'lost') > 0) ? 1 : 0);
