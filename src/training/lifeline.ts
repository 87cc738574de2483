/**
 * What the page keeps of a run so that it outlives its worker and its GPU: the newest checkpoint, what the visitor has
 * asked of it since, and how often it has been lost.
 */
import type { Checkpoint, EngineReport, TrainerCommand, TrainerEvent } from './protocol.ts';

type StartCommand = Extract<TrainerCommand, { type: 'start' }>;
type StepCommand = Extract<TrainerCommand, { type: 'step' }>;
type EngineEvent = Extract<TrainerEvent, { type: 'engine' }>;

/** How a run goes on in a new worker. */
export interface Revival {
  readonly commands: readonly TrainerCommand[];
  readonly update: number;
  readonly isMoved: boolean;
}

/** The third loss within a minute, or in a row without a checkpoint between them, is one too many for a device. */
const MOST_LOSSES = 3;
const MINUTE_MS = 60_000;

const withKnown = (
  report: EngineReport,
  known: Pick<EngineReport, 'reason' | 'cpuTimesAsFast'> | null,
): EngineReport => ({
  ...report,
  reason: report.reason ?? known?.reason ?? null,
  cpuTimesAsFast: report.cpuTimesAsFast ?? known?.cpuTimesAsFast ?? null,
});

const MOVED = 'The GPU was lost three times in a row, so this processor trains on.';

export class Lifeline {
  /** The run that goes on; null: none. */
  #start: StartCommand | null = null;
  #hasBegun = false;
  #report: EngineReport | null = null;
  #checkpoint: Checkpoint | null = null;
  #learningRate = 0;
  /** What the run should be doing. */
  #wish: 'train' | 'rest' | StepCommand = 'rest';
  /** When it was lost. */
  #losses: readonly number[] = [];
  /** Since the last checkpoint. */
  #fruitless = 0;
  #isMoved = false;

  posted(command: TrainerCommand): void {
    switch (command.type) {
      case 'start':
        this.#begin(command);
        break;
      case 'guess':
      case 'reset':
        this.#start = null;
        break;
      case 'resume':
        this.#wish = 'train';
        break;
      case 'pause':
        this.#wish = 'rest';
        break;
      case 'step':
        this.#wish = command;
        break;
      case 'speed':
        if (this.#start) this.#start = { ...this.#start, speed: command.speed };
        break;
      case 'learning-rate':
        this.#learningRate = command.learningRate;
        break;
      default:
    }
  }

  #begin(start: StartCommand): void {
    this.#start = start;
    this.#hasBegun = false;
    this.#checkpoint = start.checkpoint ?? null;
    this.#learningRate = start.checkpoint?.learningRate ?? start.config.lr;
    this.#wish = start.paused ? 'rest' : 'train';
    this.#losses = [];
    this.#fruitless = 0;
    this.#isMoved = false;
  }

  /** Takes what the worker says of the run; gives it back as the page is to hear it. */
  heard(event: TrainerEvent): TrainerEvent {
    if (event.runId !== this.#start?.runId) return event;
    switch (event.type) {
      case 'engine':
        return this.#explained(event);
      case 'started':
        this.#hasBegun = true;
        break;
      case 'paused':
        // whoever wants to train has said so while this was on its way
        if (this.#wish !== 'train') this.#wish = 'rest';
        break;
      case 'progress':
        if (!event.checkpoint) break;
        this.#checkpoint = event.checkpoint;
        this.#fruitless = 0;
        break;
      case 'ended':
        this.#start = null;
        break;
      default:
    }
    return event;
  }

  /** Why this engine runs is not known to the worker that was told to take it. */
  #explained(event: EngineEvent): EngineEvent {
    const known = this.#isMoved ? { reason: MOVED, cpuTimesAsFast: null } : this.#report;
    const report = this.#hasBegun ? withKnown(event.report, known) : event.report;
    this.#report = report;
    return { ...event, report };
  }

  /** The worker, or its device, has gone. Gives how the run goes on; null: it does not. */
  revive(now: number): Revival | null {
    const [start, report] = [this.#start, this.#report];
    if (!start || !report || !this.#hasBegun) return null;
    this.#losses = [...this.#losses.filter((at) => now - at < MINUTE_MS), now];
    this.#fruitless += 1;
    const isTooOften = Math.max(this.#losses.length, this.#fruitless) >= MOST_LOSSES;
    if (isTooOften && report.name !== 'webgl') return null;
    if (isTooOften) {
      this.#isMoved = true;
      this.#losses = [];
      this.#fruitless = 0;
    }
    return {
      commands: this.#commands(start, isTooOften ? null : report),
      update: this.#checkpoint?.update ?? 0,
      isMoved: isTooOften,
    };
  }

  /** `on`: the engine that had it, which is to have it again; null: the processor. */
  #commands(start: StartCommand, on: EngineReport | null): TrainerCommand[] {
    const [checkpoint, wish] = [this.#checkpoint, this.#wish];
    const { runId } = start;
    const learningRate = checkpoint?.learningRate ?? start.config.lr;
    return [
      {
        ...start,
        engine: on?.name ?? 'cpu',
        kernel: on?.kernel ?? null,
        paused: wish !== 'train',
        ...(checkpoint ? { checkpoint } : {}),
      },
      ...(learningRate === this.#learningRate
        ? []
        : [{ type: 'learning-rate' as const, runId, learningRate: this.#learningRate }]),
      ...(typeof wish === 'object' ? [wish] : []),
    ];
  }
}
