/** Every kernel against the plain float64 model: the cases, and the stories over them. */
import { describe, expect, test } from 'vitest';
import type { RunPlan } from '../../src/engine/engine.ts';
import { pairwiseCases } from '../../src/lstm/pairwise-cases.fixture.ts';
import type { EngineKind } from './engine-page.worker.ts';
import type { EnginePage } from './open.ts';

export type PlanChange = Partial<Omit<RunPlan, 'model' | 'dataset'>> & {
  readonly model?: Partial<RunPlan['model']>;
  readonly dataset?: Partial<RunPlan['dataset']>;
};

export function planOfAny({ model, dataset, ...rest }: PlanChange = {}): RunPlan {
  return {
    model: { hidden: 1, activation: 'sigmoid', head: 'softmax', ...model },
    dataset: { lengths: 'fixed', max: 20, strings: 500, sparse: 0, ...dataset },
    supervision: 'every',
    batch: 32,
    repeats: 1,
    seeds: [1],
    tallyEvery: 1000,
    ...rest,
  };
}

/** Every pair of options, trained for 20 updates. */
const optionCases = pairwiseCases().map(({ hidden, activation, head, supervision, lengths, batch }, k) => ({
  name: `${hidden} units, ${activation}, ${head}, ${supervision} step, ${lengths} length, batch ${batch}`,
  plan: planOfAny({
    model: { hidden, activation, head },
    dataset: { lengths, sparse: k % 2 === 0 ? 0 : 0.5 },
    supervision,
    batch,
    seeds: [k + 1],
  }),
}));

/** Sizes at which something in the kernels changes: words, blocks of lanes, segments of steps. */
const oddCases = [1, 2, 31, 32, 33, 63, 64, 65, 128].map((max, k) => {
  const batch = [1, 7, 129][k % 3];
  const plan = planOfAny({
    dataset: { max, lengths: 'variable' },
    batch,
    seeds: [k + 1, k + 9],
    repeats: 1 + (k % 2),
  });
  return { name: `length ${max}, batch ${batch}`, plan };
});

/** Every kernel with both numbers of texels a fragment may write, and the CPU engine with its fastest, and the others. */
const KINDS = [
  'string-8',
  'string-4',
  'quad-8',
  'quad-4',
  'step-8',
  'step-4',
  'serial-8',
  'cpu',
  'cpu-simd',
  'cpu-batched',
] as const satisfies readonly EngineKind[];

function casesOf(kind: (typeof KINDS)[number]): readonly { readonly name: string; readonly plan: RunPlan }[] {
  const units = (numbers: readonly number[]) =>
    numbers.map((hidden) => ({ name: `${hidden} units`, plan: planOfAny({ model: { hidden } }) }));
  // numbers of units that share out over slices, quads and groups unevenly
  if (kind === 'serial-8')
    return [...optionCases, ...oddCases]
      .filter(({ plan }) => plan.model.hidden === 1)
      .map(({ name, plan }) => ({ name: `${name}, one by one`, plan: { ...plan, batch: 1 } }));
  if (kind === 'string-8' || kind === 'cpu') return [...optionCases, ...oddCases, ...units([5, 6, 7])];
  if (/^(?:string|cpu)/u.test(kind)) return [...optionCases.slice(0, 5), ...oddCases, ...units([5, 6, 7])];
  if (kind.startsWith('quad')) return [...optionCases, ...oddCases, ...units([5, 7, 11, 16])];
  // 512 lanes fill two tiles of the grid
  const full = { name: 'no lane to spare', plan: planOfAny({ model: { hidden: 9 }, batch: 1024 }) };
  return [...optionCases.slice(0, 8), ...oddCases.slice(3, 7), ...units([7, 17]), full, ...units([32])];
}

/** A test for each kernel's cases that are taken, by their numbers. */
export function likeThePlainModel(
  page: () => EnginePage,
  isTaken: (k: number) => boolean = () => true,
): void {
  describe.each(KINDS)('%s against the plain model', (kind) => {
    test.each(casesOf(kind).filter((_, k) => isTaken(k)))('$name', async ({ plan }) => {
      const { gradient, weight } = await page().call('compare', {
        kind,
        plan,
        updates: 20,
        learningRate: 0.01,
      });
      expect(gradient).toBeLessThan(1e-5);
      expect(weight).toBeLessThan(1e-3);
    });
  });
}
