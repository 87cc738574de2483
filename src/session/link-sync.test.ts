import { describe, expect, test } from 'vitest';
import { paramCount } from '../lstm/params.ts';
import { linkOf, linkWithWeights, shownLink, weightsRefusal } from './link-sync.ts';
import { selectNetwork, initialState, type SessionState } from './state.ts';
import { formatLink, parseLink } from './url.ts';

const withOpened = (hidden: number, options = initialState.config): SessionState => ({
  ...initialState,
  config: options,
  opened: {
    spec: { hidden, activation: 'sigmoid', head: 'double-softmax' },
    params: Float32Array.from({ length: paramCount(hidden) }, (_, k) => Math.fround(Math.cos(k))),
    source: 'a file',
  },
});
const wide = { ...initialState.config, hidden: 64 };

describe('the link to a network', () => {
  test.each([
    ['of 9 units from a file, with 1 unit set', withOpened(9)],
    ['of 16 units from a file, with 64 units set', withOpened(16, wide)],
    ['of 1 unit from a file, with 16 units set', withOpened(1, { ...wide, hidden: 16 })],
    ['that is not trained', { ...initialState, config: { ...initialState.config, hidden: 4 } }],
    ['of the third seed that is not trained', { ...initialState, replica: 2 }],
  ])('%s carries it, and is what is offered', (_, state) => {
    const { spec, params } = selectNetwork(state);
    expect(weightsRefusal(state)).toBeNull();
    const read = parseLink(formatLink(linkWithWeights(state)));
    expect(read).toMatchObject({ problems: [], state: { weights: params, config: spec } });
  });

  test.each([
    ['of 17 units from a file, with 1 unit set', withOpened(17)],
    ['of 64 units that is not trained', { ...initialState, config: wide }],
  ])('%s is refused with the reason, and the address is that of the options', (_, state) => {
    expect(weightsRefusal(state)).toMatch(/room for 16 units, and this network has (17|64)/u);
    expect(linkWithWeights(state)).toEqual(linkOf(state));
    expect(shownLink(state)).toEqual(linkOf(state));
  });
});
