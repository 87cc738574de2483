/** The processes of the browsers that these tests have started. */
import { readdirSync, readFileSync } from 'node:fs';
import { pause, type EngineName } from '../../driver/page.ts';

/** By their command lines: what draws and runs pages. */
const PAGES: Readonly<Record<EngineName, RegExp>> = {
  chromium: /--type=(?:renderer|gpu-process)/u,
  firefox: /-contentproc/u,
  webkit: /WebKitWebProcess/u,
};

/** Stops them for a while, as a laptop's lid does. */
export async function stopProcesses(engine: EngineName, ms: number): Promise<void> {
  const stopped = ownProcesses(PAGES[engine]).filter((id) => send(id, 'SIGSTOP'));
  if (stopped.length === 0) throw new Error('no process was found');
  try {
    await pause(ms);
  } finally {
    for (const id of stopped) send(id, 'SIGCONT');
  }
}

function send(id: number, signal: 'SIGSTOP' | 'SIGCONT'): boolean {
  try {
    return process.kill(id, signal);
  } catch {
    // it has ended meanwhile
    return false;
  }
}

/** Those that descend from this process and whose command line is such, as Linux tells it. */
function ownProcesses(command: RegExp): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => parentOf(Number(name)));
  const own = new Set([process.pid]);
  for (let before = 0; before < own.size;) {
    before = own.size;
    for (const { id, parent } of all) if (own.has(parent)) own.add(id);
  }
  return all
    .filter(({ id }) => id !== process.pid && own.has(id) && command.test(commandOf(id)))
    .map(({ id }) => id);
}

function parentOf(id: number): { id: number; parent: number }[] {
  const stat = read(`/proc/${id}/stat`);
  // the name may hold spaces and brackets
  const parent = /^\S+ (\d+)/u.exec(stat.slice(stat.lastIndexOf(')') + 2))?.[1];
  return parent === undefined ? [] : [{ id, parent: Number(parent) }];
}

const commandOf = (id: number): string => read(`/proc/${id}/cmdline`).replaceAll('\0', ' ');

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
