import { useRef, type JSX, type KeyboardEvent } from 'react';
import type { RunRecord } from '../session/run-record.ts';
import { useSelect, useSession } from '../session/use-session.ts';

/** One cell for each seed: its epoch when solved. Arrow keys move along. */
export function ReplicaPicker({ run }: { readonly run: RunRecord | null }): JSX.Element | null {
  const session = useSession();
  const shown = useSelect((state) => state.replica);
  const config = useSelect((state) => state.run?.config ?? state.config);
  const cells = useRef<HTMLDivElement>(null);
  if (config.replicas === 1) return null;
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = target(event.key, shown, config.replicas);
    if (to === null) return;
    event.preventDefault();
    session.selectReplica(to);
    cells.current?.querySelectorAll<HTMLElement>('[role=radio]')[to]?.focus();
  };
  return (
    <div className="replicas" role="radiogroup" aria-label="Shown seed" ref={cells} onKeyDown={onKeyDown}>
      {Array.from({ length: config.replicas }, (_, k) => {
        const seed = run?.replicas[k]?.seed ?? config.seed + k;
        const epoch = solvedEpoch(run, k);
        return (
          <button
            key={seed}
            type="button"
            role="radio"
            aria-checked={k === shown}
            tabIndex={k === shown ? 0 : -1}
            aria-label={`Seed ${seed}, ${epoch === null ? 'not solved' : `solved in epoch ${epoch}`}`}
            title={`seed ${seed}`}
            data-solved={epoch === null ? undefined : ''}
            onClick={() => session.selectReplica(k)}
          >
            {epoch ?? '·'}
          </button>
        );
      })}
    </div>
  );
}

/** The epoch in which a replica was solved, from 1. */
function solvedEpoch(run: RunRecord | null, replica: number): number | null {
  const update = run?.solvedAt[replica];
  if (!run || update === null || update === undefined) return null;
  const { strings, batch, repeats } = run.config;
  return Math.max(1, Math.ceil(update / (Math.ceil(strings / batch) * repeats)));
}

function target(key: string, at: number, count: number): number | null {
  if (key === 'ArrowRight' || key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowLeft' || key === 'ArrowUp') return (at + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}
