/**
 * What an opened network answers to held-out strings. It comes without a history, so it is tested here, by the plain model;
 * what does that is loaded with the first one.
 */
import type { ModelSpec } from '../lstm/params.ts';
import { isSolved, type HeldOutMetrics } from '../parity/metrics.ts';
import type { RunConfig } from '../training/config.ts';
import type { OpenedNetwork, ShownNetwork } from './network.ts';
import { isUnderRepair, type Repair } from './repair-record.ts';
import { shownConfig, type RunRecord } from './run-record.ts';
import { BY_ITSELF, isSameNetwork } from './verdicts.ts';

/** The test that a network is put to: its strings' length, and which answers count. */
export type TestSetting = Pick<RunConfig, 'lengths' | 'supervision' | 'max' | 'seed'>;

export interface OpenedTest {
  readonly spec: ModelSpec;
  readonly params: Float32Array;
  readonly test: TestSetting;
  readonly metrics: HeldOutMetrics;
  /** Strings that were asked: fewer of a wide network. */
  readonly strings: number;
}

interface TestInputs {
  readonly config: RunConfig;
  readonly run: RunRecord | null;
  readonly opened: OpenedNetwork | null;
  readonly repair: Repair | null;
  readonly openedTest: OpenedTest | null;
}

/** The network to be tried, while its weights stand still; null: none. */
export function networkToTest({
  opened,
  repair,
}: Pick<TestInputs, 'opened' | 'repair'>): OpenedNetwork | null {
  if (repair?.phase === 'training' && isUnderRepair(repair, BY_ITSELF)) return null;
  return opened;
}

export const testSetting = (state: Pick<TestInputs, 'config' | 'run'>): TestSetting => shownConfig(state);

export const isSameSetting = (a: TestSetting, b: TestSetting): boolean =>
  a.lengths === b.lengths && a.supervision === b.supervision && a.max === b.max && a.seed === b.seed;

/** The test of exactly the shown network, in the test that the page shows; null: there is none, or not yet. */
export function openedTestOf(state: TestInputs, network: ShownNetwork): OpenedTest | null {
  const { openedTest } = state;
  if (!openedTest || network.origin !== 'opened' || !isSameSetting(openedTest.test, testSetting(state)))
    return null;
  return isSameNetwork(openedTest, network) ? openedTest : null;
}

export const hasPassed = ({ test, metrics }: Pick<OpenedTest, 'test' | 'metrics'>): boolean =>
  isSolved(test, metrics);
