/** What became of all faults, counted: the committed table. */
import type { EngineName } from '../../driver/page.ts';
import type { Outcome } from './programme.ts';
import { KINDS, type Kind } from './schedule.ts';

export interface Row {
  readonly kind: Kind;
  readonly engine: EngineName;
  readonly injected: number;
  readonly lost: number;
  readonly wrong: number;
  readonly errors: number;
  readonly dead: number;
  /** The longest from the fault to the next update that was seen; null: nothing had to go on. */
  readonly longestGapMs: number | null;
}

export interface FaultsTable {
  readonly date: string;
  readonly seed: number;
  readonly machine: string;
  readonly rows: readonly Row[];
  /**
   * Numbers of the faults that nothing came of, so that a long programme can go on elsewhere; behind a colon the
   * milliseconds until the next update, where one was waited for.
   */
  readonly clean: Readonly<Record<EngineName, string>>;
  /** Of what went wrong, the command that repeats it, and what was seen. */
  readonly failures: readonly { readonly command: string; readonly seen: string }[];
}

/** What is counted of an outcome. */
export type Counted = Pick<Outcome, 'lost' | 'wrong' | 'errors' | 'dead' | 'gapMs'> & {
  readonly kind: Kind;
  readonly engine: EngineName;
};

const ENGINES: readonly EngineName[] = ['chromium', 'firefox', 'webkit'];

export function rowsOf(outcomes: readonly Counted[]): Row[] {
  return KINDS.flatMap((kind) =>
    ENGINES.flatMap((engine): Row[] => {
      const own = outcomes.filter((outcome) => outcome.kind === kind && outcome.engine === engine);
      if (own.length === 0) return [];
      const having = (what: 'lost' | 'wrong' | 'errors' | 'dead'): number =>
        own.filter((outcome) => outcome[what].length > 0).length;
      const gaps = own.flatMap(({ gapMs }) => (gapMs === null ? [] : [gapMs]));
      return [
        {
          kind,
          engine,
          injected: own.length,
          lost: having('lost'),
          wrong: having('wrong'),
          errors: having('errors'),
          dead: having('dead'),
          longestGapMs: gaps.length > 0 ? Math.round(Math.max(...gaps)) : null,
        },
      ];
    }),
  );
}

const COUNTS = ['injected', 'lost', 'wrong', 'errors', 'dead'] as const;
type Counts = Readonly<Record<(typeof COUNTS)[number], number>>;

const sumOf = (rows: readonly Row[]): Counts =>
  Object.fromEntries(
    COUNTS.map((count) => [count, rows.reduce((sum, row) => sum + row[count], 0)]),
  ) as unknown as Counts;

const cells = (row: readonly (string | number)[]): string => `| ${row.join(' | ')} |`;

const HEADS = ['Injected', 'Runs lost', 'Wrong numbers', 'Console errors', 'Dead pages'];

export function markdownOf({ date, seed, machine, rows, failures }: FaultsTable): string {
  const all = sumOf(rows);
  const perEngine = ENGINES.map((engine) => {
    const own = sumOf(rows.filter((row) => row.engine === engine));
    return cells([engine, ...COUNTS.map((count) => own[count])]);
  });
  const perKind = rows.map((row) =>
    cells([
      row.kind,
      row.engine,
      ...COUNTS.map((count) => row[count]),
      row.longestGapMs === null ? '' : (row.longestGapMs / 1000).toFixed(1),
    ]),
  );
  const seen = failures.map(({ command, seen: what }) => `- \`${command}\`: ${what}`);
  return [
    '# Faults injected into the built page',
    '',
    `${date}, ${machine}: \`npm run faults -- --seed ${seed}\` injected ${all.injected} faults; ${all.lost} runs were lost, ${all.wrong} pages showed a wrong number, ${all.errors} had an error in the console that the fault itself does not explain, ${all.dead} did not do afterwards what they are for.`,
    '',
    cells(['Browser', ...HEADS]),
    cells(['---', ...HEADS.map(() => '--:')]),
    ...perEngine,
    '',
    'Longest gap: seconds from the fault to the next update that was seen, on a machine that did other work beside; a worker that dies without a word is waited for ten seconds, which pass ten times as fast here.',
    '',
    cells(['Fault', 'Browser', ...HEADS, 'Longest gap, s']),
    cells(['---', '---', ...HEADS.map(() => '--:'), '--:']),
    ...perKind,
    '',
    ...(seen.length > 0 ? ['What went wrong, and what repeats it:', '', ...seen, ''] : []),
  ].join('\n');
}
