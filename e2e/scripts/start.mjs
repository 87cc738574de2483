/** `npm start [-- --port 4173 --base /some/sub/path --host 127.0.0.1]`: install, build and serve what is missing. */
import { parseArgs } from 'node:util';
import { build, dist, installPackages, requireNode } from './prepare.mjs';
import { serveStatic } from './static-server.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4173' },
    base: { type: 'string', default: '' },
    host: { type: 'string', default: '127.0.0.1' },
  },
});

try {
  requireNode();
  installPackages();
  build();
  const { url } = await serveStatic({
    directory: dist,
    base: values.base,
    port: Number(values.port),
    host: values.host,
  });
  console.log(`Latch is at ${url} (Ctrl+C stops it)`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
