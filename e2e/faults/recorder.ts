/** Notes what every training worker of the page says of every run, and every contestant of its race, to be judged outside the browser. */
import type { HeldOutMetrics } from '../../src/parity/metrics.ts';
import type { RunConfig } from '../../src/training/config.ts';
import type { EngineReport, TrainerCommand, TrainerEvent } from '../../src/training/protocol.ts';
import type { Contestant, RaceCalls, RaceCommand, RaceReply } from '../../src/training/race-protocol.ts';
import type { ChromiumPage } from '../driver/chromium.ts';

/** What was said of one replica's held-out strings. */
export interface SaidPoint {
  readonly replica: number;
  readonly update: number;
  readonly heldOut: HeldOutMetrics;
}

/** What was said of all replicas' weights. */
export interface SaidWeights {
  readonly update: number;
  readonly params: readonly number[];
  /** A replica that is solved may be frozen since. */
  readonly solvedAt: readonly (number | null)[];
}

/** What was said of one run. */
export interface SaidRun {
  readonly config: RunConfig;
  /** Numbers of guesses begin here; null: it trains. */
  readonly firstGuess: number | null;
  /** The newest. */
  update: number;
  params: number[];
  solvedAt: (number | null)[];
  /** Of so many that they must be thinned, every other one. */
  points: SaidPoint[];
  weights: SaidWeights[];
  /** Guesses that solve, and how many there were among how many. */
  readonly found: number[][];
  guessed: { readonly tries: number; readonly solved: number } | null;
  failure: string | null;
  engine: EngineReport | null;
}

/** What one contestant of the race has said. */
export interface SaidContestant {
  readonly contestant: Contestant;
  readonly config: RunConfig;
  engine: EngineReport | null;
  checks: { readonly update: number; readonly params: readonly number[]; readonly loss: number }[];
}

interface Said {
  readonly runs: readonly SaidRun[];
  readonly contestants: readonly SaidContestant[];
  /** How often a fault that was put into a worker has done something. */
  readonly strikes: number;
}

declare const latchSaid: Said;

/** From the next load of the page on. */
export const installRecorder = ({ playwright }: ChromiumPage): Promise<unknown> =>
  playwright.addInitScript({
    content: `{ ${[thinned, begun, hear, hearReply, record].map(String).join('\n')} record(); }`,
  });

export const readSaid = (page: ChromiumPage): Promise<Said> => page.evaluate(() => latchSaid);

// these run in the page, together

/** The newest is always among them. */
function thinned<Item>(items: Item[], most: number): Item[] {
  return items.length <= most ? items : items.filter((_, k) => (items.length - 1 - k) % 2 === 0);
}

function begun(command: Extract<TrainerCommand, { type: 'start' | 'guess' }>): SaidRun {
  return {
    config: command.config,
    firstGuess: command.type === 'guess' ? command.range.first : null,
    update: 0,
    params: [],
    solvedAt: [],
    points: [],
    weights: [],
    found: [],
    guessed: null,
    failure: null,
    engine: null,
  };
}

function hear(run: SaidRun, event: TrainerEvent): void {
  if (event.type === 'engine') run.engine = event.report;
  if (event.type === 'failed') run.failure = event.message;
  if (event.type === 'guessed') {
    run.guessed = { tries: event.tries, solved: event.solved };
    if (event.found) run.found.push(Array.from(event.found.params));
  }
  if (event.type !== 'progress' && event.type !== 'started') return;
  const { update, params } = event.weights;
  run.update = update;
  run.params = Array.from(params);
  if (event.type === 'progress') {
    run.solvedAt = [...event.solvedAt];
    for (const { replica, point } of event.points)
      if (point.heldOut) run.points.push({ replica, update: point.update, heldOut: point.heldOut });
    run.points = thinned(run.points, 4000);
  }
  run.weights = thinned([...run.weights, { update, params: run.params, solvedAt: run.solvedAt }], 40);
}

function hearReply(contestant: SaidContestant, { call, ask }: RaceCommand, reply: RaceReply): void {
  if (!reply.ok) return;
  if (call === 'prepare') contestant.engine = (reply.answer as RaceCalls['prepare']['answer']).engine;
  if (call !== 'check') return;
  const { params, loss } = reply.answer as RaceCalls['check']['answer'];
  const checks = [...contestant.checks, { update: ask.update, params: Array.from(params), loss }];
  contestant.checks = thinned(checks, 40);
}

function record(): void {
  const runs: SaidRun[] = [];
  const contestants: SaidContestant[] = [];
  const said = { runs, contestants, strikes: 0 };
  Object.assign(globalThis, { latchSaid: said });
  new BroadcastChannel('latch-strikes').onmessage = () => (said.strikes += 1);
  const NativeWorker = Worker;
  globalThis.Worker = class extends NativeWorker {
    readonly #runs = new Map<number, SaidRun>();
    #contestant: SaidContestant | null = null;
    #asked: RaceCommand | null = null;

    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }: MessageEvent<TrainerEvent | RaceReply>) => {
        if ('ok' in data) {
          if (this.#contestant && this.#asked) hearReply(this.#contestant, this.#asked, data);
        } else {
          const run = this.#runs.get(data.runId);
          if (run) hear(run, data);
        }
      });
    }

    override postMessage(command: TrainerCommand | RaceCommand): void {
      if ('call' in command) {
        this.#asked = command;
        if (command.call === 'prepare') {
          const { contestant, config } = command.ask;
          this.#contestant = { contestant, config, engine: null, checks: [] };
          contestants.push(this.#contestant);
        }
      } else if (command.type === 'start' || command.type === 'guess') {
        const run = begun(command);
        this.#runs.set(command.runId, run);
        runs.push(run);
      }
      super.postMessage(command);
    }
  };
}
