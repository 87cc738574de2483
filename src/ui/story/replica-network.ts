/** A replica's newest weights, whichever replica is shown, and what is proved of them. */
import { useMemo } from 'react';
import type { ProvedSets } from '../../proof/portrait/proved-sets.ts';
import type { ShownNetwork } from '../../session/network.ts';
import { provedOf } from '../../session/outcome.ts';
import { replicaParams, specOf } from '../../session/network.ts';
import { seedOfReplica } from '../../session/experiment.ts';
import type { RunRecord } from '../../session/run-record.ts';
import type { SessionState } from '../../session/state.ts';
import { useSelect } from '../../session/use-session.ts';
import { judgeReplica } from '../../session/verdicts.ts';

const selectRun = (state: SessionState): SessionState['run'] => state.run;

/** Null: there is no such replica, or it has no weights yet. */
export const useReplicaNetwork = (replica: number | null): ShownNetwork | null =>
  useNetworkOf(useSelect(selectRun), replica);

/** The same object for as long as the weights are the same: what is drawn of it need not be computed again. */
export function useNetworkOf(run: RunRecord | null, replica: number | null): ShownNetwork | null {
  const weights = run?.weights;
  const config = run?.config;
  return useMemo(() => {
    if (!weights || !config || replica === null || replica >= config.replicas) return null;
    return {
      spec: specOf(config),
      params: replicaParams(weights, config.hidden, replica),
      origin: 'run',
      seed: seedOfReplica(config, replica),
      update: weights.update,
    };
  }, [weights, config, replica]);
}

/** What a replica's proof can show; null: it is not proved right. */
export const selectProvedOf =
  (replica: number | null) =>
  ({ run, verdicts }: SessionState): ProvedSets | null =>
    run && replica !== null ? provedOf(judgeReplica(run, replica, verdicts).outcome) : null;
