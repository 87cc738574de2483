/** Exercises at the end of the acts, each opened by its link and checked by the page. */
import { useId, useState, type JSX } from 'react';
import {
  BET_NETWORKS,
  createExercises,
  doneWords,
  EXERCISES,
  spoiltNetwork,
  type ExerciseName,
  type Exercises,
} from '../../session/exercises.ts';
import { parseLink } from '../../session/url.ts';
import { useSession, useStore } from '../../session/use-session.ts';
import type { Session } from '../../session/session.ts';
import { LabLink } from '../kit/lab-link.tsx';
import measured from './measured.json' with { type: 'json' };

const { leak } = measured;
const LEAK = Float32Array.from(leak.weights.split(',').map(Number));
const opened = (weights: string): string =>
  `#v=1&preset=openai-variable&replicas=1&bits=101&weights=${weights}`;

interface Task {
  readonly title: string;
  readonly text: string;
  /** Read when it is drawn, not with the program. */
  readonly link: string;
  readonly go: string;
  readonly isBet?: true;
}

const TASKS: Readonly<Record<ExerciseName, Task>> = {
  'bet-fixed': {
    title: 'Fifty bits, one answer',
    text: 'Eight networks read strings of exactly 50 bits and are told the answer after the last. How many learn it? Bet, then train them.',
    link: '#v=1&preset=openai-fixed&start=1',
    go: 'Train on fixed length',
    isBet: true,
  },
  break: {
    title: 'Break it by hand',
    text: 'This network answered 10,000 random strings of 1 to 50 bits, all of them right. Type one that it gets wrong.',
    link: opened(leak.weights),
    go: 'Open the network to break',
  },
  mend: {
    title: 'Make it latch',
    text: 'This network was right for ever, until one of its twenty numbers was changed: now it loses a one along zeros. Change one number, with “Edit weights”, so that the proof succeeds again.',
    link: opened(spoiltNetwork().join(',')),
    go: 'Open the network to mend',
  },
  build: {
    title: 'Build one',
    text: 'Start from twenty zeros and set the numbers by hand until the proof succeeds. The six equations of act 6 are all there is.',
    link: opened(Array.from({ length: LEAK.length }, () => 0).join(',')),
    go: 'Open twenty zeros',
  },
  'bet-proved': {
    title: 'Right for ever?',
    text: 'Eight networks read strings of 1 to 50 bits. How many of them are right for strings of every length? Bet, then train them and let the page decide.',
    link: '#v=1&preset=openai-variable&start=1',
    go: 'Train on variable length',
    isBet: true,
  },
};

/** One for each session: what is done stays done while the laboratory is open. */
const kept = new WeakMap<Session, Exercises>();

function exercisesOf(session: Session): Exercises {
  const known = kept.get(session);
  if (known) return known;
  const exercises = createExercises(session.store, LEAK, (words) =>
    session.notify({ kind: 'info', title: `Exercise: ${words}`, details: [] }),
  );
  kept.set(session, exercises);
  return exercises;
}

export function ExerciseList(): JSX.Element {
  const session = useSession();
  const [exercises] = useState(() => exercisesOf(session));
  const state = useStore(exercises.store);
  return (
    <div className="exercises">
      <h3>Exercises</h3>
      <p className="soft">
        <span>{`${doneWords(state)}. `}</span>
        <a href="teachers.html">A sheet for teachers</a>
        <span>, with solutions, to print.</span>
      </p>
      <ol>
        {EXERCISES.map((name) => (
          <li key={name}>
            <Exercise
              task={TASKS[name]}
              bet={state.bets[name]?.count ?? null}
              outcome={state.outcomes[name]}
              onBet={(count) => exercises.bet(name, count)}
            />
          </li>
        ))}
      </ol>
    </div>
  );
}

const BETS: readonly JSX.Element[] = Array.from({ length: BET_NETWORKS + 1 }, (_, count) => (
  <option key={count} value={count}>{`${count} of ${BET_NETWORKS}`}</option>
));

interface ExerciseProps {
  readonly task: Task;
  readonly bet: number | null;
  readonly outcome: { readonly isRight: boolean; readonly words: string } | undefined;
  readonly onBet: (count: number) => void;
}

function Exercise({ task, bet, outcome, onBet }: ExerciseProps): JSX.Element {
  const id = useId();
  const [link] = useState(() => parseLink(task.link).state);
  return (
    <>
      <b>{task.title}</b>
      <p>{task.text}</p>
      {task.isBet ? (
        <p className="exercise-bet">
          <label htmlFor={id}>My bet</label>
          <select id={id} value={bet ?? ''} onChange={(event) => onBet(Number(event.currentTarget.value))}>
            <option value="" disabled>
              choose
            </option>
            {BETS}
          </select>
        </p>
      ) : null}
      <p>
        <LabLink link={link}>{task.go}</LabLink>
      </p>
      {/* a notice says it aloud */}
      <p className={outcome ? (outcome.isRight ? 'good' : 'soft') : undefined}>
        {outcome ? `${outcome.isRight ? '✓ ' : ''}${outcome.words}` : ''}
      </p>
    </>
  );
}
