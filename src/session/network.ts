/** The network that answers the typed string: a replica of the run, one from a file or link, or the untrained one. */
import { initialParams } from '../lstm/initializers.ts';
import type { ModelSpec } from '../lstm/params.ts';
import { paramCount } from '../lstm/params.ts';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import { seedOfReplica, type RunConfig } from '../training/config.ts';
import type { WeightSnapshot } from '../training/protocol.ts';
import { pastWeights, type Moment } from './moment.ts';
import { updateOf, type UpdateInputs } from './run-record.ts';

/** What was done by hand to a copy of a network. */
export interface Edits {
  /** Name of the network that was copied. */
  readonly of: string;
  /** Weights before each edit, the oldest first, and those that were undone, the newest undone last. */
  readonly done: readonly Float32Array[];
  readonly undone: readonly Float32Array[];
  /** What was opened before; null: nothing, the run's network was shown. */
  readonly before: OpenedNetwork | null;
}

/** A network by itself, from a file or a link. */
export interface OpenedNetwork {
  readonly spec: ModelSpec;
  readonly params: Float32Array;
  /** Where it comes from, for the page. */
  readonly source: string;
  /** While it is repaired: its weights before. */
  readonly repairOf?: Float32Array;
  /** In a copy that is edited by hand. */
  readonly edits?: Edits;
}

/** Weights to answer with, and where they come from. */
export interface ShownNetwork {
  readonly spec: ModelSpec;
  readonly params: Float32Array;
  /** `past`: a replica of the run as it was. */
  readonly origin: 'untrained' | 'run' | 'past' | 'opened';
  /** Seed of the replica; null for a network from elsewhere. */
  readonly seed: number | null;
  readonly update: number;
  readonly edits?: Edits;
}

export const specOf = ({ hidden, activation, head }: RunConfig): ModelSpec => ({ hidden, activation, head });

/** The weights that the run of `seed` starts from. */
export const untrainedParams = (config: Pick<RunConfig, 'hidden' | 'init'>, seed: number): Float32Array =>
  initialParams(config.hidden, config.init, (index) => randomUniform([seed, PURPOSE.initialWeights], index));

/** One replica's weights out of a snapshot of all. */
export function replicaParams(snapshot: WeightSnapshot, hidden: number, replica: number): Float32Array {
  const size = paramCount(hidden);
  return snapshot.params.subarray(replica * size, (replica + 1) * size);
}

/** What the shown network depends on. */
export interface NetworkInputs {
  readonly config: RunConfig;
  readonly replica: number;
  readonly opened: OpenedNetwork | null;
  readonly run: UpdateInputs | null;
  readonly moment: Moment | null;
}

/** Chooses the network to show; the same inputs give the same object, so that views can compare by identity. */
export function createNetworkSelector(): (inputs: NetworkInputs) => ShownNetwork {
  let last: { readonly inputs: readonly unknown[]; readonly network: ShownNetwork } | null = null;
  return (state) => {
    const { config, replica, opened, run } = state;
    const past = pastWeights(state);
    const { params = null, update = null } = past ?? { params: run?.weights };
    const inputs = [run?.config ?? config, replica, opened, params, update];
    if (last?.inputs.every((input, k) => input === inputs[k])) return last.network;
    last = { inputs, network: chooseNetwork(state, past) };
    return last.network;
  };
}

function chooseNetwork(
  { config, replica, opened, run }: NetworkInputs,
  past: WeightSnapshot | null,
): ShownNetwork {
  if (opened) return { ...opened, origin: 'opened', seed: null, update: 0 };
  const runConfig = run?.config ?? config;
  const seed = seedOfReplica(runConfig, replica);
  const spec = specOf(runConfig);
  if (!run?.weights)
    return { spec, params: untrainedParams(runConfig, seed), origin: 'untrained', seed, update: 0 };
  if (past) {
    const params = replicaParams(past, spec.hidden, replica);
    return { spec, params, origin: 'past', seed, update: past.update };
  }
  const params = replicaParams(run.weights, spec.hidden, replica);
  return { spec, params, origin: 'run', seed, update: updateOf(run, replica) };
}
