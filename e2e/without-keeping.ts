/** The page built once more, so that it takes no checkpoints and keeps nothing: what these cost is measured against it. */
import { mergeConfig, build, loadConfigFromFile, type Plugin } from 'vite';
import { join } from 'node:path';
import { root } from './scripts/prepare.mjs';

/** Each is found once, or the build fails. */
const CHANGES = [
  { file: 'training/trainer.ts', from: 'const CHECKPOINT_MS = 1000;', to: 'const CHECKPOINT_MS = Infinity;' },
  { file: 'session/keeping.ts', from: 'if (store.get().embed) return;', to: 'if (store.get()) return;' },
];

/** Builds it, and gives its folder relative to the repository. */
export async function buildWithoutKeeping(): Promise<string> {
  const folder = join('.cache', 'without-keeping');
  const changed = new Set<string>();
  const plugin: Plugin = {
    name: 'latch:without-keeping',
    enforce: 'pre',
    transform(code, id) {
      const change = CHANGES.find(({ file }) => id.endsWith(`/src/${file}`));
      if (!change) return undefined;
      if (code.split(change.from).length !== 2) throw new Error(`${change.file} has changed`);
      changed.add(change.file);
      return code.replace(change.from, change.to);
    },
  };
  const loaded = await loadConfigFromFile(
    { command: 'build', mode: 'production' },
    join(root, 'vite.config.ts'),
    root,
  );
  if (!loaded) throw new Error('no vite.config.ts');
  const { worker } = loaded.config;
  await build({
    ...mergeConfig(loaded.config, {
      root,
      logLevel: 'error',
      plugins: [plugin],
      build: { outDir: folder, emptyOutDir: true },
    }),
    configFile: false,
    worker: { ...worker, plugins: () => [...(worker?.plugins?.() ?? []), plugin] },
  });
  if (changed.size < CHANGES.length) throw new Error(`only ${[...changed].join()} was changed`);
  return folder;
}
