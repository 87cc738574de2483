/** The network that answers the typed string: a replica of the run, one from a file or link, or the untrained one. */
import { initialParams } from '../lstm/initializers.ts';
import type { ModelSpec } from '../lstm/params.ts';
import { paramCount } from '../lstm/params.ts';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import { seedOfReplica, type RunConfig } from '../training/config.ts';
import type { WeightSnapshot } from '../training/protocol.ts';
import { pastWeights, type Moment } from './moment.ts';
import { shownConfig, updateOf, type UpdateInputs } from './run-record.ts';

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

/** As the source of a network that a link has brought, which brings it again. */
export const FROM_LINK = 'the link';

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

/** The model that a run trains; the same config gives the same object. */
export function specOf(config: RunConfig): ModelSpec {
  const known = specs.get(config);
  if (known) return known;
  const { hidden, activation, head } = config;
  const spec = { hidden, activation, head };
  specs.set(config, spec);
  return spec;
}

const specs = new WeakMap<RunConfig, ModelSpec>();

/**
 * Whether another network is shown, or one that the visitor has changed, rather than the same one trained further: that
 * does not wait for a beat.
 */
export const isOtherNetwork = (a: ShownNetwork, b: ShownNetwork): boolean =>
  b.edits !== undefined ||
  b.origin === 'untrained' ||
  b.origin === 'past' ||
  a.origin !== b.origin ||
  a.seed !== b.seed ||
  a.spec !== b.spec;

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
    const { replica, opened, run } = state;
    const past = pastWeights(state);
    // a moment counts by its weights and its update; the newest by the snapshot, which each report replaces
    const inputs = [shownConfig(state), replica, opened, past?.params ?? run?.weights, past?.update];
    if (last?.inputs.every((input, k) => input === inputs[k])) return last.network;
    last = { inputs, network: chooseNetwork(state, past) };
    return last.network;
  };
}

function chooseNetwork(inputs: NetworkInputs, past: WeightSnapshot | null): ShownNetwork {
  const { replica, opened, run } = inputs;
  if (opened) return { ...opened, origin: 'opened', seed: null, update: 0 };
  const runConfig = shownConfig(inputs);
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
