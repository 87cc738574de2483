import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paramCount, type ModelSpec } from '../lstm/params.ts';
import { PRESETS } from '../training/presets.ts';
import { parseFile } from './files.ts';
import { MAX_FILE_BYTES, metricsCsv, runFile, weightsForFile } from './run-file.ts';
import { createRun, type RunRecord } from './run-record.ts';

const anySpec: fc.Arbitrary<ModelSpec> = fc.record({
  hidden: fc.integer({ min: 1, max: 5 }),
  activation: fc.constantFrom('sigmoid', 'hard-sigmoid'),
  head: fc.constantFrom('softmax', 'double-softmax'),
});

const anyNetwork = anySpec.chain((spec) => {
  const size = paramCount(spec.hidden);
  return fc
    .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: size, maxLength: size })
    .map((values) => ({ spec, params: Float32Array.from(values, (value) => value + 0) }));
});

const reopen = (file: unknown): ReturnType<typeof parseFile> => parseFile(JSON.stringify(file), 'x.json');

function problemsOf(file: unknown): string {
  const result = reopen(file);
  return result.ok ? '' : result.problems.join('\n');
}

const metrics = { loss: 0.5, bitAccuracy: 0.75, lastBitAccuracy: 1, stringAccuracy: 0.25 };

function sampleRun(): RunRecord {
  const config = { ...PRESETS['openai-variable'].config, replicas: 2, hidden: 2 };
  const run = createRun(3, config, 'auto');
  for (const { history } of run.replicas)
    history.push(
      { update: 33, epoch: 0.1, strings: 4224, bits: 100_000, seconds: 0.2, ...metrics, heldOut: null },
      {
        update: 782,
        epoch: 1,
        strings: 100_000,
        bits: 2_550_000,
        seconds: 1.5,
        ...metrics,
        heldOut: { ...metrics, bitAccuracy: 1, wrongByLength: [] },
      },
    );
  const size = paramCount(2);
  const params = Float32Array.from({ length: 2 * size }, (_, k) => Math.fround(Math.sin(k)));
  return {
    ...run,
    engine: { name: 'webgl', renderer: 'a GPU', kernel: 'lanes', reason: null, cpuTimesAsFast: null },
    update: 782,
    epoch: 1,
    seconds: 1.5,
    solvedAt: [782, 782],
    weights: { update: 782, params },
  };
}

describe('a weights file', () => {
  test('opens as the network that was saved', () => {
    fc.assert(
      fc.property(anyNetwork, ({ spec, params }) => {
        const result = reopen(weightsForFile(spec, params));
        expect(result).toEqual({
          ok: true,
          file: { kind: 'weights', network: { spec, params, source: 'x.json' } },
        });
      }),
      { numRuns: 50 },
    );
  });

  const good = weightsForFile(
    { hidden: 1, activation: 'sigmoid', head: 'softmax' },
    new Float32Array(20).fill(0.5),
  );

  test.each([
    ['hidden', 65, 'hidden'],
    ['hidden', 2, 'inputKernel'],
    ['gateOrder', 'ifgo', 'gateOrder'],
    ['activation', 'relu', 'activation'],
    ['version', 2, 'version'],
    ['format', 'keras', 'format'],
    ['bias', [1, 2, 3], 'bias'],
    ['bias', [1, 2, 3, 1e39], 'bias.3'],
    ['bias', [1, 2, 3, null], 'bias.3'],
    ['inputKernel', [[1, 2, 3, 4]], 'inputKernel'],
    ['inputKernel', [[1, 2, 3, 4], 'x'], 'inputKernel.1'],
    ['outputBias', undefined, 'outputBias'],
  ])('with %s = %j is refused, and the part is named', (key, value, named) => {
    expect(problemsOf({ ...good, [key]: value })).toContain(named);
  });

  test('that is something else altogether is refused in words', () => {
    expect(parseFile('{', 'x')).toEqual({ ok: false, problems: ['The file is not JSON.'] });
    for (const other of [null, 3, 'text', [], {}]) expect(reopen(other).ok).toBe(false);
    expect(parseFile(`${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'x').ok).toBe(false);
    expect(problemsOf({ ...good, bias: Array.from({ length: 4 }, () => 'x') }).split('\n').length).toBe(4);
  });

  test('survives any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(reopen({ ...good, inputKernel: json }).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a run file', () => {
  test('opens with its curves, weights and seeds', () => {
    const run = sampleRun();
    const result = reopen(runFile(run));
    if (!result.ok || result.file.kind !== 'run') throw new Error('it did not open');
    const { run: opened } = result.file;
    expect(opened.replicas).toEqual(run.replicas);
    expect(opened).toMatchObject({ origin: 'file', config: run.config, engine: run.engine });
    expect(opened).toMatchObject({ update: 782, epoch: 1, solvedAt: [782, 782] });
    expect(opened.weights).toEqual(run.weights);
    expect(runFile({ ...opened, learningRates: [] })).toEqual(runFile(run));
  });

  test.each<[string, (file: Record<string, never>) => unknown, string]>([
    [
      'an unknown length',
      (file) => ({ ...file, config: { ...sampleRun().config, lengths: 'long' } }),
      'config.lengths',
    ],
    ['a missing option', (file) => ({ ...file, config: {} }), 'config.max'],
    ['a replica too few', (file) => ({ ...file, replicas: [file['replicas'][0]] }), 'replicas'],
    ['no replicas', (file) => ({ ...file, replicas: [] }), 'replicas'],
    [
      'an engine nobody knows',
      (file) => ({ ...file, engine: { name: 'wasm', renderer: '' } }),
      'engine.name',
    ],
  ])('with %s is refused, and the part is named', (_, corrupt, named) => {
    expect(problemsOf(corrupt(runFile(sampleRun()) as Record<string, never>))).toContain(named);
  });

  test('with an impossible accuracy, a wrong seed or weights of another shape is refused', () => {
    const file = JSON.parse(JSON.stringify(runFile(sampleRun()))) as {
      replicas: { seed: number; history: { bitAccuracy: number }[]; weights: { hidden: number } }[];
    };
    const changed = (change: (copy: typeof file) => void): string => {
      const copy = structuredClone(file);
      change(copy);
      return problemsOf(copy);
    };
    expect(changed((copy) => void (copy.replicas[1]!.history[0]!.bitAccuracy = 1.5))).toContain(
      'replicas.1.history.0.bitAccuracy',
    );
    expect(changed((copy) => void (copy.replicas[1]!.seed = 9))).toContain('replicas.1.seed');
    expect(changed((copy) => void (copy.replicas[0]!.weights.hidden = 1))).toContain('replicas.0.weights');
  });
});

describe('a run that cannot be', () => {
  type Loose = Record<string, unknown>;
  interface LooseRun extends Loose {
    replicas: { history: Loose[] }[];
    engine: Loose;
    config: Loose;
  }
  const point = (run: LooseRun, k: number): Loose => run.replicas[1]!.history[k]!;
  test.each<[string, (run: LooseRun) => void, RegExp]>([
    [
      'updates that fall',
      (run) => (point(run, 1)['update'] = 3),
      /replicas\.1\.history\.1\.update: falls from 33 to 3/u,
    ],
    ['seconds that fall', (run) => (point(run, 1)['seconds'] = 0.1), /seconds: falls/u],
    ['strings that fall', (run) => (point(run, 1)['strings'] = 1), /strings: falls/u],
    ['a fraction of an update', (run) => (point(run, 0)['update'] = 33.5), /update: is not a whole number/u],
    ['a fraction of a string', (run) => (point(run, 0)['strings'] = 0.5), /strings: is not a whole number/u],
    ['a negative loss', (run) => (point(run, 0)['loss'] = -0.1), /loss: is below 0/u],
    [
      'a negative held-out loss',
      (run) => (point(run, 1)['heldOut'] = { ...metrics, loss: -1 }),
      /heldOut\.loss: is below 0/u,
    ],
    ['an endless loss', (run) => (point(run, 0)['loss'] = 1e308), /loss: is too large/u],
    ['an endless axis', (run) => (point(run, 1)['seconds'] = 1e308), /seconds: is too large/u],
    ['an endless epoch', (run) => (point(run, 1)['epoch'] = 1e300), /epoch: is too large/u],
    ['endless updates', (run) => (point(run, 1)['update'] = 1e308), /update: is too large/u],
    [
      'an endless learning rate',
      (run) => (run['learningRates'] = [{ update: 1, learningRate: 1e300 }]),
      /learningRate: is above 1/u,
    ],
    [
      'a fraction of a seed',
      (run) => ((run.replicas[0] as unknown as Loose)['seed'] = 1.5),
      /seed: is not a whole number/u,
    ],
  ])('%s: named', (_, spoil, named) => {
    const file = JSON.parse(JSON.stringify(runFile(sampleRun()))) as LooseRun;
    spoil(file);
    expect(problemsOf(file)).toMatch(named);
  });

  test('points at the same update are none of it: a run may pause twice at one', () => {
    const file = JSON.parse(JSON.stringify(runFile(sampleRun()))) as LooseRun;
    const { history } = file.replicas[0]!;
    history.splice(0, 0, history[0]!);
    expect(reopen(file).ok).toBe(true);
  });

  const long = 'x'.repeat(3000);
  test.each<[string, unknown]>([
    ['a format', { format: long, version: 1 }],
    ['an engine', { ...runFile(sampleRun()), engine: { name: long, renderer: '' } }],
    ['an option', { ...runFile(sampleRun()), config: { ...sampleRun().config, [long]: {} } }],
    [
      'an activation',
      {
        ...weightsForFile({ hidden: 1, activation: 'sigmoid', head: 'softmax' }, new Float32Array(20)),
        activation: long,
      },
    ],
    ['a version', { format: 'latch-run', version: long }],
  ])('with %s of 3,000 letters is refused in a few words', (_, file) => {
    const result = reopen(file);
    const problems = result.ok ? [] : result.problems;
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem.length).toBeLessThan(260);
  });

  test('an engine of endless name is shown with its beginning', () => {
    const result = reopen({ ...runFile(sampleRun()), engine: { name: 'cpu', renderer: long } });
    if (!result.ok || result.file.kind !== 'run') throw new Error('it did not open');
    expect(result.file.run.engine!.renderer.length).toBeLessThanOrEqual(300);
  });

  test('with 20,000 repairs is refused before any of them is read', () => {
    const repair = { replica: 0, seed: 1, before: {}, found: null, rounds: [], update: 1, ending: null };
    const file = { ...runFile(sampleRun()), repairs: Array.from({ length: 20_000 }, () => repair) };
    expect(problemsOf(file)).toContain('repairs: has more than 2048');
  });
});

describe('what is written opens again at the limits', () => {
  test('a float32 is told by nine digits', () => {
    fc.assert(
      fc.property(anyNetwork, ({ spec, params }) => {
        const result = reopen(weightsForFile(spec, params));
        expect(result).toMatchObject({ ok: true, file: { network: { params } } });
      }),
      { numRuns: 30 },
    );
  });

  test('256 networks of 64 units leave room for the longest curves', () => {
    const config = { ...sampleRun().config, hidden: 64, replicas: 2 };
    const size = paramCount(64);
    // all digits, a sign, an exponent: the longest that weights get
    const params = Float32Array.from(
      { length: 2 * size },
      (_, k) => -Math.fround(Math.abs(Math.sin(k + 1)) * 1e-7),
    );
    const run = { ...createRun(1, config, 'cpu'), weights: { update: 1, params } };
    const text = JSON.stringify(runFile(run));
    const longestPoint = {
      ...sampleRun().replicas[0]!.history[1]!,
      epoch: 1 / 3,
      seconds: 1 / 3,
      loss: 1 / 3,
      bitAccuracy: 2 / 3,
    };
    const points = 300_000 * JSON.stringify(longestPoint).length;
    expect(128 * text.length + points).toBeLessThan(MAX_FILE_BYTES);
    const result = parseFile(text, 'x.json');
    if (!result.ok || result.file.kind !== 'run') throw new Error('it did not open');
    expect(result.file.run.weights!.params).toEqual(params);
  });
});

test('metrics as CSV: a line for each point, held-out columns empty between evaluations', () => {
  const lines = metricsCsv(sampleRun()).trim().split('\n');
  expect(lines).toHaveLength(5);
  const columns = lines[0]!.split(',');
  expect(columns).toContain('heldOutStringAccuracy');
  expect(lines.every((line) => line.split(',').length === columns.length)).toBe(true);
  expect(lines[1]).toBe('0,1,33,0.1,4224,100000,0.2,0.5,0.75,1,0.25,,,,');
});

test.each([1, 2, 'x'])(
  'a certificate, of version %s or one that claims to be, is refused in its own words',
  (version) => {
    const text = JSON.stringify({ format: 'latch-certificate', version, boxes: [] });
    expect(parseFile(text, 'c.json')).toEqual({
      ok: false,
      problems: ['The file is a certificate: it is checked by itself. Open the weights in it instead.'],
    });
  },
);
