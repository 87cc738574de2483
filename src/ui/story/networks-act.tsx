/** Act 1: every network's curve, and which of them pass the test. */
import { useRef, type JSX, type KeyboardEvent } from 'react';
import { trainedMeasure } from '../../session/chart-data.ts';
import { seedOfReplica } from '../../session/experiment.ts';
import type { RunRecord } from '../../session/run-record.ts';
import type { SessionState } from '../../session/state.ts';
import { FIGURES_BEAT } from '../../session/page-pace.ts';
import { useSampled, useSelect, useSession } from '../../session/use-session.ts';
import { areCoins, isCoin, isTested, lastShare } from '../../session/coins.ts';
import { isUnderRepair } from '../../session/repair-record.ts';
import { isReplicaSolved, judgeReplica, type Verdicts } from '../../session/verdicts.ts';
import { inWords, shareInWords } from '../kit/count-words.ts';
import { grouped, percent } from '../kit/format.ts';
import { SavePicture } from '../kit/save-picture.tsx';
import { Act, Caption } from './act-head.tsx';

const selectRun = (state: SessionState): RunRecord | null => state.run;
const isOtherRun = (a: RunRecord | null, b: RunRecord | null): boolean => a?.id !== b?.id;

export function NetworksAct(): JSX.Element {
  const run = useSampled(selectRun, FIGURES_BEAT, isOtherRun);
  const verdicts = useSelect((state) => state.verdicts);
  const status = useSelect((state) => state.status);
  return (
    <Act act={1} title={titleOf(run, status)}>
      <p className="lead">
        <span>
          {run && isOver(status) && !run.solvedAt.some((update) => update !== null)
            ? 'Every network answers like a coin until it finds the rule, and none has found it here.'
            : 'For thousands of strings every network answers like a coin. Then some find the rule, each quite suddenly.'}
        </span>{' '}
        <span>They differ in their random start and in the strings that they read, and in nothing else.</span>
      </p>
      <Tiles {...{ run, verdicts }} />
      {run ? <SavePicture figure="The networks" of=".tiles" subject={seedsText(run)} /> : null}
      <Caption see="Choose a network, and the figures below tell of it.">
        A line is the share of right answers from the first string to the last; below it, after how many
        strings it answered all 10,000 that it had not seen.
      </Caption>
    </Act>
  );
}

const isOver = (status: SessionState['status']): boolean => status === 'stopped' || status === 'solved';

function titleOf(run: RunRecord | null, status: SessionState['status']): string {
  if (!run) return 'Nothing is trained yet.';
  const solved = run.solvedAt.filter((update) => update !== null).length;
  const all = run.replicas.length;
  if (status === 'starting' || status === 'training' || status === 'paused')
    return solved === 0
      ? areCoins(run)
        ? all === 1
          ? 'Still a coin.'
          : 'Still coins.'
        : 'Not yet.'
      : `So far ${shareInWords(solved, all)} ${solved === 1 ? 'passes' : 'pass'} the test.`;
  if (solved === 0)
    return all === 1 ? 'It does not learn it.' : `${capital(inWords(all))} networks, and none learns it.`;
  return `${capital(shareInWords(solved, all))} ${solved === 1 ? 'passes' : 'pass'} the test.`;
}

function seedsText({ config }: RunRecord): string {
  const [first, last] = [seedOfReplica(config, 0), seedOfReplica(config, config.replicas - 1)];
  return config.replicas === 1 ? `seed ${first}` : `seeds ${first} to ${last}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** So many fit as tiles; of more, the laboratory shows all. */
const MOST_TILES = 16;

interface TilesProps {
  readonly run: RunRecord | null;
  readonly verdicts: Verdicts;
}

function Tiles({ run, verdicts }: TilesProps): JSX.Element {
  const session = useSession();
  const shown = useSelect((state) => state.replica);
  const replicas = useSelect((state) => Math.min(MOST_TILES, (state.run?.config ?? state.config).replicas));
  const isOpened = useSelect((state) => state.opened !== null);
  const tiles = useRef<HTMLDivElement>(null);
  /** Every figure shows it then: one that was opened is put away. */
  const show = (replica: number): void => {
    session.closeNetwork();
    session.selectReplica(replica);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = (shown + step + replicas) % replicas;
    show(to);
    tiles.current?.querySelectorAll<HTMLElement>('[role=radio]')[to]?.focus();
  };
  return (
    <div className="tiles" role="radiogroup" aria-label="Shown network" ref={tiles} onKeyDown={onKeyDown}>
      {Array.from({ length: replicas }, (_, replica) => (
        <Tile
          key={replica}
          {...{ run, verdicts, replica }}
          isShown={replica === shown}
          isAnswering={!isOpened}
          onChoose={() => show(replica)}
        />
      ))}
    </div>
  );
}

interface TileProps extends TilesProps {
  readonly replica: number;
  readonly isShown: boolean;
  /** Whether one of the run answers, and none that was opened. */
  readonly isAnswering: boolean;
  readonly onChoose: () => void;
}

function Tile({ run, verdicts, replica, isShown, isAnswering, onChoose }: TileProps): JSX.Element {
  const isBeingRepaired = useSelect(({ repair }) => isUnderRepair(repair, replica));
  return (
    <button
      type="button"
      className="tile"
      role="radio"
      aria-checked={isShown && isAnswering}
      tabIndex={isShown ? 0 : -1}
      onClick={onChoose}
    >
      <b>{`Network ${replica + 1}`}</b>
      <svg viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true">
        <path className="wave-middle" d="M0 38h100" />
        <path className="tile-line" d={lineOf(run, replica)} />
      </svg>
      <span className="tile-state">{isBeingRepaired ? 'its weights change' : learntWords(run, replica)}</span>
      <span>{verdictWords({ run, replica, verdicts }, isBeingRepaired)}</span>
    </button>
  );
}

function lineOf(run: RunRecord | null, replica: number): string {
  const history = run?.replicas[replica]?.history ?? [];
  if (!run || history.length < 2) return '';
  const measure = trainedMeasure(run.config);
  const end = Math.max(1, run.update);
  const stride = Math.ceil(history.length / 60);
  return history
    .filter((_, k) => k % stride === 0 || k === history.length - 1)
    .map((point, k) => {
      const x = (100 * point.update) / end;
      const y = 38 - 35 * Math.max(0, 2 * point[measure] - 1);
      return `${k === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}

function learntWords(run: RunRecord | null, replica: number): string {
  const history = run?.replicas[replica]?.history ?? [];
  if (!run || history.length === 0) return 'untrained';
  const solvedAt = run.solvedAt[replica];
  if (typeof solvedAt !== 'number') return shortOf(run, replica);
  const point = history.find(({ update }) => update >= solvedAt);
  return `100 % after ${grouped(point?.strings ?? 0)} strings`;
}

/** Of one that has not passed its test: a coin, or how many answers are right. */
function shortOf(run: RunRecord, replica: number): string {
  const share = lastShare(run, replica);
  return isCoin(share)
    ? 'still a coin'
    : `${percent(share)} ${isTested(run, replica) ? 'of the test' : 'in training'}`;
}

function verdictWords(
  { run, replica, verdicts }: TilesProps & { readonly replica: number },
  isBeingRepaired: boolean,
): string {
  if (isBeingRepaired) return 'being repaired';
  if (!run || !isReplicaSolved(run, replica)) return '';
  const { verdict } = judgeReplica(run, replica, verdicts);
  if (verdict === 'certified') return '✓ proved right';
  if (verdict === 'wrong') return '✗ can be fooled';
  return verdict === 'undecided' ? '? not decided' : 'not decided yet';
}
