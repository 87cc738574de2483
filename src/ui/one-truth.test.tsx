/**
 * No two figures of the page contradict each other. The laboratory and the acts are drawn as markup in planted states,
 * with real networks, their real verdicts and portraits, and what stands there is compared.
 */
import { renderToStaticMarkup } from 'react-dom/server';
import type { JSX } from 'react';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { learnAutomaton } from '../proof/portrait/automaton.ts';
import { phasePlane } from '../proof/portrait/phase-plane.ts';
import { trainedNetworks, type TestNetwork } from '../proof/test-networks.fixture.ts';
import { decide } from '../proof/verdict.ts';
import { beginRepair, stateWith } from '../session/repair-target.ts';
import { bench, progress, started, type Bench } from '../session/session-bench.fixture.ts';
import { selectNetwork } from '../session/state.ts';
import { SessionContext } from '../session/use-session.ts';
import { judgeShown, replicaSubject } from '../session/verdicts.ts';
import { raisedText } from './kit/bit-notation.ts';
import { ShownTraceProvider } from './kit/shown-trace.tsx';
import { LaboratoryPage } from './laboratory.tsx';
import { ACT_COUNT, STEPS_PER_ACT } from './kit/act-places.ts';
import { LaterActs } from './story/later-acts.tsx';
import { Opening } from './story/opening.tsx';

const wordsOf = (markup: string): string =>
  markup
    .replaceAll(/<(?:select|svg|table|ol role="log")[\s>].*?<\/(?:select|svg|table|ol)>/gu, ' ')
    .replaceAll(/<[^>]*>/gu, ' ')
    .replaceAll(/&#x27;/gu, "'")
    .replaceAll(/\s+/gu, ' ');

const draw = ({ session }: Bench, page: JSX.Element): string =>
  renderToStaticMarkup(<SessionContext value={session}>{page}</SessionContext>);

const laboratory = (b: Bench): string => draw(b, <LaboratoryPage isAlone={false} />);
const acts = (b: Bench): string =>
  draw(
    b,
    <ShownTraceProvider>
      <Opening />
      <LaterActs steps={STEPS_PER_ACT * (ACT_COUNT - 1)} />
    </ShownTraceProvider>,
  );

/** What is drawn of the seeds beside the shown one. */
const withoutOthers = (markup: string): string =>
  markup
    .replaceAll(/<div class="replicas".*?<\/div>/gu, '')
    .replaceAll(/<p class="solved-count.*?<\/p>/gu, '')
    .replaceAll(/<div class="tiles".*?<\/div>/gu, '')
    .replaceAll(/<figure class="(?:proved|fall)-figure".*?<\/figure>/gu, '');

const ofOneUnit = trainedNetworks.filter(({ name }) => name.startsWith('last-variable'));
const leak = ofOneUnit.find(({ verdict }) => verdict === 'wrong')!;
const latch = ofOneUnit.find(({ verdict }) => verdict === 'certified')!;

/** A run of eight that has ended: every one of `solved` has passed with the weights of `network`. */
function ended(network: TestNetwork, solved: boolean): Bench {
  const b = bench();
  b.session.applyPreset('openai-variable');
  b.session.train();
  const runId = b.runId();
  b.send(started(runId));
  const params = new Float32Array(8 * 20);
  for (let replica = 0; replica < 8; replica++) params.set(network.params, 20 * replica);
  const event = progress(runId, 2000, solved ? Array.from({ length: 8 }, () => 2000) : []);
  if (event.type !== 'progress') throw new Error('no progress');
  const all = { loss: 0.001, bitAccuracy: 1, lastBitAccuracy: 1, stringAccuracy: 1 };
  b.send({
    ...event,
    weights: { update: 2000, params },
    points: event.points.map(({ replica, point }) => ({
      replica,
      point: solved ? { ...point, ...all, heldOut: { ...all, wrongByLength: [0, 0] } } : point,
    })),
  });
  b.send({ type: 'ended', runId, ending: solved ? 'solved' : 'budget' });
  portray(b);
  return b;
}

/** What the workers would find of the shown network. */
function portray(b: Bench): void {
  const network = selectNetwork(b.state());
  const { outcome } = judgeShown(b.state(), network);
  const suspect = outcome?.verdict === 'wrong' ? outcome.bits : null;
  const { spec, params } = network;
  const [plane, automaton] = [phasePlane(spec, params), learnAutomaton(spec, params)];
  b.session.layDown({ portrait: { network, suspect, plane, automaton } });
}

const verdicts = new Map<TestNetwork, ReturnType<typeof decide>>();
beforeAll(() => {
  // the last act tells how to cite the page's address
  vi.stubGlobal('location', { href: 'https://example.org/latch/' });
  for (const network of [leak, latch]) verdicts.set(network, decide(network.spec, network.params));
});

afterAll(() => vi.unstubAllGlobals());

function decided(network: TestNetwork): Bench {
  const b = ended(network, true);
  const subject = replicaSubject(b.state().run!, 0)!;
  b.session.layDown({
    verdicts: new Map([[0, { ...subject, outcome: verdicts.get(network)! }]]),
    deciding: new Set(),
  });
  portray(b);
  return b;
}

describe('untrained', () => {
  test.each(['1', '11', '1000000'])('%s: no tick, no green, nothing praised', (bits) => {
    const b = bench();
    b.session.setBits(bits);
    portray(b);
    for (const markup of [laboratory(b), acts(b)]) {
      expect(wordsOf(markup)).not.toContain('✓');
      expect(withoutOthers(markup)).not.toMatch(/class="[^"]*\bgood\b/u);
    }
    expect(wordsOf(laboratory(b))).not.toMatch(/Solved|latches|exactly parity/u);
    expect(wordsOf(acts(b))).not.toContain('Recorded on');
    expect(wordsOf(laboratory(b))).toContain('Untrained: its answers are guesses.');
  });
});

describe('ended, and not solved', () => {
  // weights that in truth know the rule: what counts is what the test says
  test('right answers get no tick, and nothing is said to latch', () => {
    const b = ended(latch, false);
    const words = wordsOf(laboratory(b));
    expect(words).toContain('right this time');
    expect(words).toContain('Not solved: held-out strings find it wrong.');
    expect(words).not.toMatch(/✓|latches|exactly parity|100\.00 %/u);
    // 70 % right is no coin
    const told = wordsOf(acts(b));
    expect(told).toContain('70.00 % of the test');
    expect(told).not.toMatch(/coins?\b.*That is the result|✓/u);
  });
});

describe('solved, and wrong on a string', () => {
  test('nothing says solved without saying of what, and each figure names the verdict’s string or says which other', () => {
    const b = decided(leak);
    const outcome = verdicts.get(leak)!;
    if (outcome.verdict !== 'wrong') throw new Error('not wrong');
    const words = wordsOf(laboratory(b));
    expect(words).not.toMatch(/\bSolved\b|latches|exactly parity/u);
    expect(words).toContain('solved the test');
    expect(withoutOthers(laboratory(b))).not.toMatch(/story-line good/u);
    const name = raisedText(outcome.bits);
    for (const panel of ['plane-panel', 'automaton-panel']) {
      const markup = laboratory(b).match(new RegExp(`<section class="panel ${panel}".*?</section>`, 'u'))![0];
      const told = wordsOf(markup);
      expect(
        told.includes(name) || told.includes('The verdict’s string') || told.includes('The verdict names'),
      ).toBe(true);
    }
    expect(wordsOf(acts(b))).toContain('✗ can be fooled');
  });
});

describe('solved, and proved right', () => {
  test('everything agrees', () => {
    const b = decided(latch);
    const words = wordsOf(laboratory(b));
    expect(words).toContain('✓ right for strings of every length');
    expect(words).toContain('✓ right: the string');
    expect(words).toContain('2 states: exactly parity');
    expect(words.replace('✗ once it says even', '')).not.toMatch(/✗|wrong on/u);
  });
});

describe('while it is repaired', () => {
  test('no number and no verdict of the old network stays', () => {
    const b = decided(leak);
    const { repair } = beginRepair(b.state());
    const run = b.state().run!;
    const training = { ...repair, found: verdicts.get(leak)!, phase: 'training', update: 2100 } as const;
    const { history } = run.replicas[0];
    history.push({ ...history[0], update: 2100, heldOut: null, lastBitAccuracy: 0.6 });
    const params = run.weights!.params.map((value, k) => (k === 0 ? value + 0.5 : value));
    b.session.layDown({
      run: { ...run, solvedAt: [null, ...run.solvedAt.slice(1)], weights: { update: 2000, params } },
    });
    b.session.layDown({ ...stateWith(b.state(), { ...training, step: { keep: 1, learningRate: 0.01 } }) });
    portray(b);
    const result = laboratory(b).match(/<section class="panel result.*?<section class="panel trace/u)![0];
    const words = wordsOf(withoutOthers(result));
    expect(words).not.toMatch(/100\.00|wrong on|Repaired/u);
    expect(words).toContain('It is being repaired, and decided after each epoch.');
    expect(result).toContain('Seed 1, being repaired');
    expect(wordsOf(acts(b))).toContain('being repaired');
  });
});

describe('an opened network', () => {
  test('stands alone in its result: no number of the run’s seed is shown for it', () => {
    const b = decided(latch);
    b.session.openFile({
      kind: 'weights',
      network: { spec: leak.spec, params: leak.params, source: 'a.json' },
    });
    const result = laboratory(b).match(/<section class="panel result.*?<section class="panel trace/u)![0];
    expect(wordsOf(result)).toContain('Result · opened network');
    expect(wordsOf(withoutOthers(result))).not.toMatch(/100\.00 %|✓/u);
    expect(wordsOf(result)).toContain('it is being tested');
    const { params, spec } = selectNetwork(b.state());
    b.session.layDown({
      verdicts: new Map([
        [-1, { slot: -1, runId: null, update: 0, spec, params, outcome: verdicts.get(leak)! }],
      ]),
    });
    expect(wordsOf(withoutOthers(laboratory(b)))).toContain('✗ wrong on');
  });
});
