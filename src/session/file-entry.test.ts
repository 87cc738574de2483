/** Opening a file takes seconds, and the visitor does something else meanwhile. */
import { describe, expect, test } from 'vitest';
import { PRESETS } from '../training/presets.ts';
import { openFile } from './file-entry.ts';
import type { JudgedFile } from './file-protocol.ts';
import { createRun } from './run-record.ts';
import { bench, trained, type Bench } from './session-bench.fixture.ts';
import { DEFAULT_LINK } from './link-fields.ts';

const config = { ...PRESETS['openai-variable'].config, replicas: 1, hidden: 2 };
const judged: JudgedFile = {
  ok: true,
  file: { kind: 'run', run: { ...createRun(0, config, 'auto'), origin: 'file' } },
  remarks: [],
  notes: [],
};
const network: JudgedFile = {
  ok: true,
  file: {
    kind: 'weights',
    network: {
      spec: { hidden: 1, activation: 'sigmoid', head: 'softmax' },
      params: new Float32Array(20),
      source: 'x.json',
    },
  },
  remarks: [],
  notes: [],
};

/** Opens a file that is read when the test says so. */
function opening(b: Bench, name = 'x.json') {
  let finish: (opened: JudgedFile | null) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let signal: AbortSignal | null = null;
  const done = openFile(b.session, new File([], name), (_, given) => {
    signal = given;
    return new Promise((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
  });
  return {
    isEnded: () => signal?.aborted,
    read: async (opened: JudgedFile | null = judged) => {
      finish(opened);
      await done;
    },
    fail: async (error: Error) => {
      fail(error);
      await done;
    },
  };
}

const titles = (b: Bench): readonly string[] => b.state().notices.map(({ title }) => title);

describe('a file that was read', () => {
  test('takes the place of the run that was there when it was opened', async () => {
    const b = trained();
    const file = opening(b);
    await file.read();
    expect(b.state().run).toMatchObject({ origin: 'file', config });
    expect(titles(b)).toEqual([]);
  });

  test.each<[string, (b: Bench) => void, (() => Bench)?]>([
    ['a run has begun', (b) => b.session.train()],
    ['another run has begun', (b) => b.session.train(), trained],
    [
      'a run goes on',
      (b) => b.session.resume(),
      (): Bench => {
        const b = trained();
        b.send({ type: 'paused', runId: b.runId() });
        return b;
      },
    ],
    ['an option was set', (b) => void b.session.setField('hidden', '5')],
    [
      'a link was applied',
      (b) => b.session.applyLink({ ...DEFAULT_LINK, config: { ...DEFAULT_LINK.config, hidden: 3 } }, []),
    ],
  ])('is not shown where %s meanwhile; that is said', async (_, act, begin = bench) => {
    for (const opened of [judged, network]) {
      const b = begin();
      const file = opening(b);
      act(b);
      const { run, config: options } = b.state();
      await file.read(opened);
      expect(b.state()).toMatchObject({ config: options, opened: null });
      expect(b.state().run).toBe(run);
      expect(titles(b)).toEqual(['x.json was read, but is not shown']);
    }
  });

  test('is shown where the run only went on as it did, or was taken away', async () => {
    const b = trained();
    const file = opening(b);
    b.session.pause();
    b.send({ type: 'paused', runId: b.runId() });
    b.session.reset();
    await file.read();
    expect(b.state().run?.origin).toBe('file');
  });

  test('is said to claim what is not so, or only to have moved on', async () => {
    const b = bench();
    await opening(b).read({ ...judged, remarks: ['One.'], notes: ['Two.'] });
    expect(b.state().notices).toMatchObject([
      { title: 'Not all that x.json says is so', details: ['One.', 'Two.'] },
    ]);
    await opening(b).read({ ...judged, notes: ['Two.'] });
    expect(b.state().notices).toMatchObject([{ title: 'x.json is open', details: ['Two.'] }]);
  });

  test('or could not be, does not stand there as being read', async () => {
    const b = bench();
    await opening(b).fail(new Error('a fault of the page'));
    expect(titles(b)).toEqual(['x.json was not opened']);
  });

  test('is ended by the next, and changes nothing', async () => {
    const b = bench();
    const first = opening(b, 'first.json');
    const second = opening(b, 'second.json');
    expect([first.isEnded(), second.isEnded()]).toEqual([true, false]);
    await second.read(network);
    await first.read(null);
    await opening(b).read(network);
    expect(b.state().run).toBeNull();
    expect(b.state().opened?.source).toBe('x.json');
  });
});
