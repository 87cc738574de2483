/**
 * The gradient of one string in one fragment that holds the whole network.
 *
 * A fragment can write `targets` texels (4 or 8). Each slice of a lane repeats both passes for its unit and writes
 * some of that unit's columns (`unitColumns`), shared out with the read-out's columns and the string's metrics.
 */
import type { RunPlan } from '../engine.ts';
import { cellGlsl, gateGradients, perUnit, weightsGlsl } from './cell.kernel.ts';
import { unitColumns } from './columns.ts';
import {
  cut,
  metricsColumnOf,
  sharedColumns,
  writtenColumns,
  type GradientLayout,
} from './gradient-layout.ts';
import type { LaneGrid } from './lane-grid.ts';
import { passesKernel } from './passes.kernel.ts';
import type { ProgramSource } from './program-compiler.ts';

/** A layout whose slices serve one unit each. */
type StringLayout = GradientLayout & { readonly units: readonly number[] };

/** Shares the columns out over slices of `targets` texels; a slice serves one unit. */
export function stringLayout(hidden: number, targets: number): StringLayout {
  const shared = sharedColumns(hidden);
  const columns: number[][][] = [];
  const units: number[] = [];
  for (let u = 0; u < hidden; u++) {
    const from = Math.floor((u * shared.length) / hidden);
    const to = Math.floor(((u + 1) * shared.length) / hidden);
    for (const slice of cut([...writtenColumns(hidden, u), ...shared.slice(from, to)], targets)) {
      columns.push([slice]);
      units.push(u);
    }
  }
  const metricsColumn = metricsColumnOf(hidden);
  return { targets, pixels: 1, slices: columns.length, units, columns, metricsColumn };
}

/** Outputs: `targets` texels of the slice's columns. */
export function gradientKernel(plan: RunPlan, grid: LaneGrid, layout: StringLayout): ProgramSource {
  const { model } = plan;
  const { hidden } = model;
  return passesKernel(plan, grid, layout.targets, {
    declarations: [weightsGlsl(hidden), cellGlsl(model), stepGlsl(hidden), backwardGlsl(hidden)].join('\n'),
    setUp: `unit = ${sliceUnit(layout)};`,
    write: writeGlsl(hidden, layout),
  });
}

/** The unit that slice `slice` serves: units may have different numbers of slices. */
const sliceUnit = ({ units }: StringLayout): string =>
  units.reduce(
    (text, unit, slice) => (unit === units[slice - 1] ? text : `slice >= ${slice} ? ${unit} : ${text}`),
    '0',
  );

/** `forwardStep(t, sample, state)`: one step with everything that its way back needs. */
export const stepGlsl = (hidden: number): string => `
int unit;
struct Step {
  bool one;
  float slope;
  ${perUnit(hidden, (u) => `vec4 gates${u}; vec4 memory${u};`, '\n  ')} // memory: c before, h before, tanh(c), h
};
Step forwardStep(int t, inout Sample x, inout State s) {
  Step k;
  k.one = bitOf(x.bits, t);
  State next;
  ${perUnit(
    hidden,
    (u) => `k.gates${u} = gatesOf${u}(k.one, s);
  next.c${u} = k.gates${u}.y * s.c${u} + k.gates${u}.x * k.gates${u}.z;
  k.memory${u} = vec4(s.c${u}, s.h${u}, tanh1(next.c${u}), 0.0);
  next.h${u} = k.gates${u}.w * k.memory${u}.z;
  k.memory${u}.w = next.h${u};`,
    '\n  ',
  )}
  s = next;
  k.slope = slopeOf(margin(s), t, x);
  return k;
}
`;

/** `backwardStep(step, adjoint)`: d loss / d state one step back; gradients add up in `sum...` of the slice's unit. */
export const backwardGlsl = (hidden: number): string => `
struct Adjoint {
  float ${perUnit(hidden, (u) => `c${u}, h${u}`, ', ')};
};
Adjoint zeroAdjoint() {
  return Adjoint(${perUnit(hidden, () => '0.0, 0.0', ', ')});
}
vec4 sumZeros = vec4(0.0), sumOnes = vec4(0.0);
vec4 ${perUnit(hidden, (j) => `sumRecurrent${j} = vec4(0.0)`, ', ')};
float ${perUnit(hidden, (u) => `sumOut${u} = 0.0`, ', ')}, sumOutBias = 0.0;
void backwardStep(Step k, inout Adjoint a) {
  ${perUnit(
    hidden,
    (u) => `float dh${u} = a.h${u} + k.slope * out${u};
  sumOut${u} += k.slope * k.memory${u}.w;
  float dc${u} = a.c${u} + dh${u} * k.gates${u}.w * (1.0 - k.memory${u}.z * k.memory${u}.z);
  vec4 dz${u} = ${gateGradients({ dc: `dc${u}`, dh: `dh${u}`, gates: `k.gates${u}`, before: `k.memory${u}.x`, tanhC: `k.memory${u}.z` })};
  a.c${u} = dc${u} * k.gates${u}.y;`,
    '\n  ',
  )}
  sumOutBias += k.slope;
  ${perUnit(hidden, (j) => `a.h${j} = ${perUnit(hidden, (u) => `dot(recurrent${u}_${j}, dz${u})`, ' + ')};`, '\n  ')}
  vec4 dz = ${perUnit(hidden, (u) => (u === hidden - 1 ? `dz${u}` : `unit == ${u} ? dz${u}`), ' : ')};
  sumZeros += k.one ? vec4(0.0) : dz;
  sumOnes += k.one ? dz : vec4(0.0);
  ${perUnit(hidden, (j) => `sumRecurrent${j} += k.memory${j}.y * dz;`, '\n  ')}
}
`;

/** Assignments of every target, by slice where slices differ. */
function writeGlsl(hidden: number, layout: StringLayout): string {
  const expression = (column: number | undefined): string => {
    if (column === undefined) return 'vec4(0.0)';
    if (column === layout.metricsColumn) return 'metrics';
    const inUnit = column % unitColumns(hidden);
    const isShared = column >= hidden * unitColumns(hidden);
    if (isShared) return readoutExpression(hidden, column - hidden * unitColumns(hidden));
    return ['sumZeros', 'sumOnes'][inUnit] ?? `sumRecurrent${inUnit - 3}`;
  };
  const lines: string[] = [];
  for (let target = 0; target < layout.targets; target++) {
    const bySlice = layout.columns.map(([columns]) => expression(columns[target]));
    const isSame = bySlice.every((text) => text === bySlice[0]);
    const chosen = isSame
      ? bySlice[0]
      : bySlice.map((text, s) => (s === bySlice.length - 1 ? text : `slice == ${s} ? ${text}`)).join(' : ');
    lines.push(`  texel${target} = ${chosen};`);
  }
  return lines.join('\n');
}

/** Four numbers of the read-out's gradient: the kernel's columns are (-g, g) per unit, then the biases (-g, g). */
function readoutExpression(hidden: number, texel: number): string {
  const component = (k: number): string => {
    if (k >= 2 * hidden + 2) return '0.0';
    const sum = k < 2 * hidden ? `sumOut${k >> 1}` : 'sumOutBias';
    return (k & 1) === 1 ? sum : `-${sum}`;
  };
  return `vec4(${[0, 1, 2, 3].map((k) => component(4 * texel + k)).join(', ')})`;
}
