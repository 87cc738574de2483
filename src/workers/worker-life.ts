/**
 * A worker's life as the page follows it: it starts with the first command, ends by a crash, by what cannot be read or
 * when it is put away, and is asked for a sign of life while an answer is due. The next command after its end starts a
 * new one.
 */
import { lifeSignOf, workAfter, type LifePing, type LifeSign } from './life-messages.ts';
import { LOOK_MS, Silence, type Degree } from './silence.ts';
import { crashed, failureWords, neverCame, refused, silent, unreadable } from './worker-words.ts';

/** The page's clock; a test hands in its own. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Calls once, so many milliseconds later; gives back what prevents that. */
  after(ms: number, then: () => void): () => void;
  /** The page is seen, so that its timers and messages come when they should. */
  isAwake(): boolean;
  /** The page may start no workers, because it is shown in a frame that forbids it. */
  isIsolated(): boolean;
}

/** A worker of the browser, or a test's. */
export interface WorkerHandle {
  post(message: unknown): void;
  terminate(): void;
  listen(listeners: {
    readonly message: (data: unknown) => void;
    /** What the browser says of it; empty: nothing, as of a file that did not come. */
    readonly error: (message: string) => void;
    readonly unreadable: () => void;
  }): void;
}

export interface LifeOptions<Command, Event> {
  /** As it is called in words: "training", "proof". */
  readonly kind: string;
  readonly clock: Clock;
  /** May throw. */
  readonly create: () => WorkerHandle;
  /** What a new worker is told first. */
  readonly welcome?: () => Command;
  /** A message as an event; null: it has not the parts that it should have. */
  readonly read: (data: unknown) => Event | null;
  readonly onEvent: (event: Event) => void;
  /** The worker has ended by itself, or never began; why, in words. `isCrash`: it had come, and another may do better. */
  readonly onBroken: (message: string, isCrash: boolean) => void;
  /**
   * It has not been heard of for long while an answer is due, in words; null: it has been again. `isHopeless`: longer than
   * what it has announced can take, or it has announced nothing; told later, and once more, where it was not so at
   * first. Absent: it is ended.
   */
  readonly onSilence?: (message: string | null, isHopeless: boolean) => void;
  /** The event that should have been heard last, by the worker's own account. */
  readonly onStanding?: (event: Event | null) => void;
}

/** A worker that is put away has so many looks to answer, and more where another would be no sooner ready. */
const FAREWELL_LOOK_MS = 250;
const FAREWELL_LOOKS = 4;
const PATIENT_LOOKS = 40;

/** What was posted since the worker was put away, and the ping that tells that it has got there. */
interface Farewell<Command> {
  readonly commands: Command[];
  readonly ping: number;
  looks: number;
  cancel: () => void;
}

export class WorkerLife<Command, Event> {
  readonly #options: LifeOptions<Command, Event>;
  #worker: WorkerHandle | null = null;
  #hasCome = false;
  #silence: Silence;
  /** What has been said of its silence. */
  #said: Degree = 'none';
  #isDue = false;
  #stopLooking: (() => void) | null = null;
  #lastPing = 0;
  #lastPong = 0;
  #farewell: Farewell<Command> | null = null;

  constructor(options: LifeOptions<Command, Event>) {
    this.#options = options;
    this.#silence = new Silence(options.clock.now());
  }

  get isStarted(): boolean {
    return this.#worker !== null;
  }

  post(command: Command): void {
    this.#farewell?.commands.push(command);
    try {
      this.#worker ??= this.#start();
      this.#worker.post(command);
    } catch {
      const { kind, clock } = this.#options;
      // as late as a worker's own event would be
      clock.after(0, () => this.#break(refused(kind, clock.isIsolated())));
    }
  }

  /** Whether an answer is due: the worker is asked for signs of life meanwhile. */
  expect(isDue: boolean): void {
    if (isDue === this.#isDue) return;
    this.#isDue = isDue;
    this.#stopLooking?.();
    this.#stopLooking = null;
    if (!isDue) return;
    this.#silence.begin(this.#options.clock.now());
    this.#lookLater();
  }

  /**
   * Nothing that the worker does is wanted any longer. One that does not answer soon is replaced, and the new one is
   * told what has been posted since.
   */
  putAway(): void {
    this.expect(false);
    if (!this.#worker) return;
    this.#farewell?.cancel();
    const looks = this.#farewell?.looks ?? 0;
    const ping = this.#lastPing + 1;
    this.#farewell = { commands: [], ping, looks, cancel: () => undefined };
    if (this.#said !== 'none') return this.#replace();
    this.#waitForFarewell(this.#farewell);
    this.#ping(this.#worker);
  }

  /** Ends the worker at once. */
  dispose(): void {
    this.expect(false);
    this.#farewell?.cancel();
    this.#farewell = null;
    this.#said = 'none';
    this.#worker?.terminate();
    this.#worker = null;
  }

  #start(): WorkerHandle {
    const { create, welcome, kind } = this.#options;
    const worker = create();
    const whileItLives =
      <Args extends readonly unknown[]>(act: (...args: Args) => void) =>
      (...args: Args): void => {
        if (this.#worker === worker) act(...args);
      };
    this.#hasCome = false;
    this.#said = 'none';
    this.#lastPong = this.#lastPing;
    this.#silence.heard(null);
    worker.listen({
      message: whileItLives((data) => this.#hear(data)),
      error: whileItLives((message) => this.#break(this.#crashWords(message), this.#hasCome)),
      unreadable: whileItLives(() => this.#break(unreadable(kind))),
    });
    if (welcome) worker.post(welcome());
    return worker;
  }

  #crashWords(message: string): string {
    const { kind } = this.#options;
    if (message !== '') return failureWords(kind, crashed(kind, message));
    return this.#hasCome ? crashed(kind, 'the browser ended it') : neverCame(kind);
  }

  #hear(data: unknown): void {
    const { kind, read, onEvent, onSilence } = this.#options;
    const sign = lifeSignOf(data);
    this.#hasCome = true;
    this.#silence.heard(workAfter(sign, this.#silence.work));
    if (this.#said !== 'none') {
      this.#said = 'none';
      onSilence?.(null, false);
    }
    if (sign) return this.#takeSign(sign);
    const event = read(data);
    if (event === null) this.#break(unreadable(kind));
    else onEvent(event);
  }

  #takeSign(sign: LifeSign): void {
    const { kind, read, onStanding } = this.#options;
    if (sign.life === 'partless') this.#break(failureWords(kind, crashed(kind, sign.message)));
    if (sign.life !== 'pong') return;
    this.#lastPong = sign.number;
    if (this.#farewell && sign.number >= this.#farewell.ping) {
      this.#farewell.cancel();
      this.#farewell = null;
    }
    onStanding?.(sign.standing === null ? null : read(sign.standing));
  }

  #break(message: string, isCrash = false): void {
    this.dispose();
    this.#options.onBroken(message, isCrash);
  }

  #ping(worker: WorkerHandle): void {
    this.#lastPing += 1;
    worker.post({ life: 'ping', number: this.#lastPing } satisfies LifePing);
  }

  #lookLater(): void {
    this.#stopLooking = this.#options.clock.after(LOOK_MS, () => this.#look());
  }

  #look(): void {
    const { clock, kind, onSilence } = this.#options;
    const worker = this.#worker;
    this.#silence.look(clock.now(), clock.isAwake());
    const { work, degree, limitSeconds } = this.#silence;
    if (degree !== 'none' && degree !== this.#said) {
      const message = silent(kind, this.#hasCome, work, limitSeconds);
      if (!onSilence) return this.#break(message);
      this.#said = degree;
      onSilence(message, degree === 'hopeless');
    }
    if (worker && this.#silence.isQuiet && this.#lastPong === this.#lastPing) this.#ping(worker);
    if (this.#isDue) this.#lookLater();
  }

  #waitForFarewell(farewell: Farewell<Command>): void {
    const { clock } = this.#options;
    farewell.cancel = clock.after(FAREWELL_LOOK_MS, () => {
      if (clock.isAwake()) farewell.looks += 1;
      const { work } = this.#silence;
      const isPatient = !this.#hasCome || work === 'compiling' || work === 'loading';
      if (farewell.looks < (isPatient ? PATIENT_LOOKS : FAREWELL_LOOKS)) this.#waitForFarewell(farewell);
      else this.#replace();
    });
  }

  /** Ends the worker, and tells a new one what the old one has not come to. */
  #replace(): void {
    const commands = this.#farewell?.commands ?? [];
    const isDue = this.#isDue;
    this.dispose();
    for (const command of commands) this.post(command);
    this.expect(isDue && this.isStarted);
  }
}
