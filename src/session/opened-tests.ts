/** Tests opened networks on held-out strings, a few milliseconds at a time, so that nothing waits for it. */
import { drawHeldOut } from '../parity/dataset.ts';
import { judgeNetwork, stringsToJudge, type Judged } from './held-out-judge.ts';
import type { OpenedNetwork } from './network.ts';
import { WALK_SLICE_MS, walkPause } from './page-pace.ts';
import type { SessionState } from './state.ts';
import type { Store } from './store.ts';
import {
  isSameSetting,
  networkToTest,
  testSetting,
  type TestSetting,
  type OpenedTest,
} from './opened-test.ts';

/** Time for one network, as estimated for a slow processor; a wide one is asked fewer strings. */
const BUDGET_NS = 1e9;

interface Attempt {
  readonly network: OpenedNetwork;
  readonly test: TestSetting;
  readonly judging: Generator<void, Judged>;
}

export function createOpenedTests(
  store: Pick<Store<SessionState>, 'get' | 'watch'>,
  keep: (openedTest: OpenedTest) => void,
): void {
  let attempt: Attempt | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = (): void => {
    const network = networkToTest(store.get());
    const test = testSetting(store.get());
    if (network && attempt?.network.params === network.params && isSameSetting(attempt.test, test)) return;
    clearTimeout(timer);
    attempt = network && { network, test, judging: judge(network, test) };
    if (attempt) timer = setTimeout(goOn);
  };
  const goOn = (): void => {
    if (!attempt) return;
    const { network, test, judging } = attempt;
    const end = performance.now() + WALK_SLICE_MS;
    let step = judging.next();
    while (!step.done && performance.now() < end) step = judging.next();
    if (!step.done) timer = setTimeout(goOn, walkPause(store.get().status === 'training'));
    else {
      const { spec, params } = network;
      const { metrics, strings } = step.value;
      keep({ spec, params, test, metrics, strings });
    }
  };
  store.watch(({ opened, repair, run, config }) => [opened, repair?.phase, run?.config, config], look);
  look();
}

function* judge({ spec, params }: OpenedNetwork, test: TestSetting): Generator<void, Judged> {
  const total = stringsToJudge(spec, test.max, BUDGET_NS);
  // it has been trained on nothing that is known: no string need be left out
  const { words } = yield* drawHeldOut({ ...test, strings: 0, sparse: 0 }, total);
  return yield* judgeNetwork({ spec, params }, { words, total }, test);
}
