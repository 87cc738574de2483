import { describe, expect, test } from 'vitest';
import { paramCount } from '../lstm/params.ts';
import { linkOf, linkWithWeights, shownLink, weightsRefusal } from './link-sync.ts';
import { bench, progress, started, trained, type Bench } from './session-bench.fixture.ts';
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

describe('the view goes along', () => {
  /** The link that someone else gets, as their page reads it. */
  const sent = (b: Bench): Bench => {
    const other = bench();
    const { state, problems } = parseLink(formatLink(shownLink(b.state())));
    expect(problems).toEqual([]);
    other.session.applyLink(state, []);
    return other;
  };

  test('but for what is as everybody finds it', () => {
    const { session, state } = bench();
    session.setBits('1011');
    session.setCursor(3);
    session.setMeasure('bitAccuracy');
    session.setAxis('update');
    expect(formatLink(shownLink(state()))).toBe('#v=1&preset=notebook-1&bits=1011');
  });

  test('shown seed, step, measure and axis', () => {
    const b = bench();
    b.session.setBits('1011');
    b.session.setCursor(1);
    b.session.selectReplica(2);
    b.session.setMeasure('stringAccuracy');
    b.session.setAxis('seconds');
    expect(formatLink(shownLink(b.state()))).toBe(
      '#v=1&preset=notebook-1&bits=1011&shown=3&step=2&measure=whole-string&axis=seconds',
    );
    expect(sent(b).state()).toMatchObject({
      bits: '1011',
      cursor: 1,
      replica: 2,
      isReplicaChosen: true,
      measure: 'stringAccuracy',
      axis: 'seconds',
    });
  });

  test('a moment, once the other run has come beyond it and stands', () => {
    const b = trained();
    for (const update of [66, 99]) b.send(progress(b.runId(), update));
    b.session.lookAt(66);
    const other = sent(b);
    expect(other.state().wantedMoment).toBe(66);
    expect(other.state().notices.map(({ title }) => title)).toEqual(['The link looks back at update 66']);
    // it is still asked for where it is passed on
    expect(sent(other).state().wantedMoment).toBe(66);
    other.session.train();
    other.send(started(other.runId()));
    for (const update of [33, 66, 99, 132]) other.send(progress(other.runId(), update));
    expect(other.state().moment).toBeNull();
    other.send({ type: 'ended', runId: other.runId(), ending: 'budget' });
    expect(other.state().moment?.weights.update).toBe(66);
    expect(other.state().wantedMoment).toBeNull();
  });

  test('a moment of another experiment is nobody’s', () => {
    const b = trained();
    b.send(progress(b.runId(), 66));
    b.session.lookAt(33);
    const other = sent(b);
    other.session.setField('hidden', '2');
    expect(other.state().wantedMoment).toBeNull();
  });

  test('a network by itself has neither seed nor moment', () => {
    const b = trained();
    b.send(progress(b.runId(), 66));
    b.session.selectReplica(1);
    b.session.lookAt(33);
    const link = formatLink(linkWithWeights(b.state()));
    expect(link).toContain('weights=');
    expect(link).not.toMatch(/shown=|moment=/u);
  });

  test('a link that names no seed lets the page choose', () => {
    const b = bench();
    b.session.selectReplica(2);
    b.session.applyLink(parseLink('#v=1').state, []);
    expect(b.state()).toMatchObject({ replica: 0, isReplicaChosen: false });
  });
});
