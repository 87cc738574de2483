import { build } from '../scripts/prepare.mjs';

/** Stories run on the built page, so it must be the page of the present sources; `LATCH_NO_BUILD=1` takes what is there. */
export function setup(): void {
  if (process.env.LATCH_NO_BUILD !== '1') build();
}
