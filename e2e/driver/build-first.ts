import { build } from '../scripts/prepare.mjs';

/** Stories run on the built page, so it must be the page of the present sources. */
export const setup = (): void => build();
