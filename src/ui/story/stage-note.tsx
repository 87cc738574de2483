/** One line under the stage: what is shown, what goes on, and at its end what random strings have not found. */
import type { ComponentType, JSX } from 'react';
import { isRecorded, recordedRun, RECORDED_WHEN } from '../../session/recorded.ts';
import type { RunRecord } from '../../session/run-record.ts';
import { isLive, type SessionState } from '../../session/state.ts';
import { FIGURES_BEAT } from '../../session/page-pace.ts';
import { useSampled, useSelect, useSession } from '../../session/use-session.ts';
import { countVerdicts } from '../../session/verdicts.ts';
import { specOf, replicaParams } from '../../session/network.ts';
import { FIRST_SHOWN } from '../../session/recorded.ts';
import { EngineOffer } from '../kit/engine-offer.tsx';
import { inWords, shareInWords, startingInWords } from '../kit/count-words.ts';
import { grouped } from '../kit/format.ts';
import { areCoins } from '../../session/coins.ts';
import { Prose } from '../kit/prose.tsx';
import { usePart } from '../kit/use-part.ts';
import { FooledLine, stringWords, type Fooling } from './fooling.tsx';

const selectState = (state: SessionState): SessionState => state;
const isOtherStage = (a: SessionState, b: SessionState): boolean =>
  a.status !== b.status || a.run?.id !== b.run?.id || a.verdicts !== b.verdicts || a.replica !== b.replica;

export function StageNote({ fooling }: { readonly fooling: Fooling }): JSX.Element {
  const state = useSampled(selectState, FIGURES_BEAT, isOtherStage);
  return (
    <div className="stage-note">
      {/* the bits that are typed by themselves say nothing: this says what they show */}
      <p role="status" className="visually-hidden">
        {fooling.isShown && fooling.fooled
          ? `100.00 % on 10,000 strings, and wrong on ${stringWords(fooling.fooled)}.`
          : ''}
      </p>
      {fooling.isShown && fooling.fooled ? (
        <FooledLine fooled={fooling.fooled} isPlaying={fooling.isPlaying} />
      ) : (
        <div className="note-words">
          <Words state={state} />
          {fooling.isOffered && fooling.fooled ? (
            <button type="button" className="act-link" onClick={fooling.show}>
              {`Network ${fooling.fooled.replica + 1} has a string that fools it: show`}
            </button>
          ) : null}
        </div>
      )}
      <LateBet />
      <EngineLine />
    </div>
  );
}

const loadBet = async (): Promise<ComponentType> => (await import('./bet-line.tsx')).BetLine;

/** Its room is there from the first, and it may be missing: nobody need bet. */
function LateBet(): JSX.Element {
  const { Component } = usePart('The bet', loadBet);
  return <div className="bet">{Component ? <Component /> : null}</div>;
}

function Words({ state }: { readonly state: SessionState }): JSX.Element {
  const { run, status, config, replica } = state;
  if (run?.origin === 'recorded')
    return (
      <p>
        <Prose>
          <b>Recorded with this page.</b> Press Train to see your own. Dotted: the right answer, turning over
          at every one. Coloured: what network {replica + 1} answers; the closer to the line, the less sure.
        </Prose>
      </p>
    );
  const networks = run?.replicas.length ?? config.replicas;
  const solved = run?.solvedAt.filter((update) => update !== null).length ?? 0;
  if (!run || status === 'idle')
    return (
      <p>Press Train: the networks start from random numbers. What they answer until then are guesses.</p>
    );
  if (status === 'failed') return <p>It broke off; above it says why.</p>;
  if (status === 'starting') return <p>{startingWords(run)}</p>;
  if (isLive(status)) return <Learning {...{ run, replica, solved, networks }} />;
  return <Ended {...{ state, solved, networks }} />;
}

const startingWords = ({ compiling }: RunRecord): string =>
  compiling
    ? `Starting: program ${compiling.done + 1} of ${compiling.of} is being compiled for this device.`
    : 'Starting: the engine is being made ready.';

interface LearningProps {
  readonly run: RunRecord;
  readonly replica: number;
  readonly solved: number;
  readonly networks: number;
}

function Learning({ run, replica, solved, networks }: LearningProps): JSX.Element {
  const read = grouped(run.replicas[replica]?.history.at(-1)?.strings ?? 0);
  return (
    <p>
      <b>{`${read} strings read: ${shareInWords(solved, networks)} ${solved === 1 ? 'passes' : 'pass'} the test.`}</b>
      <span> </span>
      <span>
        {solved === 0
          ? `Who finds the rule leaves the line of the coin at once, and is tested every ${grouped(testedEvery(run))} strings.`
          : `The test: ${networks === 1 ? '' : 'for each, '}10,000 strings that it has not seen.`}
      </span>
    </p>
  );
}

/** Strings that a network reads between two tests. */
const testedEvery = ({ config }: RunRecord): number => config.evaluate || config.strings;

interface EndedProps {
  readonly state: SessionState;
  readonly solved: number;
  readonly networks: number;
}

function Ended({ state, solved, networks }: EndedProps): JSX.Element {
  const session = useSession();
  const { run, verdicts } = state;
  if (solved === 0)
    return (
      <p>
        <Prose>
          <b>{run && areCoins(run) ? coinWords(networks) : noneWords(networks)}</b> That is the result.{' '}
          <button type="button" className="act-link" onClick={() => session.goToAct(5)}>
            Why?
          </button>
        </Prose>
      </p>
    );
  const counts = countVerdicts(run, verdicts);
  const isAllProved = counts.certified === counts.solved;
  const isAllDecided = counts.certified + counts.wrong + counts.undecided === counts.solved;
  return (
    <p>
      <Prose>
        <b>{`${capital(shareInWords(solved, networks))} ${solved === 1 ? 'passes' : 'pass'} the test.`}</b>{' '}
        {isAllProved
          ? `${solved === 1 ? 'It is' : `All ${inWords(solved)} are`} proved right for strings of every length.`
          : `${startingInWords(counts.certified)} of these proved right for every length${isAllDecided ? '' : ' so far'}.`}{' '}
        {isAllProved ? (
          <button type="button" className="act-link" onClick={() => showRecordedLeak(session)}>
            Show a recorded one that can be fooled
          </button>
        ) : (
          <button type="button" className="act-link" onClick={() => session.goToAct(1)}>
            See which
          </button>
        )}
      </Prose>
    </p>
  );
}

const coinWords = (networks: number): string =>
  `${startingInWords(networks)} ${networks === 1 ? 'network still tosses' : 'networks still toss'} coins.`;

const noneWords = (networks: number): string =>
  networks === 1 ? 'It has not learnt it to the end.' : 'None of them has learnt it to the end.';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The recorded network that leaks, in place of the run's, and the string that shows it. */
function showRecordedLeak(session: ReturnType<typeof useSession>): void {
  const run = recordedRun();
  if (!run.weights) return;
  const params = replicaParams(run.weights, run.config.hidden, FIRST_SHOWN).slice();
  session.openFile({
    kind: 'weights',
    network: { spec: specOf(run.config), params, source: 'the recording' },
  });
  session.setBits(`1${'0'.repeat(30)}`);
}

const ENGINE_WORDS = { webgl: 'WebGL2', layers: 'stock tf.layers' } as const;

function EngineLine(): JSX.Element | null {
  const engine = useSelect((state) => state.run?.engine ?? null);
  const isOwn = useSelect((state) => state.run?.origin === 'trained');
  const isRecording = useSelect(isRecorded);
  if (!engine || !isOwn)
    return <p className="engine-line soft">{isRecording ? `Recorded on ${RECORDED_WHEN}.` : ''}</p>;
  return (
    <p className="engine-line soft" data-engine={engine.name}>
      <span className="engine-name">
        <span>Trained on </span>
        <output
          translate={engine.name === 'cpu' ? undefined : 'no'}
          aria-label="Running engine"
          aria-live="off"
          data-engine={engine.name}
        >
          {engine.name === 'cpu' ? 'the processor.' : `${ENGINE_WORDS[engine.name]}.`}
        </output>
      </span>
      <span className="engine-measured">
        <EngineOffer shows="all" />
      </span>
    </p>
  );
}
