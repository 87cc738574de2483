/**
 * Decides the solved networks of seeds 1..64 (4 units: 1..16) of every setting and writes `table.json`:
 *
 *     node e2e/scripts/run.mjs e2e/proof/table.ts [SETTING...]
 *
 * Training them takes most of the time; `LATCH_NETWORKS=FOLDER` keeps them there and reads them back the next time.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
}

const seedsOf = (setting: string): number => (setting.endsWith('-4') ? 16 : 64);
/** Time that the issue allows for one network. */
const limitOf = (setting: string): number =>
  setting.endsWith('-4')
    ? 10_000
    : setting.endsWith('-2') && !setting.startsWith('notebook')
      ? 5000
      : setting.startsWith('notebook')
        ? 2000
        : 1000;

const file = fileURLToPath(new URL('table.json', import.meta.url));
const folder = process.env['LATCH_NETWORKS'];
const wanted = process.argv.slice(2);

function networksOf(setting: string): TrainedNetwork[] {
  const kept = folder === undefined ? undefined : join(folder, `${setting}.json`);
  if (kept !== undefined && existsSync(kept))
    return JSON.parse(readFileSync(kept, 'utf8')) as TrainedNetwork[];
  const networks: TrainedNetwork[] = [];
  for (let seed = 1; seed <= seedsOf(setting); seed++) networks.push(trainNetwork(setting, seed));
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

function rowOf(setting: string, networks: readonly TrainedNetwork[]): Row {
  const limitMs = limitOf(setting);
  const solved = networks.filter(({ solvedAt }) => solvedAt !== null);
  const decisions = solved.map((network) => ({ seed: network.seed, ...timedDecision(network, limitMs) }));
  const of = (verdict: Verdict['verdict']): typeof decisions =>
    decisions.filter((decision) => decision.verdict.verdict === verdict && decision.ms <= limitMs);
  const decided = [...of('certified'), ...of('wrong')];
  const times = decisions.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return {
    setting,
    seeds: networks.length,
    solved: solved.length,
    certified: of('certified').length,
    wrong: of('wrong').length,
    undecided: solved.length - decided.length,
    undecidedSeeds: decisions.filter((one) => !decided.includes(one)).map(({ seed }) => seed),
    limitMs,
    medianMs: Math.round(times[Math.floor(times.length / 2)] ?? 0),
    slowestDecidedMs: Math.round(Math.max(0, ...decided.map(({ ms }) => ms))),
  };
}

const rows = (
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { rows: Row[] }).rows : []
).filter(({ setting }) => wanted.length > 0 && !wanted.includes(setting));
for (const setting of wanted.length > 0 ? wanted : Object.keys(SETTINGS)) {
  const row = rowOf(setting, networksOf(setting));
  rows.push(row);
  console.log(JSON.stringify(row));
}
const order = Object.keys(SETTINGS);
rows.sort((a, b) => order.indexOf(a.setting) - order.indexOf(b.setting));
writeFileSync(file, `${JSON.stringify({ node: process.version, rows }, null, 2)}\n`);
