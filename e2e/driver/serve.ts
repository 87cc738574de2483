import { fileURLToPath } from 'node:url';
import { dist } from '../scripts/prepare.mjs';
import { serveStatic } from '../scripts/static-server.mjs';

export interface Site {
  /** Ends with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the built page, at the host's root or under a sub-path such as `/some/where`. */
export const serveDist = (base = ''): Promise<Site> => serveStatic({ directory: dist, base });

/** Serves another directory, named relative to the repository. */
export const serveDirectory = (path: string, base = ''): Promise<Site> =>
  serveStatic({ directory: fileURLToPath(new URL(`../../${path}`, import.meta.url)), base });
