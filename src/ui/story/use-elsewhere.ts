/** What the presenter view leaves out. */
import { useSelect } from '../../session/use-session.ts';

/** As an attribute, whether another act fills the screen, or another figure of this one. */
export const useElsewhere = (act: number, figure?: number): '' | undefined =>
  useSelect(({ act: shown, presented }) =>
    presented === null || (shown === act && (figure ?? presented) === presented) ? undefined : '',
  );
