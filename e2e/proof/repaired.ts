/** Repairs trained networks as the page does, on the CPU engine's own loop. */
import { startDecision, type Verdict } from '../../src/proof/verdict.ts';
import { nextStep, repairConfig, startWeights, type RoundResult } from '../../src/session/repair-plan.ts';
import { SETTINGS, trainConfig, type TrainedNetwork } from './trained.ts';

/** What one network's repair came to. */
export interface RepairStory {
  readonly seed: number;
  /** What was found before: "wrong on 1000…", "undecided". */
  readonly before: string;
  /** What each epoch kept of the weights, and what was found after it. */
  readonly epochs: readonly { readonly keep: number; readonly found: string }[];
  readonly isCertified: boolean;
}

/** Time that a decision may take, as on the page. */
const LIMIT_MS = 3000;

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Decides within the page's limit of processor time. */
export function decideInTime(spec: TrainedNetwork['spec'], params: Float32Array): Verdict {
  const from = processorMs();
  const decision = startDecision(spec, params);
  while (decision.advance() && decision.verdict.verdict === 'undecided')
    if (processorMs() - from > LIMIT_MS) break;
  return decision.verdict;
}

/** A verdict in few words. */
export function verdictWords(verdict: Verdict): string {
  if (verdict.verdict === 'certified') return `certified, ${verdict.boxes} boxes`;
  if (verdict.verdict === 'undecided') return 'undecided';
  return `wrong on ${verdict.family || verdict.bits} (${verdict.bits.length} bits)`;
}

/** Repairs one network that was found `verdict`. */
export function repairNetwork(
  { setting, seed, spec, params }: TrainedNetwork,
  verdict: Verdict,
): RepairStory {
  const config = { ...SETTINGS[setting], ...spec };
  const rounds: RoundResult[] = [];
  const epochs: { keep: number; found: string }[] = [];
  let weights = Float32Array.from(params);
  for (let step = nextStep(rounds); step !== null; step = nextStep(rounds)) {
    const { keep } = step;
    const from = startWeights(weights, config, { keep, seed, round: rounds.length });
    const trained = trainConfig(repairConfig(config, seed, step), from);
    weights = Float32Array.from(trained.params);
    const found = trained.solvedAt === null ? null : decideInTime(spec, weights);
    rounds.push({ step, outcome: found?.verdict ?? 'unsolved' });
    epochs.push({ keep, found: found ? verdictWords(found) : 'wrong on held-out strings' });
  }
  const isCertified = rounds.at(-1)?.outcome === 'certified';
  return { seed, before: verdictWords(verdict), epochs, isCertified };
}
