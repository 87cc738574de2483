/** Earlier runs are kept beside the page, and come back with it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeBrowser } from './fake-databases.fixture.ts';
import { opened, OTHER, letWrite, training } from './keeper-bench.fixture.ts';

let browser: FakeBrowser;
beforeEach(() => {
  vi.useFakeTimers();
  browser = new FakeBrowser((ms) => vi.advanceTimersByTimeAsync(ms));
});
afterEach(() => void vi.useRealTimers());

test('brings earlier runs back, with their curves and names, from beside the run', async () => {
  const memory = new Map<string, string>();
  const page = await opened(browser, memory);
  training(page);
  page.session.setField('seed', '5');
  page.session.nameGhost(page.state().ghosts[0]!.id, 'the first');
  training(page);
  await letWrite(browser);
  page.end();
  const before = page.state().ghosts[0]!;
  const b = await opened(browser, memory, OTHER);
  const [ghost] = b.state().ghosts;
  expect(ghost).toMatchObject({ name: 'the first', config: before.config, solvedAt: before.solvedAt });
  expect(ghost!.replicas[3]!.history.map(({ update }) => update)).toEqual([33, 66, 99]);
  expect(b.state().run).toMatchObject({ update: 66 });
  // one that is removed does not come back
  b.session.removeGhost(ghost!.id);
  await letWrite(browser);
  b.end();
  expect((await opened(browser, memory, OTHER)).state().ghosts).toEqual([]);
});

test('without earlier runs that can be read has the run all the same, and says so', async () => {
  const memory = new Map<string, string>();
  const page = await opened(browser, memory);
  training(page);
  page.session.setField('seed', '5');
  training(page);
  await letWrite(browser);
  page.end();
  for (const copy of browser.stored.values()) {
    const { content } = copy as { content: { format: string; curves: Float64Array[] } };
    if (content.format === 'latch-kept-ghosts') content.curves[0]![3]! += 1;
  }
  const b = await opened(browser, memory, OTHER);
  expect(b.state().ghosts).toEqual([]);
  expect(b.state().run).toMatchObject({ update: 66 });
  expect(b.state().notices.map(({ title }) => title)).toContain(
    'The earlier runs that were kept could not be read',
  );
});
