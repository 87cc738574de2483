/** The training worker: owns the engine and its GPU context, and runs one trainer at a time. */
import { chooseEngine, cpuInstead, type ChosenEngine } from '../engine/choose-engine.ts';
import type { Engine, EngineRun } from '../engine/engine.ts';
import { freshState } from '../engine/state.ts';
import type { TrainerCommand, TrainerEvent } from './protocol.ts';
import { planOf } from './schedule.ts';
import { Trainer } from './trainer.ts';

type StartCommand = Extract<TrainerCommand, { type: 'start' }>;

let chosen: (ChosenEngine & { readonly key: string }) | null = null;
let trainer: Trainer | null = null;
let latestRun = 0;
/** Commands are handled one after the other, in the order in which they came. */
let queue: Promise<void> = Promise.resolve();

const emit = (event: TrainerEvent): void => self.postMessage(event);

// A message to ourselves lets those of the page in, without the 4 ms that nested timers are held back. WebKit takes it
// through the page's thread, which may be busy drawing for tens of milliseconds: there the timer comes first.
const channel = new MessageChannel();
let isPosted = false;
let wake: (() => void) | null = null;
channel.port1.onmessage = (): void => {
  isPosted = false;
  wake?.();
};
const yieldToMessages = (): Promise<void> =>
  new Promise((resolve) => {
    wake = resolve;
    setTimeout(resolve, 0);
    if (isPosted) return;
    isPosted = true;
    channel.port2.postMessage(null);
  });

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const host = { now: (): number => performance.now(), yield: yieldToMessages, sleep, emit };

self.onmessage = (event: MessageEvent<TrainerCommand>): void => {
  const command = event.data;
  if (command.type === 'start') latestRun = command.runId;
  // a reset takes back a start that is still under way
  if (command.type === 'reset' && command.runId === latestRun) latestRun = 0;
  queue = queue.then(() => handle(command));
};

async function handle(command: TrainerCommand): Promise<void> {
  try {
    await obey(command);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    emit({ type: 'failed', runId: command.runId, message });
  }
}

async function obey(command: TrainerCommand): Promise<void> {
  if (command.type === 'start') {
    // a newer start is already waiting
    if (command.runId === latestRun) await start(command);
    return;
  }
  if (trainer?.runId !== command.runId) return;
  switch (command.type) {
    case 'pause':
      return trainer.pause();
    case 'resume':
      return trainer.resume();
    case 'step':
      return trainer.resume(1);
    case 'learning-rate':
      return trainer.setLearningRate(command.learningRate);
    case 'speed':
      return trainer.setSpeed(command.speed);
    case 'frames':
      return trainer.takeFrames(command.ms);
    case 'rest':
      return trainer.rest();
    case 'reset':
      return endRun();
    case 'lose-context':
      return chosen?.engine.loseContext?.();
    case 'measure':
      if (chosen) emit({ type: 'memory', runId: command.runId, ...chosen.engine.memory() });
      return;
    default:
      command satisfies never;
  }
}

async function endRun(): Promise<void> {
  const ending = trainer;
  trainer = null;
  await ending?.dispose();
}

/** Whether a newer start, or a reset, has come since. */
const isStale = (command: StartCommand): boolean => command.runId !== latestRun;

async function start(command: StartCommand): Promise<void> {
  await endRun();
  await takeEngine(command);
  if (isStale(command)) return;
  const run = await startRun(command);
  if (isStale(command)) return run.dispose();
  const { runId } = command;
  reportEngine(command);
  trainer = new Trainer(runId, command.config, run, host);
  trainer.setSpeed(command.speed);
  await trainer.announce();
  if (command.paused) emit({ type: 'paused', runId });
  else trainer.resume();
}

function reportEngine({ runId, kernel: wanted }: StartCommand): void {
  if (!chosen) return;
  const { name, renderer, kernel } = chosen.engine;
  const noKernel =
    wanted === null || wanted === kernel ? null : `There is no kernel "${wanted}" here; ${kernel} runs.`;
  emit({ type: 'engine', runId, report: { name, renderer, kernel, reason: chosen.reason ?? noKernel } });
}

/** Starts the run on the chosen engine; what WebGL cannot hold or compile is trained on the CPU. */
async function startRun({ config }: StartCommand): Promise<EngineRun> {
  const plan = planOf(config);
  const state = freshState(plan, config.init);
  if (!chosen) throw new Error('There is no engine.');
  try {
    return await chosen.engine.start(plan, state);
  } catch (error) {
    if (chosen.engine.name !== 'webgl') throw error;
    chosen.engine.dispose();
    const instead = await cpuInstead(error);
    // another run may well fit on the GPU, so this choice is not kept for the next
    take(instead, '');
    return instead.engine.start(plan, state);
  }
}

/** Keeps the engine of the last run if the new one asks for the same, else makes a fresh one. */
async function takeEngine({ engine: choice, config }: StartCommand): Promise<void> {
  const { hidden, activation, head } = config;
  const key = [choice, hidden, activation, head].join(' ');
  if (chosen?.key === key) return;
  const former = chosen;
  chosen = null;
  former?.engine.dispose();
  take(await chooseEngine(choice, { hidden, activation, head }), key);
}

/** Makes an engine the worker's own, until its device is lost. */
function take(next: ChosenEngine, key: string): void {
  chosen = { ...next, key };
  void watchDevice(next.engine);
}

async function watchDevice(engine: Engine): Promise<void> {
  const error = await engine.lost;
  if (!error || chosen?.engine !== engine) return;
  chosen = null;
  trainer?.fail(error.message);
}
