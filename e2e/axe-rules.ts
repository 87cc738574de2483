/** axe-core's rules for WCAG 2.2 AA, asked of the page as it stands, light or dark. */
import axe, { type AxeResults, type RunOnly } from 'axe-core';
import { isWhole } from './driver/open.ts';
import type { Page } from './driver/page.ts';

export type Theme = 'light' | 'dark';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** The dark page is the light one in other colours. */
const RULES: Readonly<Record<Theme, RunOnly>> = {
  light: { type: 'tag', values: TAGS },
  dark: isWhole ? { type: 'tag', values: TAGS } : { type: 'rule', values: ['color-contrast'] },
};

declare const latchAxe: typeof axe;

/** What breaks a rule, one line for each element: rule, selector, and what axe says of it. */
export async function violations(page: Page, theme: Theme): Promise<string[]> {
  await page.evaluate(setTheme, theme);
  const isThere = await page.evaluate("'latchAxe' in globalThis");
  // the driver's door, because the page's policy lets no script in
  if (!isThere) await page.evaluate(`(() => { ${axe.source}; globalThis.latchAxe = axe; })()`);
  const found = await page.evaluate(runAxe, RULES[theme]);
  // attractors lie where they lie, on one another too; "Plane in numbers" lists them (WCAG 2.5.8, equivalent)
  return found.filter((line) => !line.startsWith('target-size .attractor'));
}

// these run in the page

async function setTheme(theme: Theme): Promise<void> {
  document.documentElement.dataset['theme'] = theme;
  // colours fade; the recorded run, which plays for seconds, changes none
  const fading = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  await Promise.all(fading.map(({ finished }) => finished.catch(() => undefined)));
}

async function runAxe(runOnly: RunOnly): Promise<string[]> {
  const results: AxeResults = await latchAxe.run(document, {
    runOnly,
    resultTypes: ['violations'],
  });
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}
