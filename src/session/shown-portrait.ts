/** What the shown network looks like inside, as the page holds it. */
import type { Portrait } from '../proof/portrait/portrait-protocol.ts';
import type { ShownNetwork } from './network.ts';

/** A portrait with the network that sat for it. */
export interface ShownPortrait extends Portrait {
  readonly network: ShownNetwork;
  /** A string that it was known to answer wrongly; null: none was. */
  readonly suspect: string | null;
}
