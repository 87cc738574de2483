/** Every parameter has one place, every lane one fragment, and every column one texel that it comes out at. */
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_HIDDEN, paramCount } from '../../lstm/params.ts';
import { columnIndices, flatIndices, paramColumns, readoutColumns, unitColumns } from './columns.ts';
import { partnerOfBias, sourceTexels, type GradientLayout } from './gradient-layout.ts';
import { stringLayout } from './gradient.kernel.ts';
import { laneGrid, laneGridGlsl, MAX_ROWS, spareTexel, type LaneGrid } from './lane-grid.ts';
import { quadLayout } from './quad.kernel.ts';

const sizes = Array.from({ length: MAX_HIDDEN }, (_, k) => k + 1);

describe('columns', () => {
  test.each(sizes)('hold each parameter of %i units once', (hidden) => {
    const count = paramCount(hidden);
    const flat = flatIndices(hidden);
    expect(flat).toHaveLength(4 * paramColumns(hidden));
    const found = [...flat].filter((index) => index >= 0).toSorted((a, b) => a - b);
    expect(found).toEqual(Array.from({ length: count }, (_, index) => index));
    expect([...columnIndices(hidden)].map((place) => flat[place])).toEqual(found);
  });
});

interface Place {
  readonly x: number;
  readonly y: number;
}

interface GridFunctions {
  readonly laneAt: (x: number, y: number) => number;
  readonly texelOfLane: (lane: number) => Place;
  /** The shader's takes its texel over. */
  readonly nextLane: (texel: Place) => Place;
}

/** The functions that shaders find lanes by, from their very text. */
function inJavaScript(grid: LaneGrid): GridFunctions {
  const text = laneGridGlsl(grid)
    .replace(/^const int/gmu, 'const')
    .replace(/^(?:int|ivec2|void) (\w+)\((.*)\) \{$/gmu, (_, name: string, inputs: string) => {
      const names = inputs.replace(/inout |ivec2 |int /gu, '');
      return `function ${name}(${names}) {${name === 'nextLane' ? ' texel = { ...texel };' : ''}`;
    })
    .replace(/^ {2}(?:int|ivec2) /gmu, '  let ')
    .replace(/(\w+) \/ (\w+)/gu, 'Math.floor($1 / $2)')
    .replaceAll('ivec2(', 'place(')
    .replace(/\}\s*$/u, '  return texel;\n}');
  const place = 'const place = (x, y) => ({ x, y });';
  return runInNewContext(`${place}\n${text}\n({ laneAt, texelOfLane, nextLane });`) as GridFunctions;
}

describe('a lane grid', () => {
  const shapes = fc.record({
    replicas: fc.integer({ min: 1, max: 256 }),
    batch: fc.integer({ min: 1, max: 1024 }),
    strings: fc.constantFrom(1, 2),
    pixels: fc.constantFrom(1 as const, 2 as const),
    maxRows: fc.constantFrom(MAX_ROWS, MAX_ROWS / 4, 170),
  });

  test('has one place for each lane, within its bounds', () => {
    fc.assert(
      fc.property(shapes, ({ replicas, batch, strings, pixels, maxRows }) => {
        const grid = laneGrid({ replicas, batch }, maxRows, { strings, pixels });
        const tile = 64 / pixels;
        expect(grid.lanes).toBe(Math.ceil(batch / strings));
        expect(grid.rows).toBeLessThanOrEqual(maxRows);
        // blocks are shaded whole, and a tile's lanes do not reach into the next
        expect([(grid.columns * pixels) % 4, (grid.rows * pixels) % 4]).toEqual([0, 0]);
        expect(grid.columns).toBeLessThanOrEqual(tile);
        expect(grid.width).toBe((grid.tiles - 1) * tile + grid.columns);
        const { laneAt, texelOfLane, nextLane } = inJavaScript(grid);
        let next = texelOfLane(0);
        for (let lane = 0; lane < replicas * grid.lanes; lane++) {
          const { x, y } = texelOfLane(lane);
          if (laneAt(x, y) !== lane || x >= grid.width || y >= grid.rows || next.x !== x || next.y !== y)
            throw new Error(`lane ${lane} of ${JSON.stringify(grid)} lies at ${x}, ${y}`);
          next = nextLane(next);
        }
        if (pixels === 2) return;
        const spare = spareTexel(grid);
        const isFull = replicas * grid.lanes === grid.width * grid.rows;
        expect(spare === null).toBe(isFull);
        if (!spare) return;
        const lane = laneAt(spare.x, spare.y);
        expect(lane < 0 || lane >= replicas * grid.lanes).toBe(true);
        expect(spare.x < grid.width && spare.y < grid.rows).toBe(true);
      }),
      // up to a quarter of a million lanes each
      { numRuns: 40 },
    );
  });
});

describe.each([
  ['string', stringLayout, 8],
  ['quad', quadLayout, 16],
] as const)('the gradient of %s', (_, layoutOf, most) => {
  const settings = sizes
    .filter((hidden) => hidden <= most)
    .flatMap((hidden) => [4, 8].map((targets) => ({ hidden, targets })));

  test.each(settings)('comes out once: $hidden units, $targets texels', ({ hidden, targets }) => {
    const layout: GradientLayout = layoutOf(hidden, targets);
    expect(layout.columns).toHaveLength(layout.slices);
    for (const pixels of layout.columns) {
      expect(pixels).toHaveLength(layout.pixels ** 2);
      for (const columns of pixels) expect(columns.length).toBeLessThanOrEqual(targets);
    }
    const written = layout.columns.flat(2).filter((column) => column >= 0);
    // all but the biases, and the metrics behind the read-out
    const wanted = Array.from({ length: layout.metricsColumn + 1 }, (__, column) => column).filter(
      (column) => partnerOfBias(hidden, column) < 0,
    );
    expect(written.toSorted((a, b) => a - b)).toEqual(wanted);
    expect(layout.metricsColumn).toBe(hidden * unitColumns(hidden) + readoutColumns(hidden));
  });

  test.each(settings)('is found where it was written: $hidden units, $targets texels', (setting) => {
    const { hidden, targets } = setting;
    const layout: GradientLayout = layoutOf(hidden, targets);
    const sources = sourceTexels(hidden, layout);
    for (let column = 0; column <= layout.metricsColumn; column++) {
      const [layer, slice, pixel, second] = sources.subarray(4 * column, 4 * column + 4);
      const at = layout.columns[slice][pixel];
      const one = partnerOfBias(hidden, column);
      // a bias has the gradient of both its input weights together
      const expected = one < 0 ? [column, undefined] : [one - 1, one];
      expect([at[layer], second < 0 ? undefined : at[second]]).toEqual(expected);
    }
  });
});
