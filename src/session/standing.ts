/** What may be said of the shown network's right answers: that it knows, or that they come as a coin's do. */
import type { ShownNetwork } from './network.ts';
import { selectNetwork, type SessionState } from './state.ts';
import { hasPassed, openedTestOf } from './opened-test.ts';
import { isReplicaSolved, judgedPoint, judgeShown } from './verdicts.ts';

/**
 * `untrained`: it has learnt nothing yet; `unsolved`: it trains, or held-out strings find it wrong; `unknown`: it has not
 * been tried; `passed`: it has answered every held-out string, or is proved right.
 */
export type Standing = 'untrained' | 'unsolved' | 'unknown' | 'passed';

export function selectStanding(state: SessionState): Standing {
  const network = selectNetwork(state);
  switch (network.origin) {
    case 'untrained':
      return 'untrained';
    case 'past':
      return standingThen(network, state);
    case 'run':
      return standingNow(network, state);
    case 'opened': {
      const openedTest = openedTestOf(state, network);
      if (openedTest) return hasPassed(openedTest) ? 'passed' : 'unsolved';
      return judgeShown(state, network).verdict === 'certified' ? 'passed' : 'unknown';
    }
    default:
      return network.origin satisfies never;
  }
}

/** Of a moment that is looked back at. */
function standingThen({ update }: ShownNetwork, { run, replica }: SessionState): Standing {
  if (update === 0) return 'untrained';
  return update >= (run?.solvedAt[replica] ?? Infinity) ? 'passed' : 'unsolved';
}

function standingNow(network: ShownNetwork, state: SessionState): Standing {
  const { run, replica, status } = state;
  if (!run || isReplicaSolved(run, replica)) return 'passed';
  if (network.update === 0) return 'untrained';
  if (judgeShown(state, network).verdict === 'certified') return 'passed';
  // a repair that was stopped on the way
  return status !== 'training' && !judgedPoint(run, replica) ? 'unknown' : 'unsolved';
}
