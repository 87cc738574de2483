/**
 * Four trainers that take turns, so that all four curves move while only one of them has the GPU. Each has a worker,
 * which is started with its first turn and ended with its run.
 */
import type { RunConfig } from '../training/config.ts';
import type { EngineChoice, TrainerEvent } from '../training/protocol.ts';
import type { TrainerClient } from '../training/trainer-client.ts';

export type ConnectTrainer = (onEvent: (event: TrainerEvent) => void) => TrainerClient;

/** One run that takes turns. */
export interface TurnRun {
  readonly runId: number;
  readonly config: RunConfig;
}

export interface TurnsOptions {
  readonly connect: ConnectTrainer;
  readonly runs: readonly TurnRun[];
  readonly engine: EngineChoice;
  readonly kernel: string | null;
  readonly onEvent: (event: TrainerEvent) => void;
  /** All runs have ended, in one way or another. */
  readonly onDone: () => void;
}

/** Time of a turn from its first update on. */
const TURN_MS = 700;

interface Place extends TurnRun {
  client: TrainerClient | null;
  isOver: boolean;
}

export class Turns {
  readonly #options: TurnsOptions;
  readonly #places: readonly Place[];
  #isAllowed = false;
  /** Whose turn it is; null: nobody's. */
  #current: Place | null = null;
  #last = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TurnsOptions) {
    this.#options = options;
    this.#places = options.runs.map((run) => ({ ...run, client: null, isOver: false }));
  }

  /** Gives turns, or holds them back after the chunk in progress. */
  allow(isAllowed: boolean): void {
    if (isAllowed === this.#isAllowed) return;
    this.#isAllowed = isAllowed;
    if (!isAllowed) this.#pause();
    else if (!this.#current) this.#next();
  }

  /** Ends all runs and their workers. */
  dispose(): void {
    clearTimeout(this.#timer);
    for (const place of this.#places) close(place);
  }

  #next(): void {
    clearTimeout(this.#timer);
    this.#current = null;
    const places = this.#places;
    if (places.every(({ isOver }) => isOver)) return this.#options.onDone();
    if (!this.#isAllowed) return;
    do this.#last = (this.#last + 1) % places.length;
    while (places[this.#last]!.isOver);
    this.#current = places[this.#last]!;
    this.#begin(this.#current);
  }

  #begin(place: Place): void {
    const { runId, config } = place;
    if (place.client) return place.client.post({ type: 'resume', runId });
    const { connect, engine, kernel } = this.#options;
    place.client = connect((event) => {
      if (event.runId !== runId || place.isOver) return;
      // the others wait for a worker that is at what it said, and not for one that may never answer
      if (event.type !== 'silence') this.#take(place, event);
      else if (event.message !== null && event.isHopeless)
        this.#take(place, { ...event, type: 'failed', message: event.message });
    });
    place.client.post({ type: 'start', runId, config, engine, kernel, speed: 'shared', paused: false });
  }

  #take(place: Place, event: TrainerEvent): void {
    this.#options.onEvent(event);
    if (event.type === 'ended' || event.type === 'failed') close(place);
    if (place !== this.#current) return;
    if (event.type === 'resumed') {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#pause(), TURN_MS);
      // turns may have been held back while it was starting
      if (!this.#isAllowed) this.#pause();
    } else if (event.type === 'paused' || place.isOver) this.#next();
  }

  #pause(): void {
    clearTimeout(this.#timer);
    const place = this.#current;
    const isAlone = this.#places.every((other) => other.isOver || other === place);
    // the last one left needs no turns
    if (place && (!isAlone || !this.#isAllowed)) place.client?.post({ type: 'pause', runId: place.runId });
  }
}

function close(place: Place): void {
  place.isOver = true;
  place.client?.dispose();
  place.client = null;
}
