/** Injects one fault after the other and judges what becomes of the page and of the run. */
import { parseLink } from '../../../src/session/url.ts';
import type { RunConfig } from '../../../src/training/config.ts';
import { pause, type EngineName } from '../../driver/page.ts';
import { openReference, type Reference } from '../reference.ts';
import { whileTimeFlies } from '../../page-time.ts';
import { keptAfter } from '../../keeping.ts';
import { INJECTORS, THE_TRAINER, type Fate, type Injector } from './injectors.ts';
import { judgePage } from './judge.ts';
import { observe, press, type Observed } from './observed.ts';
import { loadWithoutPart, trainOnLyingGpu, type PartOutcome } from './part-faults.ts';
import type { Injection, Kind } from './schedule.ts';
import { isOver, LATEST_MS, openStage, sees, setScene, type Stage } from './stage.ts';

export interface Outcome {
  readonly injection: Injection;
  /** What chance made of it, in words. */
  readonly done: string;
  /** The run has gone, or gone back behind what was kept. */
  readonly lost: readonly string[];
  /** What was shown and is not so. */
  readonly wrong: readonly string[];
  /** In the console, and not by the fault itself. */
  readonly errors: readonly string[];
  /** The page does not do any longer what it is for, or does not say what is the matter. */
  readonly dead: readonly string[];
  /** Between the fault and the next update that was seen; null: nothing had to go on. */
  readonly gapMs: number | null;
  readonly seconds: number;
}

export const isClean = ({ lost, wrong, errors, dead }: Outcome): boolean =>
  [lost, wrong, errors, dead].every((found) => found.length === 0);

/** What is found on the way. */
interface Findings {
  lost: string[];
  wrong: string[];
  dead: string[];
  done: string;
  gapMs: number | null;
}

/** A file that does not come is said to by the browser itself. */
const BROWSERS_WORD =
  /Failed to load|failed to load|MIME|NS_ERROR|Loading (?:module|failed)|error loading dynamically|Importing a module|SyntaxError|net::ERR|Unexpected end|Fetch API|preload/u;

export class Programme {
  readonly #engine: EngineName;
  #stage: Stage | null = null;
  #reference: Reference | null = null;

  constructor(engine: EngineName) {
    this.#engine = engine;
  }

  async close(): Promise<void> {
    await this.#stage?.close();
    await this.#reference?.close();
  }

  /** `isAlone`: no page is there, and none is left. */
  async run(injection: Injection, isAlone = false): Promise<Outcome> {
    const from = Date.now();
    const findings: Findings = { lost: [], wrong: [], dead: [], done: '', gapMs: null };
    let errors: string[] = [];
    try {
      this.#reference ??= await openReference(this.#engine);
      const isFresh = injection.isFresh || isAlone || this.#stage === null;
      const stage = (this.#stage ??= await openStage(this.#engine));
      const before = await stage.page.consoleErrors();
      await play(stage, { ...injection, isFresh }, { findings, reference: this.#reference });
      errors = newErrors(before, await stage.page.consoleErrors()).filter(
        (error) => !explains(injection).test(error),
      );
    } catch (error) {
      findings.dead.push(error instanceof Error ? error.message.slice(0, 600) : String(error));
    }
    const outcome = { injection, ...findings, errors, seconds: (Date.now() - from) / 1000 };
    // whatever follows begins on a page that nothing has happened to
    if (!isClean(outcome)) await this.#clear();
    return outcome;
  }

  async #clear(): Promise<void> {
    await this.#stage?.close().catch(() => undefined);
    this.#stage = null;
  }
}

function explains({ kind }: Injection): RegExp {
  if (kind === 'part of the page fails' || kind === 'GPU lies') return BROWSERS_WORD;
  const injector: Injector = INJECTORS[kind];
  return injector.explains ?? /^$/u;
}

/** A new document may have begun anew with counting. */
function newErrors(before: readonly string[], after: readonly string[]): string[] {
  const isLonger = before.every((error, k) => after[k] === error);
  return isLonger ? after.slice(before.length) : [...after];
}

interface Setting {
  readonly findings: Findings;
  readonly reference: Reference;
}

async function play(stage: Stage, injection: Injection, { findings, reference }: Setting): Promise<void> {
  const { kind, scene } = injection;
  const config = configOf(injection);
  if (kind === 'part of the page fails' || kind === 'GPU lies') {
    const outcome: PartOutcome = await (kind === 'GPU lies' ? trainOnLyingGpu : loadWithoutPart)(
      stage,
      injection,
    );
    findings.done = outcome.done;
    findings.dead.push(...outcome.owed);
  } else {
    await setScene(stage, scene, injection.isFresh);
    const before = await begin(stage, injection);
    const injector = INJECTORS[kind];
    const at = Date.now();
    findings.done = (await injector.inject(stage, injection)) ?? '';
    await fare[injector.fate](stage, { injection, before, findings, at });
  }
  await rest(stage, findings);
  const { wrong, observed } = await judgePage(stage.page, config, reference);
  findings.wrong.push(...wrong);
  if (observed.isDead) findings.dead.push('the page is dead');
  findings.dead.push(...observed.undrawn.map((text) => `not drawn: ${text.slice(0, 200)}`));
  if (LEFT_OPEN.includes(kind) && findings.dead.length === 0) await live(stage, injection, findings);
}

/** Nobody has trained since. */
const LEFT_OPEN: readonly Kind[] = ['hostile link', 'hostile file', 'random use'];

/** Whatever was done to the page, it trains what it is asked for. */
async function live(stage: Stage, { scene }: Injection, findings: Findings): Promise<void> {
  await setScene(stage, scene, false);
  await press(stage.page, 'Train');
  if (await sees(stage, ({ update }) => update > 0)) return;
  const { status, notices } = await observe(stage.page);
  findings.dead.push(`${status}, and cannot be trained: ${notices}`);
}

function configOf({ scene }: Injection): RunConfig {
  return parseLink(`#v=1&${scene.link}&seed=${scene.seed}`).state.config;
}

/** What stood there before the fault came. */
interface Before {
  readonly observed: Observed;
  /** Update of what is kept for a reload. */
  readonly kept: number;
}

/** Something is kept within a second or two; on a busy machine seldom. */
const KEPT_WITHIN_MS = LATEST_MS;

/** Trains until there is something to lose. */
async function begin(stage: Stage, { scene, kind, afterMs }: Injection): Promise<Before> {
  const { page } = stage;
  const since = await page.evaluate<number>('Date.now()');
  await press(page, 'Train');
  if (scene.isOver) {
    if (!(await sees(stage, isOver))) throw new Error('the run did not end');
    await pause(1200);
  } else {
    const isThere = ({ update, checkpoint, outputs }: Observed): boolean =>
      update > 0 && checkpoint > 0 && Number(outputs['Training accuracy']?.data['value'] ?? 0) > 0;
    if (!(await sees(stage, isThere))) throw new Error('the run did not begin');
    await pause(afterMs);
  }
  const isOutlived = INJECTORS[kind as keyof typeof INJECTORS].fate === 'stands';
  // what has ended is kept as ended
  const least = scene.isOver ? (await observe(page)).update - 1 : 0;
  const kept = isOutlived ? await keptAfter(page, least, { withinMs: KEPT_WITHIN_MS, since }) : -1;
  return { observed: await observe(page), kept };
}

interface Course {
  readonly injection: Injection;
  readonly before: Before;
  readonly findings: Findings;
  readonly at: number;
}

const fare: Readonly<Record<Fate, (stage: Stage, course: Course) => Promise<void>>> = {
  async 'goes on'(stage, { injection, before, findings, at }) {
    const { observed } = before;
    const isTaken = takesTheRun(injection, observed, findings.done);
    const since = await observe(stage.page);
    const isFurther = (now: Observed): boolean =>
      isOver(now) ||
      (now.status === 'training' && now.begun >= observed.begun + Number(isTaken) && isPast(now, since));
    const look = async (): Promise<void> => {
      const now = await sees(stage, isFurther);
      findings.gapMs = Date.now() - at;
      if (now) return;
      const { status, update, notices } = await observe(stage.page);
      findings.lost.push(`${status} at update ${update}, it was at ${observed.update}: ${notices}`);
    };
    // nobody is told of it, and the page waits for ten seconds
    if (injection.kind === 'worker dies') await whileTimeFlies(stage.page, look);
    else await look();
    const { update } = await observe(stage.page);
    if (update < observed.checkpoint)
      findings.lost.push(`back at update ${update}, behind its checkpoint of ${observed.checkpoint}`);
  },

  async stands(stage, course) {
    course.findings.lost.push(...(await lostBehind(stage, course)));
  },

  async beside(stage, { before, findings, injection }) {
    const now = await observe(stage.page);
    // an embedded page and the acts list no earlier runs
    if (!now.isLaboratory || now.isDead) return;
    const isSame = now.seed !== null && now.update >= before.observed.update && isBusy(now);
    if (!isSame && now.ghosts === 0)
      findings.lost.push(
        `neither the run of seed ${injection.scene.seed} nor an earlier one: ${now.notices}`,
      );
  },

  free: () => Promise.resolve(),
};

/** Where a page that comes back does not have what was kept of it. */
async function lostBehind(stage: Stage, { injection, before, findings, at }: Course): Promise<string[]> {
  const isThere = ({ status }: Observed): boolean =>
    status !== null && ['paused', 'solved', 'stopped', 'training'].includes(status);
  const back = await sees(stage, (now) => isThere(now) && now.update >= before.kept, LATEST_MS / 3);
  if (!back) {
    const { status, update, notices } = await observe(stage.page);
    return [`${status} at update ${update}, kept was ${before.kept}: ${notices}`];
  }
  if (injection.scene.isOver) {
    const { status } = before.observed;
    return back.status === status ? [] : [`it had ${status}, and now has ${back.status}`];
  }
  if (back.status === 'paused') await press(stage.page, 'Resume');
  const onwards = await sees(stage, (now) => now.update > back.update + 1 || isOver(now));
  findings.gapMs = Date.now() - at;
  return onwards ? [] : ['it does not go on after Resume'];
}

/** The run cannot go on in the worker, or on the GPU, that it had. */
function takesTheRun({ kind }: Injection, { outputs }: Observed, done: string): boolean {
  const isOnGpu = outputs['Running engine']?.data['engine'] === 'webgl';
  return (isOnGpu && LOSSES.includes(kind)) || done === THE_TRAINER;
}

const LOSSES: readonly Kind[] = ['context lost', 'GPU process crash', 'GPU process kill'];

/** What is shown is drawn in beats, and may be older: it has been told of anew. */
const isPast = (now: Observed, since: Observed): boolean =>
  now.told > since.told + 1 && now.update > since.update;

const isBusy = (observed: Observed): boolean =>
  observed.status === 'training' || observed.status === 'paused' || isOver(observed);

/** So that what is shown stands still. */
async function rest(stage: Stage, findings: Findings): Promise<void> {
  const isLive = ({ status }: Observed): boolean => status === 'training' || status === 'starting';
  const observed = await observe(stage.page);
  if (observed.isDead || !isLive(observed)) return;
  await press(stage.page, 'Pause');
  if (await sees(stage, (now) => !isLive(now))) return;
  const { status, notices } = await observe(stage.page);
  findings.dead.push(`${status}, and cannot be paused: ${notices}`);
}
