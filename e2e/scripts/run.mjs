/** Runs a TypeScript file: Node 20 cannot strip types by itself, Vite can. `node e2e/scripts/run.mjs FILE [ARGS]` */
import { resolve } from 'node:path';
import { runnerImport } from 'vite';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: node e2e/scripts/run.mjs FILE [ARGS]');
process.argv = [process.argv[0], resolve(file), ...args];
await runnerImport(resolve(file), { configFile: false });
