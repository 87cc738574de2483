/**
 * What training costs where there is no WebAssembly: `cpu-batched` against the plain model and against vectors, an update
 * each in turns, the least of thirty. `node e2e/scripts/run.mjs e2e/bench/javascript.ts`
 */
import { CPU_KERNELS, createPasses } from '../../src/engine/cpu/cpu-kernels.ts';
import { createBatch, trainReplica } from '../../src/engine/cpu/train-chunk.ts';
import { TALLY_SIZE } from '../../src/engine/kernel-rows.ts';
import { plainBatch } from '../../src/engine/plain-run.ts';
import { freshState } from '../../src/engine/state.ts';
import { adamUpdate } from '../../src/lstm/adam.ts';
import { lossAndGradient } from '../../src/lstm/backward.ts';
import { PRESETS } from '../../src/training/presets.ts';
import { planOf } from '../../src/training/schedule.ts';

const TURNS = 30;
/** Before that, the browser's compiler may still be at work. */
const WARM_UP = 3;

for (const hidden of [1, 2, 4, 8, 16]) {
  const config = { ...PRESETS.latch.config, hidden, replicas: 1 };
  const plan = planOf(config);
  const updates = new Map<string, (update: number) => void>();
  for (const kernel of CPU_KERNELS) {
    try {
      const passes = createPasses(kernel, plan);
      const batch = createBatch(plan);
      const state = { ...freshState(plan, config.init), tally: new Float32Array(TALLY_SIZE) };
      updates.set(kernel, (first) =>
        trainReplica(
          passes,
          batch,
          { plan, seed: config.seed, chunk: { first, count: 1, learningRate: config.lr } },
          state,
        ),
      );
    } catch {
      console.log(`${kernel} cannot be had here`);
    }
  }
  const plain = freshState(plan, config.init);
  updates.set('plain', (update) => {
    const strings = plainBatch(plan, 0, update);
    const { gradient } = lossAndGradient(plan.model, plain.params, strings, plan.supervision);
    adamUpdate(plain, gradient, config.lr, update + 1);
  });
  const least = new Map<string, number>();
  for (let turn = 0; turn < WARM_UP + TURNS; turn++)
    for (const [name, train] of updates) {
      const from = performance.now();
      train(turn);
      const ms = performance.now() - from;
      if (turn >= WARM_UP) least.set(name, Math.min(ms, least.get(name) ?? Infinity));
    }
  const batched = least.get('cpu-batched')!;
  const rows = [...least].map(([name, ms]) => `${name} ${ms.toFixed(2)} ms, ${(ms / batched).toFixed(2)}`);
  console.log(`${hidden} units: ${rows.join('; ')}`);
}
