/** What moved on the page without being asked to; Chromium alone reports it. */

export interface Shift {
  readonly value: number;
  readonly sources: string[];
}

declare const latchShifts: Shift[];

/** Runs in the page: notes every shift from now on, or since the page was opened. */
export function watchShifts(buffered: boolean): void {
  const shifts: Shift[] = [];
  const nameOf = (node: Node | null): string =>
    node instanceof Element
      ? `${node.tagName} ${node.getAttribute('class') ?? ''}: ${node.textContent?.slice(0, 60)}`
      : String(node?.textContent);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as LayoutShift[])
      shifts.push({ value: entry.value, sources: entry.sources.map(({ node }) => nameOf(node)) });
  }).observe({ type: 'layout-shift', buffered });
  Object.assign(globalThis, { latchShifts: shifts });
}

/** Runs in the page. */
export const readShifts = (): Shift[] => latchShifts;

/** Not yet in TypeScript's library: https://wicg.github.io/layout-instability/. */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly sources: { readonly node: Node | null }[];
}
