/**
 * `npm test`, from a bare checkout: what a contributor must know, its stories in Chromium. With `CI=true`: everything
 * that must hold, in all three engines. `npm run test:long`: the slow stories only.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { engineNames, ensureBrowsers, wantedEngines } from './browsers.mjs';
import {
  build,
  buildEnginePage,
  installPackages,
  requireNode,
  root,
  runScript,
  succeedsBeside,
} from './prepare.mjs';

const results = join(root, '.cache', 'results');

/** @type {string[]} */
const failures = [];

/** @type {(script: string) => void} */
function step(script) {
  console.log(`\n== npm run ${script}`);
  if (!runScript(script)) failures.push(script);
}

/** A step beside others; it says at once what it has to say, or when it has ended. @type {(script: string, says?: 'at once' | 'at its end', env?: Record<string, string>) => Promise<void>} */
async function stepBeside(script, says = 'at its end', env = {}) {
  if (!(await succeedsBeside('npm', ['run', '--silent', script], says, env))) failures.push(script);
}

/** Tests passed and failed in one vitest run; nothing when it did not get that far. @type {(name: string) => { passed: number, failed: number }} */
function counts(name) {
  try {
    const text = readFileSync(join(results, `${name}.json`), 'utf8');
    const { numPassedTests, numFailedTests } =
      /** @type {{ numPassedTests: number, numFailedTests: number }} */ (JSON.parse(text));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/** @type {(projects: string[]) => void} */
function report(projects) {
  const all = projects.map(counts);
  const passed = all.reduce((sum, run) => sum + run.passed, 0);
  const failed = all.reduce((sum, run) => sum + run.failed, 0);
  if (failures.length > 0)
    console.log(`\nFailed: ${failures.map((script) => `npm run ${script}`).join(', ')}`);
  // a failed check without a failed test still counts
  console.log(`\n${passed} passed, ${Math.max(failed, failures.length)} failed`);
}

/** What waits for the network, for two cores, and for browsers goes side by side. @type {(browsers: Promise<void>) => Promise<void>} */
async function testEverything(browsers) {
  console.log('\n== npm run check, beside what follows');
  const checks = [stepBeside('check')];
  build();
  buildEnginePage();
  checks.push(stepBeside('check:size'));
  await browsers;
  console.log('\n== npm run e2e');
  const isCore = process.env.CI !== 'true';
  // what a contributor waits for: e2e/driver/tiers.ts
  await stepBeside('e2e', 'at once', isCore ? { LATCH_CORE: '1' } : {});
  await Promise.all(checks);
  if (isCore)
    console.log(
      `Core stories ran in ${wantedEngines.join(' and ')}; CI=true npm test tells all of them, in ${engineNames.join(', ')}.`,
    );
  report(['unit', 'e2e']);
}

/** @type {(browsers: Promise<void>) => Promise<void>} */
async function testLong(browsers) {
  await browsers;
  build();
  step('long');
  report(['long']);
}

try {
  requireNode();
  const browsers = ensureBrowsers();
  // whoever awaits it hears of it
  browsers.catch(() => undefined);
  installPackages();
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  await (process.argv.includes('--long') ? testLong(browsers) : testEverything(browsers));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  failures.push('preparation');
}
process.exitCode = failures.length > 0 ? 1 : 0;
