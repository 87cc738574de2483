/** The built page on a host that is renewed while pages are open, and that is out of reach at times. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { readServiceWorker, writeOfflineBuild, writeServiceWorker } from '../scripts/offline-build.ts';
import { dist } from '../scripts/prepare.mjs';
import { serveStatic } from '../scripts/static-server.mjs';
import type { Site } from './serve.ts';

export interface DeployedSite extends Site {
  /** Takes the place of the build with that of another name: all of its files have other names and contents. */
  deploy(name: string): void;
  /** The build that ends what earlier ones have kept. */
  deployWithout(): void;
  /** Takes a file away, named by its path. */
  remove(path: string): void;
  setReachable(isReachable: boolean): void;
  /** Paths under the site that were asked for, whether it was reachable or not. */
  readonly asked: string[];
}

/** The build that a file's name tells: what `deploy` was given; empty: the first. */
export const buildOf = (url: string): string => /~(\w+)\.\w+$/u.exec(new URL(url).pathname)?.[1] ?? '';

export async function serveDeployed(base = '/some/where'): Promise<DeployedSite> {
  const folder = mkdtempSync(join(tmpdir(), 'latch-deployed-'));
  const served = join(folder, 'served');
  const put = (change: (directory: string) => void): void => {
    rmSync(served, { recursive: true, force: true });
    cpSync(dist, served, { recursive: true });
    change(served);
  };
  put(() => undefined);
  let isReachable = true;
  const asked: string[] = [];
  const site = await serveStatic({
    directory: served,
    base,
    intercept(request) {
      asked.push((request.url ?? '').slice(base.length + 1));
      if (!isReachable) request.socket.destroy();
      return !isReachable;
    },
  });
  return {
    url: site.url,
    asked,
    deploy: (name) => put((directory) => renew(directory, name)),
    deployWithout: () =>
      put((directory) => {
        const { policy, program } = readServiceWorker(directory);
        writeServiceWorker(directory, { id: '', policy, files: {} }, program);
      }),
    remove: (path) => rmSync(join(served, path)),
    setReachable: (next) => void (isReachable = next),
    async close() {
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes another build of one: each file gets another name, wherever it is mentioned, and those in the head other content. */
function renew(directory: string, name: string): void {
  const assets = join(directory, 'assets');
  const names = readdirSync(assets);
  const otherName = (file: string): string => file.replace(/(?=\.\w+$)/u, `~${name}`);
  for (const file of [...names.map((asset) => join('assets', asset)), 'index.html']) {
    let text = readFileSync(join(directory, file), 'utf8');
    for (const asset of names) text = text.replaceAll(asset, otherName(asset));
    writeFileSync(join(directory, file), text);
  }
  for (const file of names) renameSync(join(assets, file), join(assets, otherName(file)));
  for (const file of ['before-paint.js', 'icon.svg', 'manifest.webmanifest']) {
    const comment =
      { '.js': `// ${name}`, '.svg': `<!-- ${name} -->` }[extname(file)] ?? '\n'.repeat(name.length);
    writeFileSync(join(directory, file), `${readFileSync(join(directory, file), 'utf8')}${comment}\n`);
  }
  const { policy, program } = readServiceWorker(directory);
  writeOfflineBuild(directory, policy, program);
}
