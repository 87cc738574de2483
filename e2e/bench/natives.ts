/** Who trains the same outside the browser: the C++ loop, and Keras and PyTorch where there is a Python with them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, type NativeTime } from './results.ts';

const PYTHON_LIMIT_MS = 300_000;

const inThisFolder = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The compiled C++ loop. */
export interface NativeLoop {
  /** Runs its epochs once more. */
  run(): void;
  /** Its median epoch so far. */
  time(): NativeTime;
  dispose(): void;
}

/** Compiles the loop; null where there is no compiler (`CXX`, g++, clang++). */
export function compileNativeLoop(): NativeLoop | null {
  const folder = mkdtempSync(join(tmpdir(), 'latch-native-'));
  const program = join(folder, 'native-limit');
  const flags = ['-O3', '-march=native', '-ffast-math', inThisFolder('native-limit.cpp'), '-o', program];
  for (const compiler of [process.env.CXX, 'g++', 'clang++'].filter((name) => name !== undefined)) {
    if (output(compiler, flags) === null) continue;
    const samples: number[] = [];
    const version = output(compiler, ['-dumpfullversion', '-dumpversion'])?.trim() ?? '';
    return {
      run: () =>
        samples.push(
          ...(JSON.parse(output(program, []) ?? '{"msPerUpdate":[]}') as NativeOutput).msPerUpdate,
        ),
      time: () => ({
        name: 'C++, one core',
        msPerUpdate: Number(median(samples).toPrecision(4)),
        versions: { [basename(compiler)]: version },
      }),
      dispose: () => rmSync(folder, { recursive: true }),
    };
  }
  rmSync(folder, { recursive: true });
  return null;
}

interface NativeOutput {
  readonly msPerUpdate: number[];
}

/** Keras and PyTorch: by the first of the Pythons in `LATCH_PYTHON` (a list like PATH) and `python3` that has them. */
export function pythonTimes(): NativeTime[] {
  const pythons = [...(process.env.LATCH_PYTHON ?? '').split(delimiter).filter(Boolean), 'python3'];
  return ['keras_epoch.py', 'torch_epoch.py'].flatMap((script) => {
    for (const python of pythons) {
      const printed = output(python, [inThisFolder(script)])
        ?.trim()
        .split('\n')
        .at(-1);
      if (printed === undefined) continue;
      const { name, msPerUpdate, versions } = JSON.parse(printed) as NativeTime;
      return [{ name, msPerUpdate, versions }];
    }
    return [];
  });
}

/** What a program prints; null when it is not there or fails. */
function output(program: string, args: readonly string[]): string | null {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: PYTHON_LIMIT_MS,
    });
  } catch {
    return null;
  }
}
