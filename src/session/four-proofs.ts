/** Decides the solved networks of the 2x2 in proof workers of their own. */
import type { Provers } from '../proof/proof-client.ts';
import type { FourCell } from './four-state.ts';
import { ProverPool, type Task } from './prover-pool.ts';
import { isDecided, isReplicaSolved, replicaSubject, type Verdicts } from './verdicts.ts';

export interface FourProofs {
  /** Looks for networks to decide; false when there is none and none is being decided. */
  readonly goOn: () => boolean;
  readonly stop: () => void;
}

interface FourProofsOptions {
  readonly provers: Provers;
  readonly cells: () => readonly FourCell[];
  /** Cores that others use. */
  readonly spared: () => number;
  readonly onVerdicts: (cell: number, verdicts: Verdicts) => void;
}

interface FourTask extends Task {
  readonly cell: number;
}

export function createFourProofs({ provers, cells, spared, onVerdicts }: FourProofsOptions): FourProofs {
  const pool = new ProverPool<FourTask>({
    provers,
    onOutcome({ cell, subject }, outcome) {
      const verdicts = cells()[cell]?.verdicts ?? new Map();
      onVerdicts(cell, new Map([...verdicts, [subject.slot, { ...subject, outcome }]]));
    },
    onRoom: () => goOn(),
  });
  const goOn = (): boolean => {
    while (pool.roomAfter(spared(), false) === 0) {
      const next = nextTask(cells(), pool);
      if (!next) break;
      pool.start(next, pool.isPutOff(next) ? 'whole' : 'first', spared());
    }
    return pool.tasks.length > 0;
  };
  return { goOn, stop: () => pool.stop() };
}

/** A solved network that has not been decided. Solving ends a replica, so its weights stay as they are. */
function nextTask(cells: readonly FourCell[], pool: ProverPool<FourTask>): FourTask | null {
  let putOff: FourTask | null = null;
  for (const [cell, { run, verdicts }] of cells.entries())
    for (const replica of run?.replicas.keys() ?? []) {
      if (!run || !isReplicaSolved(run, replica)) continue;
      const subject = replicaSubject(run, replica);
      if (!subject || isDecided(verdicts, subject)) continue;
      const task = { key: `${cell}/${replica}`, cell, subject };
      if (pool.isAt(task.key)) continue;
      if (!pool.isPutOff(task)) return task;
      putOff ??= task;
    }
  return putOff;
}
