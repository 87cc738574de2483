/** Notes the newest that every training worker of the page has said of every run, to be judged outside the browser. */
import { plainEvaluate } from '../../src/engine/plain-run.ts';
import { paramCount } from '../../src/lstm/params.ts';
import { isSolved, type HeldOutMetrics } from '../../src/parity/metrics.ts';
import type { RunConfig } from '../../src/training/config.ts';
import type { HistoryPoint } from '../../src/training/history.ts';
import type { EngineReport, TrainerCommand, TrainerEvent } from '../../src/training/protocol.ts';
import { planOf } from '../../src/training/schedule.ts';
import type { ChromiumPage } from '../driver/chromium.ts';

/** What was said of one run. */
export interface SaidRun {
  readonly config: RunConfig;
  update: number;
  params: number[];
  solvedAt: (number | null)[];
  /** Each replica's newest point. */
  points: HistoryPoint[];
  /** Guesses that solve. */
  readonly found: number[][];
  failure: string | null;
  engine: EngineReport | null;
}

declare const latchSaid: SaidRun[];

/** From the next load of the page on. */
export const installRecorder = ({ playwright }: ChromiumPage): Promise<unknown> =>
  playwright.addInitScript(record);

/** The newest of every run. */
export const readSaid = (page: ChromiumPage): Promise<SaidRun[]> => page.evaluate(() => latchSaid);

/** Runs in the page. */
function record(): void {
  const said: SaidRun[] = [];
  Object.assign(globalThis, { latchSaid: said });
  const NativeWorker = Worker;
  globalThis.Worker = class extends NativeWorker {
    readonly #runs = new Map<number, SaidRun>();

    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }: MessageEvent<TrainerEvent>) => {
        const run = this.#runs.get(data.runId);
        if (!run) return;
        if (data.type === 'engine') run.engine = data.report;
        if (data.type === 'failed') run.failure = data.message;
        if (data.type === 'guessed' && data.found) run.found.push(Array.from(data.found.params));
        if (data.type === 'started') {
          run.update = data.weights.update;
          run.params = Array.from(data.weights.params);
        }
        if (data.type !== 'progress') return;
        run.update = data.update;
        run.params = Array.from(data.weights.params);
        run.solvedAt = [...data.solvedAt];
        for (const { replica, point } of data.points) run.points[replica] = point;
      });
    }

    override postMessage(command: TrainerCommand): void {
      if (command.type === 'start' || command.type === 'guess') {
        const { config } = command;
        const run: SaidRun = {
          config,
          update: 0,
          params: [],
          solvedAt: [],
          points: [],
          found: [],
          failure: null,
          engine: null,
        };
        this.#runs.set(command.runId, run);
        said.push(run);
      }
      super.postMessage(command);
    }
  };
}

/** What was said and is not so, each in words. */
export function untruths(runs: readonly SaidRun[]): string[] {
  return runs.flatMap((run) => {
    const plan = planOf(run.config);
    const size = paramCount(plan.model.hidden);
    const rows = Array.from({ length: run.params.length / size }, (_, replica) =>
      Float32Array.from(run.params.slice(replica * size, (replica + 1) * size)),
    );
    const guesses = run.found.flatMap((params) => {
      const { wrongByLength } = plainEvaluate(plan, Float32Array.from(params), 0);
      return wrongByLength.every((wrong) => wrong < 10) ? [] : ['a guess that was found does not solve'];
    });
    return [...guesses, ...rows.flatMap((weights, replica) => untruthsOf(run, weights, replica))];
  });
}

function untruthsOf(run: SaidRun, weights: Float32Array, replica: number): string[] {
  const plan = planOf(run.config);
  const name = `seed ${plan.seeds[replica]} at update ${run.update}`;
  if (!weights.every(Number.isFinite)) return [`${name}: weights are no numbers`];
  if (!weights.some((weight) => weight !== 0)) return [`${name}: all weights are 0`];
  const isCalledSolved = typeof run.solvedAt[replica] === 'number';
  const point = run.points[replica];
  // a solved network is frozen where the run ends with it
  const isOfThese = point?.update === run.update || (isCalledSolved && run.config.stop === 'solved');
  const said = isOfThese ? (point?.heldOut ?? null) : null;
  if (!isCalledSolved && !said) return [];
  const found = plainEvaluate(plan, weights, replica);
  // rounding may tip a string in a thousand
  const forgiven = { ...found, wrongByLength: found.wrongByLength.map((wrong) => (wrong < 10 ? 0 : wrong)) };
  if (isCalledSolved && isOfThese && !isSolved(run.config, forgiven))
    return [`${name}: called solved, and is not`];
  return lossUntruth(name, said, found);
}

function lossUntruth(name: string, said: HeldOutMetrics | null, found: HeldOutMetrics): string[] {
  if (!said) return [];
  const isTrue =
    Math.abs(said.loss - found.loss) <= 2e-3 * found.loss + 1e-6 &&
    Math.abs(said.lastBitAccuracy - found.lastBitAccuracy) <= 1e-3;
  return isTrue ? [] : [`${name}: held-out loss ${said.loss} was said, ${found.loss} is true`];
}
