/**
 * Decides the solved networks of every setting and writes `table.json`:
 *
 *     node e2e/scripts/run.mjs e2e/proof/table.ts [SETTING...]
 *
 * `SETTING@FIRST-LAST` takes other seeds and prints their row alone: to measure where no parameter was tuned.
 * Training them takes most of the time; `LATCH_NETWORKS=FOLDER` keeps them there and reads them back the next time.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkCertificate } from '../../src/proof/checker/checker.ts';
import { startDecision, type Verdict } from '../../src/proof/verdict.ts';
import { SETTINGS, trainNetwork, type TrainedNetwork } from './trained.ts';

interface Row {
  readonly setting: string;
  readonly seeds: number;
  readonly solved: number;
  readonly certified: number;
  readonly wrong: number;
  readonly undecided: number;
  /** Seeds of the undecided. */
  readonly undecidedSeeds: readonly number[];
  readonly limitMs: number;
  readonly medianMs: number;
  readonly slowestDecidedMs: number;
  /** Of the certified ones; rows from before version 3 do not have it. */
  readonly proofs?: Proofs;
}

/** Medians, where nothing else is said. */
interface Proofs {
  /** Certified by sets that return after words. */
  readonly byWords: number;
  /** Boxes or sets. */
  readonly sets: number;
  readonly longestWord: number;
  readonly images: number;
  readonly kilobytes: number;
  readonly mostKilobytes: number;
  /** Of the check alone, which is part of the decision's time as well. */
  readonly checkMs: number;
  readonly slowestCheckMs: number;
}

const unitsOf = (setting: string): number => Number(/-([248])$/u.exec(setting)?.[1] ?? 1);
const isNotebook = (setting: string): boolean => setting.startsWith('notebook');

/** Seeds 1 up to this one; wide networks take minutes to train. */
function seedsOf(setting: string): number {
  if (setting === 'latch-2') return 24;
  if (setting === 'latch-8') return 6;
  if (setting === 'last-variable-8') return 11;
  return { 1: 64, 2: 64, 4: 16, 8: 12 }[isNotebook(setting) ? 1 : unitsOf(setting)]!;
}

/** Time that one network is given, search and check together. */
function limitOf(setting: string): number {
  if (isNotebook(setting) || setting === 'latch') return 2000;
  return { 1: 1000, 2: 5000, 4: 10_000, 8: 30_000 }[unitsOf(setting)]!;
}

const file = fileURLToPath(new URL('table.json', import.meta.url));
const folder = process.env['LATCH_NETWORKS'];
const wanted = process.argv.slice(2);

/** Trains the networks of a setting, or of `SETTING@FIRST-LAST`, unless they are kept. */
function networksOf(wantedNetworks: string): TrainedNetwork[] {
  const [setting, seeds] = wantedNetworks.split('@');
  const [first, last] = seeds === undefined ? [1, seedsOf(setting)] : seeds.split('-').map(Number);
  const kept = folder === undefined ? undefined : join(folder, `${wantedNetworks}.json`);
  if (kept !== undefined && existsSync(kept))
    return JSON.parse(readFileSync(kept, 'utf8')) as TrainedNetwork[];
  const networks: TrainedNetwork[] = [];
  for (let seed = first; seed <= last; seed++) networks.push(trainNetwork(setting, seed));
  if (kept !== undefined) {
    mkdirSync(folder!, { recursive: true });
    writeFileSync(kept, JSON.stringify(networks));
  }
  return networks;
}

/** How often the clocks are looked at: asking costs more than a slice of work. */
const LOOK_MS = 5;

/**
 * Milliseconds that this thread has computed since, at most: no more than have passed, and no more than the process has
 * used, its compiler's and collector's threads included. What else the machine does must not decide.
 */
function stopwatch(): () => number {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return Math.min(performance.now() - wall, (user + system) / 1000);
  };
}

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

/** What the certificates are like; each is checked once more, alone, for its time. */
function proofsOf(certified: readonly Certified[]): Proofs {
  const checks = certified.map(({ certificate }) => {
    const elapsed = stopwatch();
    if (!checkCertificate(certificate).ok) throw new Error('a certificate was accepted and is refused');
    return elapsed();
  });
  const kilobytes = certified.map(({ certificate }) => certificate.length / 1000);
  return {
    byWords: certified.filter(({ words }) => words).length,
    sets: median(certified.map(({ boxes }) => boxes)),
    longestWord: Math.max(0, ...certified.map(({ words }) => words?.longest ?? 0)),
    images: median(certified.map(({ words, boxes }) => words?.images ?? 2 * boxes)),
    kilobytes: Math.round(median(kilobytes)),
    mostKilobytes: Math.round(Math.max(0, ...kilobytes)),
    checkMs: Math.round(median(checks)),
    slowestCheckMs: Math.round(Math.max(0, ...checks)),
  };
}

function rowOf(setting: string, networks: readonly TrainedNetwork[]): Row {
  const limitMs = limitOf(setting.replace(/@.*/u, ''));
  const solved = networks.filter(({ solvedAt }) => solvedAt !== null);
  const decisions = solved.map((network) => ({ seed: network.seed, ...timedDecision(network, limitMs) }));
  if (process.env['LATCH_VERBOSE'])
    for (const { seed, verdict, ms } of decisions)
      console.log(setting, seed, verdict.verdict, Math.round(ms));
  const of = (verdict: Verdict['verdict']): typeof decisions =>
    decisions.filter((decision) => decision.verdict.verdict === verdict && decision.ms <= limitMs);
  const decided = [...of('certified'), ...of('wrong')];
  const certified = of('certified').map(({ verdict }) => verdict as Certified);
  return {
    setting,
    seeds: networks.length,
    solved: solved.length,
    certified: of('certified').length,
    wrong: of('wrong').length,
    undecided: solved.length - decided.length,
    undecidedSeeds: decisions.filter((one) => !decided.includes(one)).map(({ seed }) => seed),
    limitMs,
    medianMs: Math.round(median(decisions.map(({ ms }) => ms))),
    slowestDecidedMs: Math.round(Math.max(0, ...decided.map(({ ms }) => ms))),
    ...(certified.length > 0 ? { proofs: proofsOf(certified) } : {}),
  };
}

const rows = (
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { rows: Row[] }).rows : []
).filter(({ setting }) => wanted.length > 0 && !wanted.includes(setting));
for (const setting of wanted.length > 0 ? wanted : Object.keys(SETTINGS)) {
  const row = rowOf(setting, networksOf(setting));
  if (!setting.includes('@')) rows.push(row);
  console.log(JSON.stringify(row));
}
const order = Object.keys(SETTINGS);
rows.sort((a, b) => order.indexOf(a.setting) - order.indexOf(b.setting));
writeFileSync(file, `${JSON.stringify({ node: process.version, rows }, null, 2)}\n`);
