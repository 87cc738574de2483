/** Child processes that never outlive the tests: each leads its own group, and the group is killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { findXvfb } from '../scripts/browsers.mjs';

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach(killGroup));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    running.forEach(killGroup);
    process.exit(1);
  });

export interface Started {
  readonly child: ChildProcess;
  readonly stop: () => Promise<void>;
}

type Environment = Record<string, string | undefined>;

/** Starts a program with stdout and stderr piped, and a third pipe at descriptor 3. */
export function startProgram(path: string, args: readonly string[], env: Environment = {}): Started {
  const child = spawn(path, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  child.stdout?.resume();
  child.stderr?.resume();
  running.add(child);
  const ended = once(child, 'exit').finally(() => running.delete(child));
  return {
    child,
    stop: async () => {
      killGroup(child);
      await ended;
    },
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
}

export interface Display {
  readonly name: string | undefined;
  readonly stop: () => Promise<void>;
}

/** A virtual screen of its own on Linux, where a browser with a window would need one; elsewhere the real one. */
export async function startDisplay(): Promise<Display> {
  if (process.platform !== 'linux') return { name: undefined, stop: () => Promise.resolve() };
  const path = findXvfb();
  if (path === undefined) throw new Error('Xvfb not found');
  const args = ['-displayfd', '3', '-screen', '0', '1920x1440x24', '-nolisten', 'tcp', '-noreset'];
  const { child, stop } = startProgram(path, args);
  const [number] = (await once(child.stdio[3] as Readable, 'data')) as [Buffer];
  return { name: `:${number.toString().trim()}`, stop };
}
