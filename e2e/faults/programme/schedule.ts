/** Which faults come, and when: all of it follows from a seed, the engine and the fault's number. */
import type { EngineName } from '../../driver/page.ts';
import { GL_FAULTS, type GlFault } from '../gl-faults.ts';
import { Draws } from './draws.ts';

export const KINDS = [
  'context lost',
  'GPU process crash',
  'GPU process kill',
  'worker dies',
  'worker crashes',
  'page crashes',
  'page reloads',
  'away and back',
  'page frozen',
  'processes stopped',
  'storage full',
  'part of the page fails',
  'GPU lies',
  'hostile link',
  'hostile file',
  'hostile paste',
  'random use',
] as const;
export type Kind = (typeof KINDS)[number];

/** What becomes of a file that the page asks for. */
export const CHUNK_FAULTS = [
  'missing',
  'error',
  'hang',
  'reset',
  'empty',
  'text',
  'truncated',
  'slow',
] as const;
export type ChunkFault = (typeof CHUNK_FAULTS)[number];

/** What trains while the fault comes. */
export interface Scene {
  /** The experiment, without `v` and seed. */
  readonly link: string;
  readonly seed: number;
  readonly speed: 'full' | '100';
  readonly bits: string;
  /** It has ended before the fault comes. */
  readonly isOver: boolean;
}

export interface Injection {
  readonly engine: EngineName;
  /** Of the programme. */
  readonly seed: number;
  readonly number: number;
  readonly kind: Kind;
  /** The page is loaded anew for it; otherwise the one before has left it open. */
  readonly isFresh: boolean;
  readonly scene: Scene;
  /** After the run has got so far that there is something to lose. */
  readonly afterMs: number;
  /** For whatever else the fault leaves to chance. */
  readonly draw: number;
  readonly chunk: {
    readonly fault: ChunkFault;
    /** From 0 to below 1, over all files. */ readonly at: number;
  };
  readonly lie: GlFault;
}

const ALL: readonly EngineName[] = ['chromium', 'firefox', 'webkit'];
const CHROMIUM: readonly EngineName[] = ['chromium'];

/** How often each comes, and where it can be brought about. */
const WEIGHTS: Readonly<Record<Kind, { readonly weight: number; readonly engines: readonly EngineName[] }>> =
  {
    'context lost': { weight: 3, engines: ALL },
    'GPU process crash': { weight: 3, engines: CHROMIUM },
    'GPU process kill': { weight: 2, engines: CHROMIUM },
    'worker dies': { weight: 2, engines: ALL },
    'worker crashes': { weight: 2, engines: ALL },
    'page crashes': { weight: 2, engines: CHROMIUM },
    'page reloads': { weight: 4, engines: ALL },
    'away and back': { weight: 2, engines: ALL },
    'page frozen': { weight: 1, engines: CHROMIUM },
    'processes stopped': { weight: 1, engines: ALL },
    'storage full': { weight: 2, engines: ALL },
    'part of the page fails': { weight: 4, engines: ALL },
    'GPU lies': { weight: 2, engines: ALL },
    'hostile link': { weight: 4, engines: ALL },
    'hostile file': { weight: 4, engines: ALL },
    'hostile paste': { weight: 3, engines: ALL },
    'random use': { weight: 5, engines: ALL },
  };

/** The page has to be loaded with these. */
const LOADED_WITH: readonly Kind[] = ['part of the page fails', 'GPU lies'];
/** The page is not to be used after these. */
const SPOILING: readonly Kind[] = [...LOADED_WITH, 'storage full'];
/** After so many the page is loaded anew. */
const LONGEST_STAY = 6;
const ENGINE_NUMBER: Readonly<Record<EngineName, number>> = { chromium: 1, firefox: 2, webkit: 3 };

const ON_THE_GPU: readonly Kind[] = ['context lost', 'GPU process crash', 'GPU process kill', 'GPU lies'];
const OUTLIVED: readonly Kind[] = ['page crashes', 'page reloads', 'away and back'];

const kindOf = (engine: EngineName, seed: number, number: number): Kind =>
  new Draws(seed, ENGINE_NUMBER[engine], number).pickWeighted(
    KINDS.filter((kind) => WEIGHTS[kind].engines.includes(engine)).map(
      (kind) => [kind, WEIGHTS[kind].weight] as const,
    ),
  );

/** The fault of a number, from 1. */
export function injectionOf(engine: EngineName, seed: number, number: number): Injection {
  const kind = kindOf(engine, seed, number);
  const before = number > 1 ? kindOf(engine, seed, number - 1) : null;
  const draws = new Draws(seed, ENGINE_NUMBER[engine], number, 1);
  return {
    engine,
    seed,
    number,
    kind,
    isFresh:
      before === null ||
      LOADED_WITH.includes(kind) ||
      SPOILING.includes(before) ||
      number % LONGEST_STAY === 1,
    scene: sceneOf(kind, draws),
    afterMs: draws.below(500),
    draw: 1 + draws.below(2 ** 30),
    chunk: { fault: draws.pick(CHUNK_FAULTS), at: draws.share() },
    lie: draws.pick(Object.keys(GL_FAULTS) as GlFault[]),
  };
}

export const scheduleOf = (engine: EngineName, seed: number, count: number): Injection[] =>
  Array.from({ length: count }, (_, k) => injectionOf(engine, seed, k + 1));

/** How faults are shared out over engines. */
const SHARES: Readonly<Record<EngineName, number>> = { chromium: 0.5, firefox: 0.25, webkit: 0.25 };

/** How many of all faults an engine has, of those that are there. */
export function countOf(engine: EngineName, engines: readonly EngineName[], all: number): number {
  const sum = engines.reduce((share, name) => share + SHARES[name], 0);
  return Math.round((all * SHARES[engine]) / sum);
}

/** Small networks on short strings: their weights are trained again on a healthy engine, to be compared. */
function sceneOf(kind: Kind, draws: Draws): Scene {
  const isOnGpu = ON_THE_GPU.includes(kind) || draws.share() < 0.2;
  const isOver = kind === 'GPU lies' || (OUTLIVED.includes(kind) && draws.share() < 0.2);
  const replicas = draws.pick([1, 2, 8]);
  const budget = isOver
    ? 'strings=3200&epochs=2&evaluate=640&stop=budget'
    : `strings=100000&epochs=1000&evaluate=${draws.pick([640, 1600])}&stop=budget`;
  return {
    link: `preset=openai-variable&replicas=${replicas}&max=12&batch=32&lr=0.03&engine=${isOnGpu ? 'webgl' : 'cpu'}&${budget}`,
    seed: 1 + draws.below(1000),
    // a processor is through with thousands of updates before the fault comes
    speed: isOver || (isOnGpu && draws.share() < 0.5) ? 'full' : '100',
    bits: Array.from({ length: 1 + draws.below(30) }, () => draws.below(2)).join(''),
    isOver,
  };
}

/** What repeats it alone. */
export const commandOf = ({ engine, seed, number }: Injection): string =>
  `npm run faults -- --engine ${engine} --seed ${seed} --only ${number}`;
