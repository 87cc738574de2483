import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paramCount, type ModelSpec } from '../lstm/params.ts';
import { PRESETS } from '../training/presets.ts';
import { weightsFile } from '../lstm/weights-file.ts';
import { metricsCsv, parseFile, runFile } from './files.ts';
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
    engine: { name: 'webgl', renderer: 'a GPU', kernel: 'lanes', reason: null },
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
        const result = reopen(weightsFile(spec, params));
        expect(result).toEqual({
          ok: true,
          file: { kind: 'weights', network: { spec, params, source: 'x.json' } },
        });
      }),
      { numRuns: 50 },
    );
  });

  const good = weightsFile(
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
    expect(opened.weights?.params).toEqual(run.weights?.params);
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
