/** What the automaton says about the network, in plain words. */
import { counted } from '../../session/counted.ts';
import type { Automaton } from '../../proof/portrait/automaton.ts';
import { PROBE_LENGTH } from '../../proof/portrait/automaton-probes.ts';
import { leadingParities, shortestMistake } from '../../proof/portrait/automaton-strings.ts';
import { raisedText } from '../kit/bit-notation.ts';
import { answerWord, grouped } from '../kit/format.ts';
import type { Standing } from '../../session/standing.ts';
import { besideVerdict } from './beside-verdict.ts';

export interface AutomatonStory {
  readonly headline: string;
  readonly tone: '' | 'good' | 'bad';
  readonly detail: string;
}

/** How many states there are, and what that means. `suspect` is a string known to be answered wrongly. */
export function automatonStory(
  automaton: Automaton,
  suspect: string | null,
  standing: Standing,
): AutomatonStory {
  const { states, isComplete } = automaton;
  const mistake = shortestMistake(states);
  if (!isComplete)
    return {
      headline: `more than ${counted(states.length, 'state')}`,
      tone: '',
      detail: 'The network tells apart more strings than can be drawn: it has not settled on a rule.',
    };
  if (states.length === 1)
    return {
      headline: `1 state: it always says ${answerWord(states[0]?.answer ?? 0)}`,
      tone: '',
      detail: 'Nothing that it reads changes its answers.',
    };
  if (mistake !== null)
    return {
      headline: `${counted(states.length, 'state')}: not parity`,
      // what has not learnt yet is no surprise
      tone: mistake.length <= UNLEARNT && suspect === null ? '' : 'bad',
      detail: mistakeText(mistake, suspect),
    };
  if (suspect !== null)
    return {
      headline: '2 states: parity, as far as probed',
      tone: 'bad',
      detail: `But the network is wrong on a string of ${counted(suspect.length, 'bit')}, which is beyond what the probes see.`,
    };
  if (standing === 'unsolved')
    return {
      headline: '2 states: parity, as far as probed',
      tone: '',
      detail: 'A zero keeps the state, a one changes it. But not all held-out strings are answered right.',
    };
  return {
    headline: '2 states: exactly parity',
    tone: standing === 'passed' ? 'good' : '',
    detail: 'A zero keeps the state, a one changes it. That is the whole rule.',
  };
}

/** A mistake on so few bits says that the rule is not there yet. */
const UNLEARNT = 7;

/** A chain of at least so many zeros is a memory that fades. */
const FADING = 3;

function mistakeText(mistake: string, suspect: string | null): string {
  const zeros = mistake.length - 1;
  const first = `It goes wrong first on ${raisedText(mistake)}${suspect === mistake ? ', the verdict’s string' : ''}.${besideVerdict(mistake, suspect)}`;
  if (/^10+$/u.test(mistake) && zeros >= FADING)
    return `It remembers a one for ${grouped(zeros - 1)} zeros only, a state for each zero along the chain. ${first}`;
  return first;
}

/** On what the picture rests. */
export function basisText({ compared, agreed }: Automaton, isCertified: boolean): string {
  const same =
    agreed === compared
      ? `agrees with the network on all ${grouped(compared)} answers tried beyond that`
      : `agrees with the network on ${grouped(agreed)} of ${grouped(compared)} answers tried beyond that`;
  return (
    `Strings share a state when the network answers alike after both, whatever follows out of all strings of 4 bits ` +
    `and regular ones of ${PROBE_LENGTH}. The automaton ${same}. It describes, it does not prove${
      isCertified ? ': the certificate does.' : '.'
    }`
  );
}

/** One state in words: what it says, which strings lead there, where the bits lead. */
export function stateText({ states }: Automaton, index: number): readonly string[] {
  const state = states[index];
  if (!state) return [];
  const strings = state.accessStrings.map((text) => (text === '' ? 'the empty string' : raisedText(text)));
  const parities = leadingParities(states.map(({ next }) => next))[index];
  const lines = [
    `State ${index} says ${answerWord(state.answer)}. Shortest strings: ${strings.join(', ')}.`,
    `On 0 to state ${state.next[0]}, on 1 to state ${state.next[1]}.`,
  ];
  if (parities?.[0] && parities[1])
    lines.push('Even and odd strings both lead here: it cannot answer both right.');
  return lines;
}

/** The state in which the automaton is after `steps` bits of a string. */
export function stateAfter({ states }: Automaton, bits: ArrayLike<number>, steps: number): number {
  let at = 0;
  for (let t = 0; t < Math.min(steps, bits.length); t++) at = states[at]?.next[bits[t] === 1 ? 1 : 0] ?? 0;
  return at;
}
