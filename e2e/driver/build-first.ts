import { build, buildEnginePage } from '../scripts/prepare.mjs';

/**
 * Stories run on the built pages, so these must be of the present sources; built here, before files run side by side.
 * `LATCH_NO_BUILD=1` takes what is there.
 */
export function setup(): void {
  if (process.env.LATCH_NO_BUILD === '1') return;
  build();
  buildEnginePage();
}
