/** What is kept of the page comes back as it was; what cannot be read, or is asked for differently, does not. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TrainerEvent } from '../training/protocol.ts';
import { FakeBrowser } from './fake-databases.fixture.ts';
import { createKeeper } from './keeper.ts';
import { BARE, kept, LINK, opened, OTHER, report, letWrite, training } from './keeper-bench.fixture.ts';
import { checkSum } from './check-sum.ts';
import { readKept, writeKept } from './kept-format.ts';
import { bench, started, type Bench } from './session-bench.fixture.ts';
import { initialState } from './state.ts';
import { DEFAULT_LINK } from './link-fields.ts';
import { parseLink } from './url.ts';

const words = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

let browser: FakeBrowser;
beforeEach(() => {
  vi.useFakeTimers();
  browser = new FakeBrowser((ms) => vi.advanceTimersByTimeAsync(ms));
});
afterEach(() => void vi.useRealTimers());

async function leaveTraining(memory: Map<string, string>): Promise<void> {
  const page = await opened(browser, memory);
  training(page);
  await letWrite(browser);
  page.end();
}

describe('a reload', () => {
  test('brings the run back as it was kept, paused, and Resume goes on from there', async () => {
    const memory = new Map<string, string>();
    await leaveTraining(memory);
    const b = await opened(browser, memory);
    const { run, status, notices } = b.state();
    expect(status).toBe('paused');
    expect(notices).toMatchObject([{ kind: 'kept', details: [words(/after 66 updates/u)] }]);
    expect(run).toMatchObject({ update: 66, weights: { update: 66 }, engine: report, isAsleep: true });
    expect(run!.replicas[3]!.history.map(({ update }) => update)).toEqual([33, 66]);
    expect(run!.replicas[3]!.wrongByLength).toEqual([1, 2, 3]);
    expect(run!.snapshots.map(({ update }) => update)).toEqual([0, 33, 66]);
    expect(b.posted).toEqual([]);
    b.session.resume();
    const { checkpoint, ...start } = b.posted.at(-1) as Extract<(typeof b.posted)[number], { type: 'start' }>;
    expect(start).toMatchObject({ type: 'start', engine: 'webgl', kernel: 'string-8', paused: false });
    const wanted = kept(0, 66) as Extract<TrainerEvent, { type: 'progress' }>;
    expect(checkpoint).toEqual(wanted.checkpoint);
    // known to the worker from now on
    b.send(started(b.runId()));
    b.session.pause();
    expect(b.posted.at(-1)).toMatchObject({ type: 'pause' });
  });

  test.each<[string, (b: Bench) => void, string[]]>([
    ['a step', (b) => b.session.step('epoch'), ['start', 'step']],
    ['another learning rate', (b) => b.session.setField('lr', '0.5'), ['start', 'learning-rate']],
  ])('then %s tells the worker of the run first', async (_, act, types) => {
    const memory = new Map<string, string>();
    await leaveTraining(memory);
    const b = await opened(browser, memory);
    act(b);
    expect(b.posted.map(({ type }) => type)).toEqual(types);
    expect(b.posted[0]).toMatchObject({ paused: true });
  });

  test('of a page whose address asks for another experiment has the run beside it', async () => {
    const memory = new Map<string, string>();
    await leaveTraining(memory);
    const b = await opened(browser, memory, parseLink('#v=1&seed=7'));
    expect(b.state()).toMatchObject({ status: 'idle', run: null });
    expect(b.state().ghosts.map(({ update }) => update)).toEqual([66]);
  });

  test('of an address that trains at once goes on at once', async () => {
    const memory = new Map<string, string>();
    await leaveTraining(memory);
    const b = await opened(browser, memory, parseLink('#v=1&start=1'));
    expect(b.posted).toMatchObject([{ type: 'start', paused: false, checkpoint: { update: 66 } }]);
  });

  test('after the run has ended brings it back as ended', async () => {
    const memory = new Map<string, string>();
    const page = await opened(browser, memory);
    training(page);
    page.send({ type: 'ended', runId: page.runId(), ending: 'budget' });
    await letWrite(browser);
    page.end();
    const { run, status } = (await opened(browser, memory)).state();
    expect(status).toBe('stopped');
    expect(run).toMatchObject({ update: 99, mark: null, isAsleep: false });
    expect(run!.replicas[0]!.history).toHaveLength(3);
  });

  test('into a repair brings the network as it had become, and says that the repair has ended', async () => {
    const memory = new Map<string, string>();
    const page = await opened(browser, memory);
    training(page);
    page.send({ type: 'ended', runId: page.runId(), ending: 'budget' });
    const { run } = page.state();
    const before = run!.weights!.params.slice(0, 20);
    const repair = { replica: 0, seed: 7, before, found: null, rounds: [], update: 120, ending: null };
    page.session.layDown({ run: { ...run!, repairs: [repair] } });
    await letWrite(browser);
    page.end();
    const { run: back, notices } = (await opened(browser, memory)).state();
    expect(back!.repairs).toMatchObject([{ ending: 'stopped', update: 120 }]);
    expect(notices).toMatchObject([{ title: 'The repair was interrupted' }]);
  });

  test('brings certificates back as claims, to be checked before anything is searched', async () => {
    const memory = new Map<string, string>();
    const page = await opened(browser, memory);
    training(page);
    page.send({ type: 'ended', runId: page.runId(), ending: 'budget' });
    const { run } = page.state();
    const outcome = { verdict: 'certified', boxes: 1, certificate: 'the file' } as const;
    const spec = { hidden: 1, activation: 'sigmoid', head: 'softmax' } as const;
    const decided = { slot: 2, runId: run!.id, update: 99, spec, params: new Float32Array(20), outcome };
    page.session.layDown({ verdicts: new Map([[2, decided]]) });
    await letWrite(browser);
    page.end();
    const { claims, verdicts, run: back } = (await opened(browser, memory)).state();
    expect(claims).toEqual({ runId: back!.id, files: new Map([[2, 'the file']]) });
    expect(verdicts.size).toBe(0);
  });

  test('waits for the page before, which lets go of its slot late', async () => {
    const memory = new Map<string, string>();
    const page = await opened(browser, memory);
    training(page);
    await letWrite(browser);
    const meanwhile = (): void => page.end();
    const b = await opened(browser, memory, LINK, { isReload: true, meanwhile });
    expect(b.state()).toMatchObject({ status: 'paused', run: { update: 66 } });
  });

  test('after Reset brings nothing back', async () => {
    const memory = new Map<string, string>();
    const page = await opened(browser, memory);
    training(page);
    await letWrite(browser);
    page.session.reset();
    await letWrite(browser);
    page.end();
    expect((await opened(browser, memory)).state()).toMatchObject({ status: 'idle', run: null });
  });
});

describe('another tab', () => {
  test('with the same memory, a twin, does not take the run away', async () => {
    const memory = new Map<string, string>();
    const first = await opened(browser, memory);
    training(first);
    await letWrite(browser);
    const twin = await opened(browser, new Map(memory));
    expect(twin.state().run).toBeNull();
  });

  test('at the bare address finds what a closed one left in the acts, and only that', async () => {
    const left = await opened(browser, new Map());
    left.session.showOpening();
    training(left);
    await letWrite(browser);
    expect((await opened(browser, new Map(), BARE)).state().run?.origin).not.toBe('trained');
    left.end();
    expect((await opened(browser, new Map(), LINK)).state().run).toBeNull();
    expect((await opened(browser, new Map(), BARE)).state()).toMatchObject({
      status: 'paused',
      run: { update: 66 },
    });
  });
});

describe('what cannot be read', () => {
  const damage = (change: (record: Record<string, unknown>) => void, copies: number): void => {
    const newest = [...browser.stored.entries()].sort(
      (a, b) => (b[1] as { turn: number }).turn - (a[1] as { turn: number }).turn,
    );
    for (const [, copy] of newest.slice(0, copies))
      change((copy as { content: Record<string, unknown> }).content);
  };
  async function twice(): Promise<Map<string, string>> {
    const memory = new Map<string, string>();
    const page = await opened(browser, memory);
    training(page);
    await letWrite(browser);
    page.send(kept(page.runId(), 132));
    await letWrite(browser);
    page.end();
    expect(browser.stored.size).toBe(2);
    return memory;
  }

  test('of two copies leaves the other', async () => {
    const memory = await twice();
    damage((record) => (record['sum'] = 1), 1);
    expect((await opened(browser, memory)).state().run).toMatchObject({ update: 66 });
  });

  test.each<[string, (record: Record<string, unknown>) => void]>([
    ['with a flipped bit', (record) => ((record['floats'] as Float32Array[])[0]![5]! += 1)],
    ['cut short', (record) => delete record['curves']],
    ['of another kind', (record) => (record['header'] = 5)],
  ])('%s is said once and put away', async (_, change) => {
    const memory = await twice();
    damage(change, 2);
    const b = await opened(browser, memory);
    expect(b.state()).toMatchObject({
      run: null,
      notices: [{ kind: 'storage', details: [words(/damaged/u)] }],
    });
    expect(browser.stored.size).toBe(0);
    b.end();
    expect((await opened(browser, memory)).state().notices).toEqual([]);
  });

  test('because a newer page wrote it is left as it is', async () => {
    const memory = await twice();
    damage((record) => (record['version'] = 2), 2);
    const b = await opened(browser, memory);
    expect(b.state().notices[0]!.details[0]).toMatch(/newer version/u);
    training(b);
    await letWrite(browser);
    expect(browser.stored.size).toBe(3);
  });
});

test('without storage the page works, and says once that a reload loses the run', async () => {
  browser.refusal = 'no room';
  const b = await opened(browser, new Map());
  training(b);
  await letWrite(browser);
  b.send(kept(b.runId(), 132));
  await letWrite(browser);
  expect(b.state().notices).toMatchObject([{ kind: 'storage', title: words(/keeps nothing/u) }]);
  expect(b.state().status).toBe('training');
});

test('what is forgotten is not kept again before there is another run, which a reload brings back', async () => {
  const b = bench();
  const memory = new Map<string, string>();
  const { doors, end } = browser.tab(memory);
  const keeper = createKeeper(b.session, doors);
  training(b);
  await letWrite(browser);
  expect(browser.stored.size).toBeGreaterThan(0);
  const forgotten = keeper.forget();
  await letWrite(browser);
  await forgotten;
  b.send(kept(b.runId(), 132));
  await letWrite(browser);
  expect(browser.stored.size).toBe(0);
  b.session.setField('seed', '5');
  training(b);
  await letWrite(browser);
  // a copy, and beside it the run before
  expect(browser.stored.size).toBe(2);
  end();
  const { run, status } = (await opened(browser, memory, OTHER)).state();
  expect(status).toBe('paused');
  expect(run).toMatchObject({ update: 66, config: { seed: 5 } });
});

test('old slots are dropped, the oldest first', async () => {
  for (let k = 0; k < 9; k++) await leaveTraining(new Map());
  const slots = new Set([...browser.stored.values()].map((copy) => (copy as { slot: string }).slot));
  expect([...slots].sort()).toEqual(['slot-4', 'slot-5', 'slot-6', 'slot-7', 'slot-8', 'slot-9']);
});

test('an embedded page keeps nothing', async () => {
  const b = bench();
  const { doors } = browser.tab();
  createKeeper(b.session, doors);
  b.session.applyLink({ ...DEFAULT_LINK, embed: true }, []);
  training(b);
  await letWrite(browser);
  expect(browser.stored.size).toBe(0);
});

test('a page that shows nothing of its own has nothing to keep', () => {
  expect(writeKept(initialState)).toBeNull();
});

test('a header by hand says what does not belong there', () => {
  const record = writeKept(training().state())!;
  const header = JSON.parse(record.header) as Record<string, Record<string, unknown>>;
  header['page']!['bits'] = '102';
  const text = JSON.stringify(header);
  const sum = checkSum(text, [...record.floats, ...record.curves]);
  const reading = readKept({ ...record, header: text, sum }, () => 1);
  expect(reading).toEqual({ problem: words(/page\.bits does not belong there/u), isNewer: false });
});
