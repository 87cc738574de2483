/**
 * The finale: as soon as a network that answered all 10,000 strings is found wrong on another, it is shown, and the string
 * that fools it is typed by itself, unless the visitor has typed something since the run began; then it is only offered.
 */
import { useEffect, useRef, useState, type JSX } from 'react';
import { flushSync } from 'react-dom';
import { selectFooled, type Fooled } from '../../session/finale.ts';
import type { SessionState } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { judgeReplica } from '../../session/verdicts.ts';
import type { Session } from '../../session/session.ts';
import { raisedText } from '../kit/bit-notation.ts';
import { grouped } from '../kit/format.ts';
import { inWords } from '../kit/count-words.ts';

/** Between two bits that are typed by themselves. */
const BIT_MS = 150;

export interface Fooling {
  readonly fooled: Fooled | null;
  /** The string stands in the box and the statement under the stage. */
  readonly isShown: boolean;
  /** There is such a string, and it waits to be asked for. */
  readonly isOffered: boolean;
  /** Its bits are being typed, by nobody. */
  readonly isPlaying: boolean;
  readonly show: () => void;
}

/** The run that has had its finale. */
const selectRunId = (state: SessionState): number | null => state.run?.id ?? null;

export function useFooling(): Fooling {
  const session = useSession();
  const fooled = useSelect(selectFooled);
  const runId = useSelect(selectRunId);
  const isOwn = useSelect((state) => state.run?.origin === 'trained');
  const isTyped = useSelect(
    (state) =>
      fooled !== null &&
      state.bits === fooled.bits &&
      state.replica === fooled.replica &&
      state.opened === null,
  );
  const atStart = useRef<{ readonly runId: number | null; readonly bits: string; isOver: boolean } | null>(
    null,
  );
  const [isPlaying, setIsPlaying] = useState(false);
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => {
    if (atStart.current?.runId !== runId)
      atStart.current = { runId, bits: session.store.get().bits, isOver: false };
    const began = atStart.current;
    if (!fooled || !isOwn || began.isOver) return;
    began.isOver = true;
    // the visitor's own string stays
    if (session.store.get().bits === began.bits) stop.current = play(session, fooled, setIsPlaying);
  }, [fooled, isOwn, runId, session]);
  useEffect(() => () => stop.current(), []);
  return {
    fooled,
    isShown: isTyped || isPlaying,
    isOffered: fooled !== null,
    isPlaying,
    show() {
      if (fooled) stop.current = play(session, fooled, setIsPlaying);
    },
  };
}

/** Types the string bit by bit; any key or press of the visitor's, or no wish for motion, sets it at once. */
function play(session: Session, fooled: Fooled, setIsPlaying: (isPlaying: boolean) => void): () => void {
  const gesture = -1 - fooled.runId;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let length = 0;
  let typed: string | null = null;
  const show = (): void => {
    session.selectReplica(fooled.replica);
    session.closeNetwork();
  };
  const end = (): void => {
    clearTimeout(timer);
    for (const type of ['keydown', 'pointerdown']) document.removeEventListener(type, finish, true);
    setIsPlaying(false);
  };
  const finish = (): void => {
    end();
    show();
    session.setBits(fooled.bits, gesture);
  };
  const next = (): void => {
    // somebody else has taken the box over
    if (typed !== null && session.store.get().bits !== typed) return end();
    length += 1;
    typed = fooled.bits.slice(0, length);
    session.setBits(typed, gesture);
    timer = setTimeout(length < fooled.bits.length ? next : end, BIT_MS);
  };
  if (!wantsMotion()) {
    show();
    session.setBits(fooled.bits, gesture);
    return () => undefined;
  }
  for (const type of ['keydown', 'pointerdown']) document.addEventListener(type, finish, true);
  timer = setTimeout(() => {
    // the answer is told to be quiet before it changes
    flushSync(() => setIsPlaying(true));
    show();
    next();
  });
  return end;
}

const wantsMotion = (): boolean =>
  typeof matchMedia !== 'function' || !matchMedia('(prefers-reduced-motion: reduce)').matches;

/** "a one and 17 zeros"; of other strings the notation. */
export const stringWords = ({ zeros, bits }: Fooled): string =>
  zeros === null
    ? raisedText(bits)
    : `a one and ${zeros <= 12 ? inWords(zeros) : grouped(zeros)} ${zeros === 1 ? 'zero' : 'zeros'}`;

interface FooledLineProps {
  readonly fooled: Fooled;
  /** Its bits are being typed: what comes of them is not said before it is seen. */
  readonly isPlaying: boolean;
}

export function FooledLine({ fooled, isPlaying }: FooledLineProps): JSX.Element {
  const session = useSession();
  const proved = useSelect(firstProved);
  return (
    <div className="fooled">
      <p className="fooled-words">
        <b>100.00 % on 10,000 strings.</b>
        <span> </span>
        {isPlaying ? (
          <span>{`And on ${stringWords(fooled)}?`}</span>
        ) : (
          <span className="bad">{`✗ Wrong on ${stringWords(fooled)}.`}</span>
        )}
      </p>
      <p className="fooled-more">
        <span>{`Network ${fooled.replica + 1} is shown now. `}</span>
        <button type="button" className="act-link" onClick={() => session.goToAct(2)}>
          Why?
        </button>
        {proved === null ? null : (
          <button type="button" className="act-link" onClick={() => session.selectReplica(proved)}>
            {`Show network ${proved + 1}, which is right for ever`}
          </button>
        )}
      </p>
    </div>
  );
}

/** The replica that was proved right before all others, so that it stays the same; null: none yet. */
export function firstProved({ run, verdicts }: SessionState): number | null {
  if (!run) return null;
  for (const replica of verdicts.keys())
    if (replica >= 0 && judgeReplica(run, replica, verdicts).verdict === 'certified') return replica;
  return null;
}
