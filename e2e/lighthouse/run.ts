/**
 * `npm run lighthouse`: what Lighthouse says of the built page, served compressed as a host would serve it. Five
 * loads each on its desktop and on its slow phone, and of every score the median; fails below what is promised.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import lighthouse, { desktopConfig, type RunnerResult } from 'lighthouse';
import puppeteer from 'puppeteer-core';
import { median } from '../../src/parity/median.ts';
import { chromiumArguments } from '../driver/chromium.ts';
import { serveDist } from '../driver/serve.ts';
import { findChromium } from '../scripts/browsers.mjs';
import { build } from '../scripts/prepare.mjs';

type Report = RunnerResult['lhr'];

/** Whole reports, to look into; not committed. */
const REPORTS = fileURLToPath(new URL('../../.cache/lighthouse/', import.meta.url));
const FILE = new URL('results.json', import.meta.url);
/** Fewer for a quick look: `npm run lighthouse -- 1`. */
const LOADS = Number(process.argv[2] ?? 5);
const FORMS = ['desktop', 'mobile'] as const;
const PROMISED = {
  performance: { desktop: 100, mobile: 95 },
  accessibility: { desktop: 100, mobile: 100 },
  'best-practices': { desktop: 100, mobile: 100 },
  seo: { desktop: 100, mobile: 100 },
};
type Category = keyof typeof PROMISED;
const CATEGORIES = Object.keys(PROMISED) as Category[];
const METRICS = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'speed-index',
  'total-blocking-time',
  'cumulative-layout-shift',
];

const reports: Record<(typeof FORMS)[number], Report[]> = { desktop: [], mobile: [] };
const executablePath = findChromium();
if (executablePath === undefined) throw new Error('Chrome or Chromium not found');
build();
mkdirSync(REPORTS, { recursive: true });
const site = await serveDist();
let browserVersion = '';
// in turns, so that a busy moment of the machine does not fall on one form alone
for (let load = 0; load < LOADS; load++) for (const form of FORMS) reports[form].push(await report(form));
await site.close();

const forms = Object.fromEntries(FORMS.map((form) => [form, summary(reports[form])]));
writeFileSync(
  FILE,
  `${JSON.stringify(
    {
      writtenBy: 'npm run lighthouse',
      date: new Date().toISOString().slice(0, 10),
      lighthouse: reports.mobile[0]!.lighthouseVersion,
      browser: browserVersion,
      machine: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`,
      loads: LOADS,
      ...forms,
    },
    null,
    2,
  )}\n`,
);
console.log(`written: ${fileURLToPath(FILE)}`);
for (const form of FORMS) tell(form);

async function report(form: (typeof FORMS)[number]): Promise<Report> {
  const browser = await puppeteer.launch({ executablePath: executablePath!, args: chromiumArguments });
  try {
    browserVersion = await browser.version();
    const port = Number(new URL(browser.wsEndpoint()).port);
    const flags = { port, onlyCategories: CATEGORIES, logLevel: 'error' as const };
    const result = await lighthouse(site.url, flags, form === 'desktop' ? desktopConfig : undefined);
    if (!result) throw new Error('Lighthouse gave no report');
    if (result.lhr.runtimeError) throw new Error(result.lhr.runtimeError.message);
    writeFileSync(`${REPORTS}${form}-${reports[form].length}.json`, JSON.stringify(result.lhr));
    return result.lhr;
  } finally {
    await browser.close();
  }
}

function summary(of: readonly Report[]) {
  const scores = Object.fromEntries(
    CATEGORIES.map((name) => {
      const all = of.map(({ categories }) => Math.round(100 * (categories[name]?.score ?? 0)));
      return [name, { median: median(all), all }];
    }),
  );
  const metrics = Object.fromEntries(
    METRICS.map((id) => [
      id,
      Number(median(of.map(({ audits }) => audits[id]?.numericValue ?? NaN)).toFixed(3)),
    ]),
  );
  return { scores, metrics };
}

/** Prints a form's scores, and what held back those below 100. */
function tell(form: (typeof FORMS)[number]): void {
  const { scores, metrics } = summary(reports[form]);
  console.log(`\n${form}: ${METRICS.map((id) => `${id} ${metrics[id]}`).join(', ')}`);
  for (const name of CATEGORIES) {
    const { median: score, all } = scores[name]!;
    const isKept = score >= PROMISED[name][form];
    if (!isKept) process.exitCode = 1;
    console.log(
      `  ${isKept ? 'ok ' : 'LOW'} ${name} ${score} (${all.join(' ')}), promised ${PROMISED[name][form]}`,
    );
    if (score < 100) for (const line of lost(reports[form][0]!, name)) console.log(`        ${line}`);
  }
}

function lost({ categories, audits }: Report, name: Category): string[] {
  return (categories[name]?.auditRefs ?? []).flatMap(({ id, weight }) => {
    const audit = audits[id];
    const isLost = weight > 0 && audit && audit.score !== null && audit.score < 1;
    return isLost ? [`${id} ${Math.round(100 * audit.score!)}: ${audit.displayValue ?? audit.title}`] : [];
  });
}
