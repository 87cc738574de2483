/**
 * The run: trains in chunks, reports points, evaluates, and ends. A pure loop over an engine; the worker around it
 * brings messages, the clock and the way to let other messages in.
 */
import { DeviceLostError, startsTally, type EngineRun } from '../engine/engine.ts';
import { isSolved, type HeldOutMetrics } from '../parity/metrics.ts';
import type { Work } from '../workers/life-messages.ts';
import type { RunConfig } from './config.ts';
import type { ReplicaPoint } from './history.ts';
import { Pace } from './pace.ts';
import type { Checkpoint, Milestone, RunEnding, Speed, TrainerEvent } from './protocol.ts';
import { RateMeter } from './rate-meter.ts';
import { ReplicaPoints } from './replica-points.ts';
import { scheduleOf, type Schedule } from './schedule.ts';
import { WorkClock } from './work-clock.ts';

/** What the loop needs from outside. */
export interface TrainerHost {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Lets messages in before the next chunk. */
  yield(): Promise<void>;
  /** Waits for some milliseconds. */
  sleep(ms: number): Promise<void>;
  emit(event: TrainerEvent): void;
  /** Tells what comes next, where that may keep messages out for long; absent where nobody waits for any. */
  announce?(work: Work): void;
}

/** After a keystroke the page gets the GPU for this long: enough to paint it, also where both share a processor. */
const REST_MS = 80;
/** What may take longer is announced. */
const LONG_MS = 1000;
/** Progress is told at most this often. */
const REPORT_MS = 200;
/** Checkpoints come at most this often, and take at most this share of the time. */
const CHECKPOINT_MS = 1000;
const CHECKPOINT_SHARE = 0.01;

/** A failure as the page is told of it. */
export const failureOf = (runId: number, error: unknown): Extract<TrainerEvent, { type: 'failed' }> => ({
  type: 'failed',
  runId,
  message: error instanceof Error ? error.message : String(error),
  ...(error instanceof DeviceLostError ? { isLoss: true } : {}),
});

export class Trainer {
  readonly runId: number;
  readonly #host: TrainerHost;
  readonly #config: RunConfig;
  readonly #schedule: Schedule;
  readonly #run: EngineRun;
  readonly #records: readonly ReplicaPoints[];
  #active: readonly boolean[];
  #learningRate: number;
  #update = 0;
  /** Updates with those of the chunk in progress. */
  #begun = 0;
  #seconds = 0;
  #points: ReplicaPoint[] = [];
  #reportedAt = -Infinity;
  #checkpointDueAt = -Infinity;
  readonly #pace = new Pace();
  readonly #rates = new RateMeter();
  readonly #clock = new WorkClock();
  /** Ends the sleep between two chunks. */
  #wake: () => void = () => undefined;
  #state: 'paused' | 'training' | 'ended' | 'disposed' = 'paused';
  #hasFailed = false;
  /** How the run ended, as it was told. */
  #lastWord: TrainerEvent | null = null;
  /** The last evaluation took long; before there was one, nobody knows. */
  #isSlowToJudge = true;
  #isStep = false;
  #restUntil = -Infinity;
  #stepsLeft = Infinity;
  /** Pauses when another replica is solved. */
  #awaitsSolved = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(runId: number, config: RunConfig, run: EngineRun, host: TrainerHost) {
    this.runId = runId;
    this.#host = host;
    this.#config = config;
    this.#schedule = scheduleOf(config);
    this.#run = run;
    this.#records = run.plan.seeds.map(() => new ReplicaPoints());
    this.#active = run.plan.seeds.map(() => true);
    this.#learningRate = config.lr;
  }

  /** What the page should have heard last, where it waits for nothing more; null: training goes on. */
  get standing(): TrainerEvent | null {
    return this.#state === 'paused' ? { type: 'paused', runId: this.runId } : this.#lastWord;
  }

  /** Before anything else: the engine's run has been started from the same checkpoint. */
  restore({ update, seconds, learningRate, replicas }: Checkpoint): void {
    this.#update = update;
    this.#begun = update;
    this.#seconds = seconds;
    this.#learningRate = learningRate;
    for (const [replica, record] of this.#records.entries()) record.restore(replicas[replica]);
    this.#freezeSolved();
  }

  /** Tells the page the weights that training starts from. */
  async announce(): Promise<void> {
    const params = await this.#run.readParams();
    this.#host.emit({ type: 'started', runId: this.runId, weights: { update: this.#update, params } });
  }

  /** Trains on; with `steps`, that many updates and then pauses. */
  resume(steps: number = Infinity): void {
    if (this.#state !== 'paused' && this.#state !== 'training') return;
    this.#stepsLeft = steps;
    this.#isStep = steps === 1;
    this.#awaitsSolved = false;
    this.#host.emit({ type: 'resumed', runId: this.runId });
    // a pause that the loop has not come to yet is taken back
    if (this.#state === 'training') return;
    this.#state = 'training';
    this.#pace.restart(this.#host.now());
    this.#rates.restart(this.#host.now());
    this.#loop = this.#train();
  }

  /** Trains on to the end of the epoch, or until another replica is solved, and then pauses. */
  resumeTo(milestone: Milestone): void {
    const { perEpoch } = this.#schedule;
    this.resume(milestone === 'epoch' ? perEpoch - (this.#begun % perEpoch) : Infinity);
    this.#awaitsSolved = milestone === 'solved';
  }

  /** Pauses after the chunk in progress. */
  pause(): void {
    this.#stepsLeft = 0;
    this.#wake();
  }

  /** Takes effect at once; the weights of the run come out the same at every speed. */
  setSpeed(speed: Speed): void {
    const now = this.#host.now();
    this.#pace.set(speed, now);
    this.#rates.restart(now);
    this.#wake();
  }

  /** What 95 % of the page's last frames took at most, in milliseconds; null: nobody looks. */
  takeFrames(ms: number | null): void {
    this.#pace.frames(ms);
  }

  /** Takes effect with the next chunk, and tells from which update on: one may be in progress. */
  setLearningRate(learningRate: number): void {
    this.#learningRate = learningRate;
    this.#host.emit({ type: 'learning-rate', runId: this.runId, update: this.#begun, learningRate });
  }

  /** Leaves the GPU to the page for a moment. */
  rest(): void {
    const now = this.#host.now();
    this.#restUntil = now + REST_MS;
    this.#pace.attend(now);
  }

  /** Ends the run by a failure, unless it has ended already. */
  fail(error: unknown): void {
    if (this.#state === 'ended' || this.#state === 'disposed') return;
    this.#state = 'ended';
    this.#hasFailed = true;
    this.#lastWord = failureOf(this.runId, error);
    this.#host.emit(this.#lastWord);
  }

  /** Ends the run after the chunk in progress and frees what it holds. */
  async dispose(): Promise<void> {
    const wasDisposed = this.#state === 'disposed';
    this.#state = 'disposed';
    this.#wake();
    await this.#loop;
    if (!wasDisposed) this.#run.dispose();
  }

  /** Never rejects: an engine's failure becomes the run's `failed` event. */
  async #train(): Promise<void> {
    try {
      do {
        await this.#trainOn();
        if (!this.#isTraining) return;
        await this.#report(true);
        // a pause may be taken back while its weights are read
      } while (this.#goesOn);
      if (!this.#isTraining) return;
      this.#state = 'paused';
      this.#host.emit({ type: 'paused', runId: this.runId });
    } catch (error) {
      if (this.#isOver) return;
      this.#state = 'training';
      this.fail(error);
    }
  }

  async #trainOn(): Promise<void> {
    for (;;) {
      await this.#waitForTurn();
      if (!this.#goesOn) return;
      await this.#chunk();
      if (!this.#isTraining) return;
      await this.#host.yield();
    }
  }

  /** Not ended meanwhile, by a failure or from outside. */
  get #isTraining(): boolean {
    return this.#state === 'training';
  }

  /** Nothing is told any more. */
  get #isOver(): boolean {
    return this.#hasFailed || this.#state === 'disposed';
  }

  get #goesOn(): boolean {
    return this.#isTraining && this.#stepsLeft > 0;
  }

  /** A single step does not wait for the pace. */
  async #waitForTurn(): Promise<void> {
    for (;;) {
      const now = this.#host.now();
      const paced = this.#isStep ? 0 : this.#pace.wait(now);
      const ms = Math.max(paced, this.#restUntil - now);
      if (ms <= 0 || !this.#goesOn) return;
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      await Promise.race([this.#host.sleep(ms), woken]);
      this.#pace.rested();
    }
  }

  async #chunk(): Promise<void> {
    const first = this.#update;
    const stop = this.#schedule.nextStop(first);
    const count = Math.min(stop - first, this.#pace.chunkUpdates(this.#host.now()), this.#stepsLeft);
    if (this.#isLong(count)) this.#host.announce?.('update');
    const startedAt = this.#host.now();
    // commands may come in while the chunk is under way
    this.#begun += count;
    this.#stepsLeft -= count;
    const tallies = await this.#run.train({ first, count, learningRate: this.#learningRate });
    if (!this.#isTraining) return;
    const elapsed = this.#host.now() - startedAt;
    const isFresh = startsTally(this.#run.plan, first);
    this.#records.forEach((record, replica) => record.take(tallies[replica], isFresh));
    this.#update += count;
    this.#seconds += this.#clock.take(count, elapsed) / 1000;
    this.#pace.took(count, elapsed, this.#host.now());
    this.#rates.add(this.#host.now(), count, count * this.#stringsPerUpdate);
    if (tallies.some(({ lossSum }) => !Number.isFinite(lossSum)))
      throw new Error('The loss is no longer a number: the weights left the range of 32-bit floats.');
    if (this.#update === stop) await this.#atStop();
    if (this.#isTraining) await this.#report(false);
  }

  /** Whether so many updates may take a second or more. */
  #isLong(count: number): boolean {
    return this.#update === 0 || (count * this.#seconds) / this.#update > LONG_MS / 1000;
  }

  /** Of all active replicas. */
  get #stringsPerUpdate(): number {
    const { batch, strings } = this.#config;
    return Math.min(batch, strings) * this.#active.filter(Boolean).length;
  }

  /** A point of every active replica, an evaluation where one is due, and the end. */
  async #atStop(): Promise<void> {
    const { total } = this.#schedule;
    const isEvaluation = this.#schedule.isEvaluation(this.#update);
    // whoever announces what is over at once is not missed for long after its death
    if (isEvaluation && this.#isSlowToJudge) this.#host.announce?.('evaluation');
    const startedAt = this.#host.now();
    const heldOut = isEvaluation ? await this.#run.evaluate() : null;
    if (heldOut) this.#isSlowToJudge = this.#host.now() - startedAt > LONG_MS;
    if (!this.#isTraining) return;
    this.#addPoints(heldOut);
    if (heldOut) this.#judge(heldOut);
    const isSolvedByAll = this.#records.every(({ solvedAt }) => solvedAt !== null);
    if (this.#update === total) await this.#end(isSolvedByAll ? 'solved' : 'budget');
    else if (this.#config.stop === 'solved' && isSolvedByAll) await this.#end('solved');
  }

  #addPoints(heldOut: readonly HeldOutMetrics[] | null): void {
    const place = {
      update: this.#update,
      epoch: this.#update / this.#schedule.perEpoch,
      strings: this.#schedule.stringsSeen(this.#update),
      seconds: this.#seconds,
    };
    for (const [replica, record] of this.#records.entries())
      if (this.#active[replica])
        this.#points.push({ replica, point: record.point(place, heldOut?.[replica] ?? null) });
  }

  #judge(heldOut: readonly HeldOutMetrics[]): void {
    const solvedBefore = this.#solvedCount;
    for (const [replica, record] of this.#records.entries())
      record.solvedAt = isSolved(this.#config, heldOut[replica]) ? (record.solvedAt ?? this.#update) : null;
    if (this.#awaitsSolved && this.#solvedCount > solvedBefore) this.#stepsLeft = 0;
    this.#freezeSolved();
  }

  /** Where solving ends a replica. */
  #freezeSolved(): void {
    if (this.#config.stop !== 'solved') return;
    this.#active = this.#records.map(({ solvedAt }) => solvedAt === null);
    this.#run.setActive(this.#active);
  }

  get #solvedCount(): number {
    return this.#records.filter(({ solvedAt }) => solvedAt !== null).length;
  }

  async #end(ending: RunEnding): Promise<void> {
    this.#state = 'ended';
    await this.#report(true);
    if (this.#isOver) return;
    this.#lastWord = { type: 'ended', runId: this.runId, ending };
    this.#host.emit(this.#lastWord);
  }

  async #report(isForced: boolean): Promise<void> {
    const now = this.#host.now();
    if (!isForced && now - this.#reportedAt < REPORT_MS && !this.#pace.isSlow) return;
    if (isForced && this.#state !== 'ended' && !this.#schedule.isPoint(this.#update)) this.#addPoints(null);
    this.#reportedAt = now;
    // where a run stands still, it must be possible to go on from exactly there
    const isKept = this.#state !== 'ended' && (isForced || now >= this.#checkpointDueAt);
    const { params, checkpoint } = isKept ? await this.#takeCheckpoint() : await this.#readWeights();
    if (this.#isOver) return;
    this.#host.emit({
      type: 'progress',
      runId: this.runId,
      update: this.#update,
      epoch: this.#update / this.#schedule.perEpoch,
      seconds: this.#seconds,
      updatesPerSecond: this.#rates.updatesPerSecond,
      stringsPerSecond: this.#rates.stringsPerSecond,
      points: this.#points,
      solvedAt: this.#records.map(({ solvedAt }) => solvedAt),
      weights: { update: this.#update, params },
      checkpoint,
    });
    this.#points = [];
  }

  async #readWeights(): Promise<{ readonly params: Float32Array; readonly checkpoint: null }> {
    return { params: await this.#run.readParams(), checkpoint: null };
  }

  async #takeCheckpoint(): Promise<{ readonly params: Float32Array; readonly checkpoint: Checkpoint }> {
    const from = this.#host.now();
    const state = await this.#run.read();
    const now = this.#host.now();
    this.#checkpointDueAt = now + Math.max(CHECKPOINT_MS, (now - from) / CHECKPOINT_SHARE);
    const checkpoint = {
      update: this.#update,
      seconds: this.#seconds,
      learningRate: this.#learningRate,
      ...state,
      replicas: this.#records.map(({ standing }) => standing),
    };
    return { params: state.params, checkpoint };
  }
}
