/** The optimiser state a run starts from. */
import { initialParams, type Initializer } from '../lstm/initializers.ts';
import { paramCount } from '../lstm/params.ts';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import type { OptimizerState, RunPlan } from './engine.ts';

/** Initial weights drawn from each replica's seed, with Adam's moments at zero. */
export function freshState(plan: RunPlan, initializer: Initializer): OptimizerState {
  const size = paramCount(plan.model.hidden);
  const params = new Float32Array(plan.seeds.length * size);
  for (const [replica, seed] of plan.seeds.entries()) {
    const uniform = (index: number): number => randomUniform([seed, PURPOSE.initialWeights], index);
    params.set(initialParams(plan.model.hidden, initializer, uniform), replica * size);
  }
  return { params, m: new Float32Array(params.length), v: new Float32Array(params.length) };
}

/** Given weights with Adam's moments at zero. Throws a RangeError when they are not as many as they should be, or not finite. */
export const stateFrom = (plan: RunPlan, params: Float32Array): OptimizerState =>
  stateOf(plan, { params, m: new Float32Array(params.length), v: new Float32Array(params.length) });

/** Given weights and moments. Throws a RangeError when they are not as many as they should be, or not finite. */
export function stateOf(plan: RunPlan, { params, m, v }: OptimizerState): OptimizerState {
  const wanted = plan.seeds.length * paramCount(plan.model.hidden);
  for (const [values, what] of [
    [params, 'weights'],
    [m, 'moments'],
    [v, 'moments'],
  ] as const) {
    if (values.length !== wanted) throw new RangeError(`${values.length} ${what} were given, not ${wanted}.`);
    if (!values.every(Number.isFinite)) throw new RangeError(`The ${what} that were given are not finite.`);
  }
  return { params, m, v };
}
