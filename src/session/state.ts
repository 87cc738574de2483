/** Everything the page knows, in one immutable object; panels select from it. */
import type { ModelSpec } from '../lstm/params.ts';
import { seedOfReplica, type RunConfig } from '../training/config.ts';
import { DEFAULT_PRESET, PRESETS, type PresetName } from '../training/presets.ts';
import type { EngineChoice, EngineReport, Speed } from '../training/protocol.ts';
import type { Measure, XAxisKey } from './chart-data.ts';
import type { FigureName } from './figures.ts';
import type { Moment } from './moment.ts';
import { createNetworkSelector, type OpenedNetwork, type ShownNetwork } from './network.ts';
import type { Repair } from './repair-record.ts';
import type { Replay } from './outcome.ts';
import { shownConfig, type RunRecord } from './run-record.ts';
import type { ShownPortrait } from './shown-portrait.ts';
import type { OpenedTest } from './opened-test.ts';
import type { Slot, Verdicts } from './verdicts.ts';

/**
 * `solved`: training has ended with every replica solved; `stopped`: it has ended otherwise; `failed`: an error
 * ended it.
 */
export type Status = 'starting' | 'idle' | 'training' | 'paused' | 'solved' | 'stopped' | 'failed';

/** How far guessing has come. */
export interface Guessing {
  readonly spec: ModelSpec;
  readonly tries: number;
  readonly seconds: number;
  /** Guesses that answer every held-out string right after every bit. */
  readonly solved: number;
  readonly engine: EngineReport | null;
  readonly isOver: boolean;
  /** What broke it off, if something did. */
  readonly message: string | null;
}

/**
 * `silence`: the training worker has not been heard of for long; `lost`: it had gone, and the run goes on in another;
 * `kept`: the run was kept over a reload; `storage`: what is kept, and what is not; `newer`: the site has a newer build of
 * the page; `reset`: what Reset has put away can come back.
 */
export type NoticeKind =
  'link' | 'file' | 'failure' | 'silence' | 'lost' | 'kept' | 'storage' | 'info' | 'newer' | 'reset';

/** Something to tell the visitor in plain words, until it is dismissed. */
export interface Notice {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly title: string;
  readonly details: readonly string[];
}

/** Certificates' files of a run's replicas. */
export interface Claims {
  readonly runId: number;
  readonly files: ReadonlyMap<Slot, string>;
}

/** An earlier run to compare with. */
export interface Ghost extends RunRecord {
  /** Given by the visitor; empty: none. */
  readonly name: string;
  readonly isHidden: boolean;
}

export interface SessionState {
  readonly config: RunConfig;
  /** The preset that the config started from; the link names what differs from it. */
  readonly preset: PresetName;
  readonly engine: EngineChoice;
  /** Kernel design that the link asks for; null: chosen for the device. */
  readonly kernel: string | null;
  /** How fast training may go; no part of the experiment. */
  readonly speed: Speed;
  readonly bits: string;
  /** Step of the typed string that is looked at; beyond its end: the last. */
  readonly cursor: number;
  /** Index of the replica that the page shows. */
  readonly replica: number;
  /** The visitor has picked the replica; until then the page shows the first that is solved. */
  readonly isReplicaChosen: boolean;
  readonly status: Status;
  /** The visitor has asked for a pause, which comes after the update in progress. */
  readonly isPausing: boolean;
  /** The visitor has done something; before that, the page computes nothing that nobody has asked for. */
  readonly hasStirred: boolean;
  /** The race against stock tf.layers has the machine; whatever else trains waits. */
  readonly isRacing: boolean;
  readonly run: RunRecord | null;
  /** The moment of the run that is looked at; null: its newest weights. */
  readonly moment: Moment | null;
  /** Updates of the moment that a link asks for, until a run has come there; null: none. */
  readonly wantedMoment: number | null;
  /** What the curves show; null: the answers that are trained. */
  readonly measure: Measure | null;
  readonly axis: XAxisKey;
  /** A network from a file or link, which answers until it is put away. */
  readonly opened: OpenedNetwork | null;
  /** What the newest opened network that was tried here answers to held-out strings. */
  readonly openedTest: OpenedTest | null;
  /** What was found out about networks, of this run and by themselves. */
  readonly verdicts: Verdicts;
  /** Certificates that were kept over a reload, of a run's replicas; null: none. They are checked, not believed. */
  readonly claims: Claims | null;
  /** The networks that are being decided now, or were asked for and will be. */
  readonly deciding: ReadonlySet<Slot>;
  /** The repair that goes on, or the last one. */
  readonly repair: Repair | null;
  /** What the run's engine makes of the newest wrong string that was shown. */
  readonly replay: Replay | null;
  /** Guessing that goes on, or the last that did. */
  readonly guessing: Guessing | null;
  /** What the shown network looks like inside, while that is looked at. */
  readonly portrait: ShownPortrait | null;
  /** Why there is none, in plain words. */
  readonly portraitProblem: string | null;
  /** Earlier runs to compare with, newest first. */
  readonly ghosts: readonly Ghost[];
  readonly notices: readonly Notice[];
  /** The act that the page opens at; null: it opens as the laboratory. */
  readonly act: number | null;
  /** The figure of that act, from 0, that fills the screen; null: the page is read as it stands. */
  readonly presented: number | null;
  /** Laboratory only, for embedding. */
  readonly embed: boolean;
  /** Of an embedded page, its figures; none: the whole laboratory. */
  readonly figures: readonly FigureName[];
}

export const DEFAULT_BITS = '101100000000000010110100';

export const initialState: SessionState = {
  config: PRESETS[DEFAULT_PRESET].config,
  preset: DEFAULT_PRESET,
  engine: 'auto',
  kernel: null,
  speed: 'shared',
  bits: DEFAULT_BITS,
  cursor: Infinity,
  replica: 0,
  isReplicaChosen: false,
  status: 'idle',
  isPausing: false,
  hasStirred: false,
  isRacing: false,
  run: null,
  moment: null,
  wantedMoment: null,
  measure: null,
  axis: 'update',
  opened: null,
  openedTest: null,
  verdicts: new Map(),
  claims: null,
  deciding: new Set(),
  repair: null,
  replay: null,
  guessing: null,
  portrait: null,
  portraitProblem: null,
  ghosts: [],
  notices: [],
  act: null,
  presented: null,
  embed: false,
  figures: [],
};

/** The worker is busy with the run, or about to be. */
export const isLive = (status: Status): boolean =>
  status === 'starting' || status === 'training' || status === 'paused';

/** What is said beside the trouble of a run, which ends with it. */
export const withoutTrouble = (notices: readonly Notice[]): readonly Notice[] =>
  notices.filter(({ kind }) => kind !== 'failure' && kind !== 'silence' && kind !== 'lost');

export const selectRun = ({ run }: SessionState): RunRecord | null => run;
export const isOtherRun = (a: RunRecord | null, b: RunRecord | null): boolean => a?.id !== b?.id;

/** The seed of the shown replica. */
export const selectSeed = (state: SessionState): number => seedOfReplica(shownConfig(state), state.replica);

/** The network that answers; the same state parts give the same object. */
export const selectNetwork: (state: SessionState) => ShownNetwork = createNetworkSelector();
