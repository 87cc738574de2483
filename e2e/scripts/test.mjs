/**
 * `npm test`, from a bare checkout: what a contributor must know, its stories in Chromium. With `CI=true`: everything
 * that must hold, in all three engines. `npm run test:long`: the slow stories only.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { engineNames, ensureBrowsers, wantedEngines } from './browsers.mjs';
import { build, installPackages, requireNode, root, runScript } from './prepare.mjs';

const results = join(root, '.cache', 'results');

/** @type {string[]} */
const failures = [];

/** @type {(script: string) => void} */
function step(script) {
  console.log(`\n== npm run ${script}`);
  if (!runScript(script)) failures.push(script);
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

function testEverything() {
  step('check');
  build();
  step('check:size');
  step('e2e');
  if (wantedEngines.length < engineNames.length)
    console.log(
      `Stories ran in ${wantedEngines.join(' and ')}; CI=true npm test runs them in all three engines.`,
    );
  report(['unit', 'e2e']);
}

function testLong() {
  build();
  step('long');
  report(['long']);
}

try {
  requireNode();
  installPackages();
  ensureBrowsers();
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  if (process.argv.includes('--long')) testLong();
  else testEverything();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  failures.push('preparation');
}
process.exitCode = failures.length > 0 ? 1 : 0;
