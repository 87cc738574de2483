/** The runs before this one whose curves are kept: their names, shown or hidden. */
import type { JSX } from 'react';
import { changedFields, FIELD_LABELS, type RunConfig } from '../../session/experiment.ts';
import { MAX_GHOST_NAME } from '../../session/ghosts.ts';
import { newestHeldOut, type RunRecord, shownConfig } from '../../session/run-record.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { trainedMeasure } from '../../session/chart-data.ts';
import { percent } from '../kit/format.ts';
import { focusMain } from '../kit/focus.ts';
import { CloseIcon } from '../kit/icons.tsx';
import { ghostLetter } from './use-curve.ts';

/** Earlier runs, each named by what was different. */
export function GhostList(): JSX.Element | null {
  const session = useSession();
  const ghosts = useSelect((state) => state.ghosts);
  const config = useSelect(shownConfig);
  if (ghosts.length === 0) return null;
  return (
    <ul className="ghosts" aria-label="Earlier runs">
      {ghosts.map((ghost, k) => (
        <li key={ghost.id} data-hidden={ghost.isHidden ? '' : undefined}>
          <span className="ghost-letter">{ghostLetter(k)}</span>
          <input
            className="ghost-name"
            aria-label={`Name of run ${ghostLetter(k)}`}
            placeholder={differenceText(ghost.config, config)}
            title={differenceText(ghost.config, config)}
            maxLength={MAX_GHOST_NAME}
            autoComplete="off"
            value={ghost.name}
            onChange={(event) => session.nameGhost(ghost.id, event.currentTarget.value)}
          />
          <span className="soft">{outcomeText(ghost)}</span>
          <button
            type="button"
            className="button quiet small"
            aria-label={`${ghost.isHidden ? 'Show' : 'Hide'} run ${ghostLetter(k)}`}
            onClick={() => session.hideGhost(ghost.id, !ghost.isHidden)}
          >
            {ghost.isHidden ? 'Show' : 'Hide'}
          </button>
          <button
            type="button"
            className="button quiet icon-only small"
            aria-label={`Remove run ${ghostLetter(k)}`}
            onClick={() => {
              session.removeGhost(ghost.id);
              focusMain();
            }}
          >
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}

function differenceText(ghost: RunConfig, config: RunConfig): string {
  const keys = changedFields(ghost, config);
  if (keys.length === 0) return 'same setting';
  const named = keys.slice(0, 3).map((key) => `${FIELD_LABELS[key].toLowerCase()} ${ghost[key]}`);
  return keys.length > 3 ? `${named.join(', ')} …` : named.join(', ');
}

function outcomeText(ghost: RunRecord): string {
  const solved = ghost.solvedAt.filter((update) => update !== null).length;
  if (solved > 0) return `${solved} of ${ghost.replicas.length} solved`;
  const heldOut = newestHeldOut(ghost.replicas[0])?.heldOut;
  return heldOut ? `none solved, ${percent(heldOut[trainedMeasure(ghost.config)])}` : 'none solved';
}
