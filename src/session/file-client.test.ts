/** What becomes of a file when the worker that opens it is in trouble. */
import { beforeEach, expect, test } from 'vitest';
import { FakeClock, FakeWorker } from '../workers/worker-bench.ts';
import { openInWorker } from './file-client.ts';
import type { JudgedFile } from './file-protocol.ts';

const file = new File(['{}'], 'x.json');
const result: JudgedFile = { ok: false, problems: ['It is empty.'], remarks: [], notes: [] };
const fromPage: JudgedFile = { ...result, problems: ['It was read by the page.'] };

let clock: FakeClock;
let worker: FakeWorker;
let ending: AbortController;

beforeEach(() => {
  clock = new FakeClock();
  worker = new FakeWorker();
  ending = new AbortController();
});

const open = (create = (): FakeWorker => worker): Promise<JudgedFile | null> =>
  openInWorker(file, ending.signal, { create, clock, openHere: () => Promise.resolve(fromPage) });

test('a file is opened by the worker, which ends with it', async () => {
  const opened = open();
  expect(worker.commands).toEqual([{ type: 'open', file }]);
  worker.send({ type: 'started' });
  worker.send({ type: 'opened', result });
  expect(await opened).toEqual(result);
  expect(worker.isEnded).toBe(true);
  expect(clock.timers).toBe(0);
});

test('a worker that is long at it is waited for, as long as it gives signs of life', async () => {
  const opened = open();
  worker.send({ type: 'started' });
  clock.run(120_000);
  worker.send({ type: 'opened', result });
  expect(await opened).toEqual(result);
});

test.each<[string, () => void, RegExp]>([
  ['fails', () => worker.send({ type: 'failed', message: 'out of memory' }), /browser says: out of memory/u],
  ['crashes', () => worker.crash('out of memory'), /worker stopped: out of memory/u],
  ['sends what cannot be read', () => worker.send({ type: 'opened', result: {} }), /could not be read/u],
  [
    'falls silent',
    () => {
      worker.answersPings = false;
      worker.send({ life: 'busy', work: 'computing' });
      clock.run(32_000);
    },
    /has not answered for 30 seconds/u,
  ],
])('a worker that %s once it has started leaves a file that was not opened', async (_, act, why) => {
  const opened = open();
  worker.send({ type: 'started' });
  act();
  expect(await opened).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('broke off'), expect.stringMatching(why)],
  });
  expect(worker.isEnded).toBe(true);
  expect(clock.timers).toBe(0);
});

test.each<[string, () => void, (() => FakeWorker)?]>([
  ['does not come', () => worker.crash('')],
  [
    'says nothing from the start',
    () => {
      worker.answersPings = false;
      clock.run(12_000);
    },
  ],
  [
    'is refused',
    () => clock.run(0),
    () => {
      throw new DOMException('no', 'SecurityError');
    },
  ],
])('where the worker %s, the page opens the file itself', async (_, act, create) => {
  const opened = open(create);
  act();
  expect(await opened).toEqual(fromPage);
});

test('a worker whose file is not wanted any more is ended', async () => {
  const opened = open();
  worker.send({ type: 'started' });
  ending.abort();
  expect(await opened).toBeNull();
  expect(worker.isEnded).toBe(true);
  expect(clock.timers).toBe(0);
});
