/**
 * Keeps the page in the browser's storage while something is made on it, and sets it back after a reload or a crash.
 * Loaded when there is something to keep, or something kept.
 */
import { reportFault } from './report-fault.ts';
import { keepBeside, restorePage } from './returns.ts';
import { changedFields } from './experiment.ts';
import type { LinkState } from './link-fields.ts';
import { keptInSlices, readKept, type KeptPage, type KeptRecord } from './kept-format.ts';
import { readGhosts, writeGhosts, type KeptGhosts } from './kept-ghosts.ts';
import { KeptSlots, type SlotDoors } from './kept-slots.ts';
import type { Session } from './session.ts';
import type { SessionState } from './state.ts';
import type { ReadLink } from './url.ts';

/**
 * The page is written at most this often; making it ready to be may take at most this share of the time, and so many bytes a
 * millisecond are written at most: the browser's storage works on this processor too, and discs wear out.
 */
const WRITE_MS = 1000;
const WRITE_SHARE = 0.01;
const BYTES_PER_MS = 2000;
/** Work between two pauses, so that whatever the visitor does comes first. */
const SLICE_MS = 8;

export const createKeeper = (session: Session, doors: SlotDoors): Keeper => new Keeper(session, doors);

export class Keeper {
  readonly #session: Session;
  readonly #slots: KeptSlots;
  readonly #now: () => number;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isWriting = false;
  /** Something has changed since the last writing began. */
  #isDirty = false;
  /** There is no storage. */
  #isOff = false;
  #isEmpty = true;
  #dueAt = 0;
  /** The page may be gone in a moment, or nobody looks at it: nothing waits for anything. */
  #isHurried = false;
  /** Ends the pause between two slices. */
  #wake: () => void = () => undefined;
  #ghosts: { readonly of: SessionState['ghosts']; readonly kept: KeptGhosts } | null = null;
  /** What was forgotten is not kept again: not before there is another run. */
  #forgotten: { readonly runId: number | null } | null = null;

  constructor(session: Session, doors: SlotDoors) {
    this.#session = session;
    this.#slots = new KeptSlots(doors);
    this.#now = doors.now;
    session.store.watch(keptParts, () => this.#schedule(), []);
    this.#schedule();
  }

  /** Hears of the page's end, and of its coming back. */
  listen(): this {
    window.addEventListener('pagehide', () => {
      this.flush();
      // a page that holds a lock is not kept for the way back
      this.#slots.release();
    });
    window.addEventListener('pageshow', ({ persisted }) => {
      this.#isHurried = false;
      if (persisted) this.#slots.retake().catch((error: unknown) => this.#fail(error));
    });
    document.addEventListener('visibilitychange', () => {
      this.#isHurried = document.visibilityState === 'hidden';
      if (this.#isHurried) this.flush();
    });
    return this;
  }

  /** Sets the page back to what was kept, as far as its address wants that. */
  async restore(address: ReadLink): Promise<void> {
    if (this.#session.store.get().embed) return;
    // nothing is written before it is known what is there
    this.#isWriting = true;
    try {
      const page = await find(this.#session, this.#slots, address);
      if (page) {
        this.#isEmpty = false;
        settle(this.#session, page, address);
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#isWriting = false;
    this.#schedule();
  }

  /** Forgets what is kept of all runs, in all tabs. */
  async forget(): Promise<void> {
    const { store, notify } = this.#session;
    this.#forgotten = { runId: store.get().run?.id ?? null };
    this.#isEmpty = true;
    try {
      await this.#slots.forgetAll();
      notify(FORGOTTEN);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The page may be gone in a moment: what waits, or is under way, is written now. */
  flush(): void {
    this.#isHurried = true;
    this.#wake();
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    void this.#write();
  }

  #schedule(): void {
    this.#isDirty = true;
    this.#timer ??= setTimeout(() => void this.#write(), Math.max(0, this.#dueAt - this.#now()));
  }

  async #write(): Promise<void> {
    this.#timer = null;
    // what changes meanwhile is written after it
    if (this.#isOff || this.#isWriting || this.#session.store.get().embed) return;
    this.#isWriting = true;
    this.#isDirty = false;
    try {
      const state = this.#session.store.get();
      const { record, ms } = await this.#prepared(state);
      const pause = Math.max(WRITE_MS, ms / WRITE_SHARE, bytesOf(record) / BYTES_PER_MS);
      this.#dueAt = this.#now() + pause;
      // it may have been forgotten meanwhile
      const isKept = record !== null && !this.#isForgotten(state);
      if (isKept) await this.#slots.write(record, this.#ghostsOf(state));
      else if (!this.#isEmpty) await this.#slots.clear();
      this.#isEmpty = !isKept;
    } catch (error) {
      this.#fail(error);
    }
    this.#isWriting = false;
    if (this.#isDirty) this.#schedule();
  }

  /** What there is to keep, null: nothing; and how long it took to make that ready. */
  async #prepared(state: SessionState): Promise<{ record: KeptRecord | null; ms: number }> {
    if (this.#isForgotten(state)) return { record: null, ms: 0 };
    const slices = keptInSlices(state);
    let ms = 0;
    for (;;) {
      const from = this.#now();
      while (this.#isHurried || this.#now() - from < SLICE_MS) {
        const step = slices.next();
        if (step.done === true) return { record: step.value, ms: ms + this.#now() - from };
      }
      ms += this.#now() - from;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve);
      });
    }
  }

  #isForgotten({ run }: SessionState): boolean {
    return this.#forgotten !== null && this.#forgotten.runId === (run?.id ?? null);
  }

  #ghostsOf({ ghosts }: SessionState): KeptGhosts | null {
    if (ghosts.length === 0) return null;
    if (this.#ghosts?.of !== ghosts) this.#ghosts = { of: ghosts, kept: writeGhosts(ghosts) };
    return this.#ghosts.kept;
  }

  #fail(error: unknown): void {
    this.#isOff = true;
    // what the browser refuses is said on the page
    if (!(error instanceof DOMException)) reportFault(error);
    this.#session.notify(LOST_ON_RELOAD);
  }
}

const bytesOf = (record: KeptRecord | null): number =>
  [...(record?.floats ?? []), ...(record?.curves ?? [])].reduce((sum, block) => sum + block.byteLength, 0);

const LOST_ON_RELOAD = {
  kind: 'storage',
  title: 'This browser keeps nothing for this page',
  details: ['Everything works, but a reload loses the run. “Download run” takes it along.'],
} as const;

const FORGOTTEN = {
  kind: 'storage',
  title: 'Forgotten',
  details: [
    'Nothing of this page is kept in this browser any more. What it shows stays until it is reloaded.',
  ],
} as const;

/** What a visitor would miss. */
const keptParts = (state: SessionState): readonly unknown[] => [
  state.run?.id,
  state.run?.mark,
  state.run?.repairs,
  state.status === 'solved' || state.status === 'stopped' ? state.run : null,
  state.ghosts,
  state.verdicts,
  state.opened,
  state.config,
  state.engine,
  state.bits,
  state.act,
  state.replica,
];

/** What is kept for this tab, or for one that was closed where the address asks for nothing else. */
async function find(session: Session, slots: KeptSlots, { isLink }: ReadLink): Promise<KeptPage | null> {
  const own = await slots.own();
  const isOwn = own.copies.length > 0;
  const { copies, beside } = isOwn || isLink ? own : await slots.orphan();
  let problem: string | null = null;
  for (const copy of copies) {
    const reading = readKept(copy, session.nextId);
    if ('page' in reading) {
      // a page that was closed in the laboratory is not what a bare address opens with
      return isOwn || reading.page.act !== null ? withGhosts(session, reading.page, beside) : null;
    }
    problem ??= reading.problem;
    if (reading.isNewer) slots.leave();
  }
  if (problem === null) return null;
  session.notify({
    kind: 'storage',
    title: 'What was kept of the page before could not be read',
    details: [problem],
  });
  await slots.clear();
  return null;
}

/** The page with its earlier runs; those that cannot be read are left out, with a word. */
function withGhosts(session: Session, page: KeptPage, beside: unknown): KeptPage {
  const reading = readGhosts(beside, session.nextId);
  if ('ghosts' in reading) return { ...page, ghosts: [...page.ghosts, ...reading.ghosts] };
  session.notify({
    kind: 'storage',
    title: 'The earlier runs that were kept could not be read',
    details: [reading.problem],
  });
  return page;
}

/** Another experiment that the address asks for wins, and so does what has been begun meanwhile. */
function settle(session: Session, page: KeptPage, address: ReadLink): void {
  const { isLink, state: link } = address;
  const { run, hasStirred } = session.store.get();
  const isBusy = run?.origin === 'trained' && (hasStirred || !link.start);
  if (!isBusy && (!isLink || isSameExperiment(page, link))) restorePage(session, page, address);
  else keepBeside(session, page);
}

const isSameExperiment = ({ config, run, engine, kernel }: KeptPage, link: LinkState): boolean =>
  engine === link.engine &&
  kernel === link.kernel &&
  [config, run?.config ?? config].some((kept) => changedFields(kept, link.config).length === 0);
