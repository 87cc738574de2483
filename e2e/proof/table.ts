/**
 * Decides the solved networks of every setting and writes `table.json` and its part of `BENCHMARK.md`, row by row:
 *
 *     node e2e/scripts/run.mjs e2e/proof/table.ts [SETTING...]
 *
 * `SETTING@FIRST-LAST` takes other seeds, whose row stands beside that of the seeds which parameters were tuned on.
 * Training them takes most of the time; `LATCH_NETWORKS=FOLDER` keeps them there and reads them back the next time.
 */
import { checkCertificate } from '../../src/proof/checker/checker.ts';
import { startDecision, type Verdict } from '../../src/proof/verdict.ts';
import { stopwatch } from './clock.ts';
import { putRow, type Proofs, type Row } from './decision-table.ts';
import { keptNetwork } from './kept-networks.ts';
import { SETTINGS, type TrainedNetwork } from './trained.ts';

const isNotebook = (setting: string): boolean => setting.startsWith('notebook');

/** Seeds 1 up to this one; wide networks take minutes to train. */
function lastSeedOf(setting: string): number {
  if (setting === 'latch-2') return 24;
  if (setting === 'latch-8') return 6;
  if (setting === 'last-variable-8') return 11;
  return { 1: 64, 2: 64, 4: 16, 8: 12 }[SETTINGS[setting].hidden]!;
}

/** Time that one network is given, search and check together. */
function limitOf(setting: string): number {
  if (isNotebook(setting) || setting === 'latch') return 2000;
  return { 1: 1000, 2: 5000, 4: 10_000, 8: 30_000 }[SETTINGS[setting].hidden]!;
}

/** How often the clocks are looked at: asking costs more than a slice of work. */
const LOOK_MS = 5;

/** Decides a network within the limit; how long it took until the decision stood. */
function timedDecision(
  network: TrainedNetwork,
  limitMs: number,
): { readonly verdict: Verdict; readonly ms: number } {
  const elapsed = stopwatch();
  const decision = startDecision(network.spec, Float32Array.from(network.params));
  let lookAt = 0;
  for (;;) {
    const hasMore = decision.advance();
    // a wrong string found may still be made shorter; the decision stands
    const isOver = !hasMore || decision.verdict.verdict !== 'undecided';
    if (!isOver && performance.now() < lookAt) continue;
    lookAt = performance.now() + LOOK_MS;
    const ms = elapsed();
    if (isOver || ms > limitMs) return { verdict: decision.verdict, ms };
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

type Certified = Extract<Verdict, { verdict: 'certified' }>;

/** A verdict of a network, and when it stood. */
interface Decided {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly ms: number;
}

/** What the certificates are like; each is checked once more, alone, for its time. */
function proofsOf(decisions: readonly Decided[]): Proofs {
  const certified = decisions.map(({ verdict }) => verdict as Certified);
  const checks = certified.map(({ certificate }) => {
    const elapsed = stopwatch();
    if (!checkCertificate(certificate).ok) throw new Error('a certificate was accepted and is refused');
    return elapsed();
  });
  const searches = decisions.map(({ ms }, k) => Math.max(0, ms - checks[k]));
  const kilobytes = certified.map(({ certificate }) => certificate.length / 1000);
  return {
    byWords: certified.filter(({ words }) => words).length,
    sets: median(certified.map(({ boxes }) => boxes)),
    longestWord: Math.max(0, ...certified.map(({ words }) => words?.longest ?? 0)),
    images: median(certified.map(({ words, boxes }) => words?.images ?? 2 * boxes)),
    kilobytes: Math.round(median(kilobytes)),
    mostKilobytes: Math.round(Math.max(0, ...kilobytes)),
    searchMs: Math.round(median(searches)),
    slowestSearchMs: Math.round(Math.max(0, ...searches)),
    checkMs: Math.round(median(checks)),
    slowestCheckMs: Math.round(Math.max(0, ...checks)),
  };
}

/** What ended the search for a network that is not decided in time. */
const endOf = ({ verdict, ms }: Decided, limitMs: number): string =>
  verdict.verdict === 'undecided' && ms <= limitMs ? verdict.reason : 'time';

function rowOf(setting: string, first: number, last: number): Row {
  const limitMs = limitOf(setting);
  const networks = Array.from({ length: last - first + 1 }, (_, k) => keptNetwork(setting, first + k));
  const solved = networks.filter(({ solvedAt }) => solvedAt !== null);
  const decisions = solved.map((network) => ({ seed: network.seed, ...timedDecision(network, limitMs) }));
  if (process.env['LATCH_VERBOSE'])
    for (const { seed, verdict, ms } of decisions)
      console.log(setting, seed, verdict.verdict, Math.round(ms));
  const of = (verdict: Verdict['verdict']): Decided[] =>
    decisions.filter((decision) => decision.verdict.verdict === verdict && decision.ms <= limitMs);
  const [certified, wrong] = [of('certified'), of('wrong')];
  const decided = [...certified, ...wrong];
  const undecided = decisions.filter((one) => !decided.includes(one));
  return {
    setting,
    first,
    last,
    solved: solved.length,
    certified: certified.length,
    wrong: wrong.length,
    undecided: undecided.length,
    undecidedSeeds: undecided.map((one) => ({ seed: one.seed, ended: endOf(one, limitMs) })),
    limitMs,
    medianMs: Math.round(median(decisions.map(({ ms }) => ms))),
    slowestDecidedMs: Math.round(Math.max(0, ...decided.map(({ ms }) => ms))),
    ...(certified.length > 0 ? { proofs: proofsOf(certified) } : {}),
  };
}

const asked = process.argv.slice(2);
for (const wanted of asked.length > 0 ? asked : Object.keys(SETTINGS)) {
  const [setting, seeds] = wanted.split('@');
  if (!(setting in SETTINGS)) throw new Error(`no setting ${setting}: ${Object.keys(SETTINGS).join(', ')}`);
  const [first, last] = seeds === undefined ? [1, lastSeedOf(setting)] : seeds.split('-').map(Number);
  const row = rowOf(setting, first, last);
  await putRow(row);
  console.log(JSON.stringify(row));
}
