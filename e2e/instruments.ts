/**
 * What stories see beside the page itself: files that it saves, workers that it starts, messages of the training
 * worker. Installed once the page has loaded and before it has started anything, so it works in every engine.
 */
import type { TrainerCommand, TrainerEvent } from '../src/training/protocol.ts';

export interface SavedFile {
  readonly name: string;
  readonly text: string;
}

export interface ShortProgress extends Pick<
  Extract<TrainerEvent, { type: 'progress' }>,
  'type' | 'runId' | 'update'
> {
  readonly isCheckpoint: boolean;
}

/** With the name that it was given. */
export interface NamedWorker extends Worker {
  readonly called: string;
}

export interface Instruments {
  readonly saved: SavedFile[];
  /** Workers that were started and not ended, oldest first. */
  readonly workers: NamedWorker[];
  /** Those of the race. */
  readonly contestants: Set<Worker>;
  /** The training worker that is newest, or was last told to start. */
  trainer: Worker | null;
  /** Every message of the training worker but `progress`, and of those the update, and whether it brought a checkpoint. */
  readonly events: (Exclude<TrainerEvent, { type: 'progress' }> | ShortProgress)[];
  /** The newest run that was started. */
  runId: number;
  /** Training workers that were ended. */
  replaced: number;
  readonly commands: TrainerCommand['type'][];
}

/** Runs in the page. */
export function installInstruments(): void {
  const page = globalThis as unknown as { latchInstruments?: Instruments };
  if (page.latchInstruments !== undefined) return;
  const instruments: Instruments = {
    saved: [],
    workers: [],
    contestants: new Set(),
    trainer: null,
    events: [],
    runId: 0,
    replaced: 0,
    commands: [],
  };
  page.latchInstruments = instruments;
  const blobs = new Map<string, Blob>();
  const createObjectURL = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (source) => {
    const url = createObjectURL(source);
    if (source instanceof Blob) blobs.set(url, source);
    return url;
  };
  // a real download would open a dialogue in some engines
  HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
    const blob = blobs.get(this.href);
    if (this.download === '' || blob === undefined) HTMLElement.prototype.click.call(this);
    else void blob.text().then((text) => instruments.saved.push({ name: this.download, text }));
  };

  const NativeWorker = Worker;
  globalThis.Worker = class extends NativeWorker {
    readonly called: string;
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.called = options?.name ?? '';
      instruments.workers.push(this);
      if (this.called === 'race') instruments.contestants.add(this);
      // the proof has a worker of its own
      if (this.called !== 'trainer') return;
      instruments.trainer = this;
      this.addEventListener('message', ({ data }: MessageEvent<TrainerEvent>) => {
        // signs of life are no events, and a broken worker may send anything
        if (typeof data !== 'object' || data === null || 'life' in data) return;
        const { type, runId } = data;
        const isCheckpoint = type === 'progress' && data.checkpoint !== null;
        const event = type === 'progress' ? { type, runId, update: data.update, isCheckpoint } : data;
        instruments.events.push(event);
      });
    }

    override postMessage(command: TrainerCommand): void {
      const isTrainers = this.called === 'trainer' && !('life' in command);
      // the 2x2 has had some of its own since
      const isBegun = isTrainers && command.type === 'start';
      if (isBegun) [instruments.trainer, instruments.runId] = [this, command.runId];
      if (isTrainers && this === instruments.trainer) instruments.commands.push(command.type);
      super.postMessage(command);
    }

    override terminate(): void {
      const { workers } = instruments;
      if (workers.includes(this)) workers.splice(workers.indexOf(this), 1);
      instruments.contestants.delete(this);
      instruments.replaced += Number(this === instruments.trainer);
      super.terminate();
    }
  };
}

/**
 * Runs in the page, after the instruments: from now on a search for a proof may take ten times as long as the page says,
 * for its limit is a clock's. That of a network which a link opens is in a worker that was there before them.
 */
export function giveProofsTime(): void {
  const native = Object.getPrototypeOf(Worker.prototype) as Worker & { isPatient?: true };
  if (native.isPatient) return;
  native.isPatient = true;
  const post: unknown = Object.getOwnPropertyDescriptor(native, 'postMessage')?.value;
  native.postMessage = function (this: Worker, message: unknown): void {
    const isTimed = typeof message === 'object' && message !== null && 'limitMs' in message;
    const patient = isTimed ? { ...message, limitMs: 10 * Number(message.limitMs) } : message;
    Reflect.apply(post as (message: unknown) => void, this, [patient]);
  };
}
