/** The built page with a text in front of one of its workers' files. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Site } from '../driver/serve.ts';
import { dist } from '../scripts/prepare.mjs';
import { serveStatic } from '../scripts/static-server.mjs';

/** Serves the page with `prelude` in front of the files of workers called `worker`. */
export async function serveFaulty(prelude: string, worker = 'trainer'): Promise<Site> {
  const directory = mkdtempSync(join(tmpdir(), 'latch-faulty-'));
  cpSync(dist, directory, { recursive: true });
  const assets = join(directory, 'assets');
  const files = readdirSync(assets).filter(
    (name) => name.startsWith(`worker-${worker}.worker-`) && name.endsWith('.js'),
  );
  if (files.length === 0) throw new Error(`no worker called ${worker}`);
  for (const name of files) {
    const path = join(assets, name);
    writeFileSync(path, prelude + readFileSync(path, 'utf8'));
  }
  const site = await serveStatic({ directory });
  return {
    url: site.url,
    async close() {
      await site.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
