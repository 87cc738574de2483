/** The training worker: owns the engine and its GPU context, and runs one trainer at a time. */
import { chooseEngine, type ChosenEngine } from '../engine/choose-engine.ts';
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

const host = { now: (): number => performance.now(), yield: yieldToMessages, emit };

self.onmessage = (event: MessageEvent<TrainerCommand>): void => {
  const command = event.data;
  if (command.type === 'start') latestRun = command.runId;
  // a start or a reset waits for the chunk in progress; the others must not wait behind a start
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

async function start(command: StartCommand): Promise<void> {
  await endRun();
  const { runId, config } = command;
  const plan = planOf(config);
  const { engine, reason } = await engineFor(command);
  const { name, renderer, kernel } = engine;
  const noKernel =
    command.kernel === null || command.kernel === kernel
      ? null
      : `There is no kernel "${command.kernel}" here; ${kernel} runs.`;
  emit({ type: 'engine', runId, report: { name, renderer, kernel, reason: reason ?? noKernel } });
  const run = await engine.start(plan, freshState(plan, config.init));
  trainer = new Trainer(runId, config, run, host);
  await trainer.announce();
  if (command.paused) emit({ type: 'paused', runId });
  else trainer.resume();
}

/** The engine of the last run if the new one asks for the same, else a fresh one. */
async function engineFor({ engine: choice, config }: StartCommand): Promise<ChosenEngine> {
  const { hidden, activation, head } = config;
  const key = [choice, hidden, activation, head].join(' ');
  if (chosen?.key === key) return chosen;
  chosen?.engine.dispose();
  chosen = null;
  chosen = { ...(await chooseEngine(choice, { hidden, activation, head })), key };
  return chosen;
}
