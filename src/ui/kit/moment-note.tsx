/** Which moment of a run the figures show, in words. */
import type { JSX } from 'react';
import { counted } from '../../session/counted.ts';
import { pastWeights } from '../../session/moment.ts';
import type { SessionState } from '../../session/state.ts';
import { useSelect } from '../../session/use-session.ts';
import { grouped } from './format.ts';

/** How many updates the past weights had seen that are looked at; null while the newest are. */
export const selectPastUpdate = (state: SessionState): number | null => pastWeights(state)?.update ?? null;

export const momentText = (update: number, newest: number): string =>
  `after ${grouped(update)} of ${counted(newest, 'update')}`;

/** Says in a panel that what it shows is not of the newest weights; nothing while it is. */
export function MomentNote(): JSX.Element | null {
  const past = useSelect(selectPastUpdate);
  const isOpened = useSelect((state) => state.opened !== null);
  if (past === null || isOpened) return null;
  return <p className="moment-note">{`after ${counted(past, 'update')}`}</p>;
}
