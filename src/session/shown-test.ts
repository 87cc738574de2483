/** How the shown network stands its test: what is known of its answers to held-out strings, and of these weights alone. */
import type { HeldOutMetrics } from '../parity/metrics.ts';
import { isUnderRepair } from './repair-record.ts';
import { newestHeldOut, type RunRecord } from './run-record.ts';
import { selectNetwork, type SessionState } from './state.ts';
import { openedTestOf, type OpenedTest } from './opened-test.ts';
import { BY_ITSELF, judgedPoint } from './verdicts.ts';

export interface ShownTest {
  readonly heldOut: HeldOutMetrics | null;
  /** Strings that were asked, where not all of them were. */
  readonly strings: number | undefined;
  /** Wrong answers after each number of bits; null: not known. */
  readonly wrongByLength: readonly number[] | null;
}

const NONE: ShownTest = { heldOut: null, strings: undefined, wrongByLength: null };

/** The test of the opened network that is shown. */
export const selectOpenedTest = (state: SessionState): OpenedTest | null =>
  openedTestOf(state, selectNetwork(state));

/** `openedTest`: of the opened network, if one is shown; else the run's replica is. */
export function shownTest(
  run: RunRecord | null,
  replica: number,
  opened: { readonly openedTest: OpenedTest | null } | null,
): ShownTest {
  if (opened) {
    const { openedTest } = opened;
    if (!openedTest) return NONE;
    return {
      heldOut: openedTest.metrics,
      strings: openedTest.strings,
      wrongByLength: openedTest.metrics.wrongByLength,
    };
  }
  const record = run?.replicas[replica];
  const heldOut = (run && judgedPoint(run, replica)?.heldOut) ?? null;
  if (!record || !heldOut) return NONE;
  return { heldOut, strings: record.judgedStrings, wrongByLength: record.wrongByLength };
}

/**
 * Why there is none: `repair`: its weights are changing; `changed`: a repair that was stopped has changed them; `openedTest`:
 * an opened network is being tried; `training`: the first evaluation has not come.
 */
export function selectMissingTest({
  run,
  replica,
  opened,
  repair,
}: SessionState): 'repair' | 'changed' | 'openedTest' | 'training' {
  if (isUnderRepair(repair, opened ? BY_ITSELF : replica)) return 'repair';
  if (opened) return 'openedTest';
  return newestHeldOut(run?.replicas[replica]) ? 'changed' : 'training';
}
