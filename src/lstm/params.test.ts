import { describe, expect, test } from 'vitest';
import { GATES, modelOf, PARAM_NAMES, paramCount, paramLayout, paramRows } from './params.ts';

describe('paramLayout', () => {
  test.each([
    [1, 20],
    [2, 46],
    [3, 80],
    [4, 122],
    [8, 370],
    [64, 17_282],
  ])('%i units have %i parameters, 4H(2 + H + 1) + 2H + 2', (hidden, count) => {
    expect(paramCount(hidden)).toBe(count);
    expect(4 * hidden * (2 + hidden + 1) + 2 * hidden + 2).toBe(count);
  });

  test.each([1, 2, 3, 4, 8, 64])('%i units: the arrays follow each other without a gap', (hidden) => {
    const layout = paramLayout(hidden);
    let next = 0;
    for (const name of PARAM_NAMES) {
      expect(layout[name].offset).toBe(next);
      next += layout[name].rows * layout[name].columns;
    }
    expect(layout.size).toBe(next);
  });

  test('has the shapes of Keras and its gate order', () => {
    expect(
      PARAM_NAMES.map((name) => [name, paramLayout(3)[name].rows, paramLayout(3)[name].columns]),
    ).toEqual([
      ['inputKernel', 2, 12],
      ['recurrentKernel', 3, 12],
      ['bias', 1, 12],
      ['outputKernel', 3, 2],
      ['outputBias', 1, 2],
    ]);
    expect(GATES).toEqual(['i', 'f', 'c', 'o']);
  });
});

test('paramRows cuts an array into its rows, and the arrays make up the vector', () => {
  const spec = { hidden: 2, activation: 'sigmoid', head: 'softmax' } as const;
  const { layout, params } = modelOf(
    spec,
    Float32Array.from({ length: 46 }, (_, k) => k),
  );
  expect(paramRows(params, layout.inputKernel)).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7],
    [8, 9, 10, 11, 12, 13, 14, 15],
  ]);
  expect(paramRows(params, layout.outputBias)).toEqual([[44, 45]]);
  expect(PARAM_NAMES.flatMap((name) => paramRows(params, layout[name])).flat()).toEqual([...params]);
});
