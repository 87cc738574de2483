/** The page after a reload or a crash: what was kept of it comes back. */
import { ghostOf, withGhosts } from './ghosts.ts';
import type { KeptPage } from './kept-format.ts';
import { hasPoints } from './run-record.ts';
import type { Session } from './session.ts';
import type { ReadLink } from './url.ts';
import { grouped } from './counted.ts';

/** Stands there as it was; what the address says itself stays as it says. */
export function restorePage(session: Session, page: KeptPage, { isLink, state: link }: ReadLink): void {
  const { opened, act, bits, isRepairing, ...kept } = page;
  // an address that says so has begun to train
  session.reset();
  const state = session.store.get();
  session.layDown({
    ...kept,
    moment: null,
    isPausing: false,
    opened: link.weights ? state.opened : opened,
    act: isLink ? state.act : act,
    bits: isLink ? state.bits : bits,
  });
  if (isRepairing) session.notify(REPAIR_CUT);
  if (page.status !== 'paused') return;
  if (link.start) return session.resume();
  session.notify({
    kind: 'kept',
    title: 'Your run is still here',
    details: [
      `It stands as it did after ${grouped(page.run?.update ?? 0)} updates. “Resume” goes on with it.`,
    ],
  });
}

const REPAIR_CUT = {
  kind: 'kept',
  title: 'The repair was interrupted',
  details: [
    'It does not go on by itself. The network is as far as it had come; “Repair” begins anew from there.',
  ],
} as const;

/** What was kept stands beside what the page shows now. */
export function keepBeside(session: Session, { run, ghosts: others }: KeptPage): void {
  const { ghosts, notices } = session.store.get();
  const former = run && hasPoints(run) ? [ghostOf(run)] : [];
  session.layDown(withGhosts({ ghosts: [...former, ...others], notices }, ghosts));
}
