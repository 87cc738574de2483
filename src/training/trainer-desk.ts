/** What the training worker does with commands: owns the engine and its GPU context, and runs one trainer at a time. */
import { chooseEngine, cpuInstead, type Beginning, type ChosenEngine } from '../engine/choose-engine.ts';
import { isCpuKernel, type CpuKernelName } from '../engine/cpu/cpu-kernels.ts';
import { DeviceLostError, type Engine, type EngineRun } from '../engine/engine.ts';
import { planKey } from '../engine/faster-engine.ts';
import { replayOnEngine } from '../engine/replay.ts';
import { freshState, stateFrom, stateOf } from '../engine/state.ts';
import { designFits, parseKernel, type KernelName } from '../engine/webgl/designs.ts';
import type { KernelMemory } from '../engine/webgl/kernel-choice.ts';
import type { Program } from '../workers/worker-end.ts';
import type { TrainerCommand, TrainerEvent } from './protocol.ts';
import { Guesser } from './guesser.ts';
import { planOf } from './schedule.ts';
import { failureOf, Trainer, type TrainerHost } from './trainer.ts';

type RunCommand = Exclude<TrainerCommand, { type: 'kernels' }>;
type StartCommand = Extract<TrainerCommand, { type: 'start' }>;
type ReplayCommand = Extract<TrainerCommand, { type: 'replay' }>;
type GuessCommand = Extract<TrainerCommand, { type: 'guess' }>;

/** Where engines come from. */
const ENGINES = { chooseEngine, cpuInstead };

let host: TrainerHost;
let engines = ENGINES;
/** `key`: what it was asked for; `forPlan`: the plans that it was measured for, empty where none was. */
let chosen: (ChosenEngine & { readonly key: string; readonly forPlan: string }) | null = null;
let trainer: Trainer | null = null;
let guesser: Guesser | null = null;
let latestRun = 0;
/** Kernels and engines chosen on this device, here and on earlier visits. */
const remembered: KernelMemory = new Map();
/** Commands are handled one after the other, in the order in which they came. */
let queue: Promise<void> = Promise.resolve();

const emit = (event: TrainerEvent): void => host.emit(event);

/** Gives what takes commands; there is one desk in a worker, since tfjs is global to it. */
export function openDesk(worker: TrainerHost, makers = ENGINES): Program<TrainerCommand> {
  host = worker;
  engines = makers;
  return { receive, standing: () => trainer?.standing ?? null };
}

function receive(command: TrainerCommand): void {
  if (command.type === 'kernels') return remember(command.kernels);
  if (command.type === 'start' || command.type === 'guess') latestRun = command.runId;
  if (command.type === 'reset' && guesser?.runId === command.runId) void guesser.stop();
  // a reset takes back a start that is still under way
  if (command.type === 'reset' && command.runId === latestRun) latestRun = 0;
  enqueue(command.runId, () => handle(command));
}

/** A queue that fails would never come to the commands behind. */
function enqueue(runId: number, job: () => Promise<void>): void {
  queue = queue.then(job).catch((error: unknown) => tellFailure(runId, error));
}

const tellFailure = (runId: number, error: unknown): void => emit(failureOf(runId, error));

function remember(kernels: Readonly<Record<string, string>>): void {
  for (const [key, name] of Object.entries(kernels)) remembered.set(key, name);
}

async function handle(command: RunCommand): Promise<void> {
  try {
    if (command.type === 'start' || command.type === 'guess') await begin(command);
    else await obey(command);
  } catch (error) {
    tellFailure(command.runId, error);
  }
}

async function obey(command: Exclude<RunCommand, StartCommand | GuessCommand>): Promise<void> {
  if (trainer?.runId !== command.runId) return;
  switch (command.type) {
    case 'pause':
      return trainer.pause();
    case 'resume':
      return trainer.resume();
    case 'step':
      return command.to ? trainer.resumeTo(command.to) : trainer.resume(1);
    case 'learning-rate':
      return trainer.setLearningRate(command.learningRate);
    case 'speed':
      return trainer.setSpeed(command.speed);
    case 'frames':
      return trainer.takeFrames(command.ms);
    case 'replay':
      return replay(command);
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

async function begin(command: StartCommand | GuessCommand): Promise<void> {
  // a newer start may already be waiting
  if (command.runId !== latestRun) return;
  await (command.type === 'start' ? start(command) : guess(command));
}

async function endRun(): Promise<void> {
  const [ending, guessing] = [trainer, guesser];
  trainer = null;
  guesser = null;
  await ending?.dispose();
  await guessing?.stop();
}

async function guess(command: GuessCommand): Promise<void> {
  await endRun();
  await takeEngine({ ...command, kernel: null }, beginningOf(command));
  if (!chosen || command.runId !== latestRun) return;
  const { runId } = command;
  const { name, renderer } = chosen.engine;
  emit({
    type: 'engine',
    runId,
    // judging has one kernel, whatever trains
    report: { name, renderer, kernel: '', reason: chosen.reason, cpuTimesAsFast: chosen.cpuTimesAsFast },
    kernels: Object.fromEntries(remembered),
  });
  guesser = new Guesser(runId, command, chosen.engine, host);
  guesser.start();
}

/** Whether a newer start, or a reset, has come since. */
const isStale = (command: StartCommand): boolean => command.runId !== latestRun;

async function start(command: StartCommand): Promise<void> {
  await endRun();
  const beginning = beginningOf(command);
  await takeEngine(command, beginning);
  if (isStale(command)) return;
  const run = await startRun(command, beginning);
  if (isStale(command)) return run.dispose();
  const { runId } = command;
  reportEngine(command, run);
  trainer = new Trainer(runId, command.config, run, host);
  if (command.checkpoint) trainer.restore(command.checkpoint);
  trainer.setSpeed(command.speed);
  await trainer.announce();
  if (command.paused) emit({ type: 'paused', runId });
  else trainer.resume();
}

/** What a run starts from. */
function beginningOf(command: StartCommand | GuessCommand): Beginning {
  const { config, from, checkpoint } = { from: undefined, checkpoint: undefined, ...command };
  const plan = planOf(config);
  if (checkpoint)
    return {
      plan,
      state: { ...stateOf(plan, checkpoint), tallies: checkpoint.replicas.map(({ tally }) => tally) },
    };
  return { plan, state: from ? stateFrom(plan, from) : freshState(plan, config.init) };
}

/** A string that the engine cannot take is no failure of the run. */
async function replay({ runId, replayId, spec, params, bits }: ReplayCommand): Promise<void> {
  const answers = chosen && (await replayOnEngine(chosen.engine, spec, params, bits).catch(() => null));
  const last = answers?.at(-1);
  emit({ type: 'replayed', runId, replayId, answer: last === undefined ? null : last === 1 ? 1 : 0 });
}

function reportEngine({ runId, kernel: wanted }: StartCommand, { kernel }: EngineRun): void {
  if (!chosen) return;
  const { name, renderer } = chosen.engine;
  const isOther = wanted !== null && wanted !== kernel && `${wanted}-8` !== kernel;
  const noKernel = isOther ? `The kernel "${wanted}" cannot train this here; ${kernel} runs.` : null;
  const { cpuTimesAsFast } = chosen;
  const report = { name, renderer, kernel, reason: chosen.reason ?? noKernel, cpuTimesAsFast };
  emit({ type: 'engine', runId, report, kernels: Object.fromEntries(remembered) });
}

/**
 * Starts the run on the chosen engine; what WebGL cannot hold or compile is trained on the CPU. A device that has gone
 * since the last run, in a laptop's sleep for one, is asked for once more.
 */
async function startRun(command: StartCommand, beginning: Beginning, isRetry = false): Promise<EngineRun> {
  const { plan, state } = beginning;
  if (!chosen) throw new Error('There is no engine.');
  announceStart(chosen.engine);
  try {
    return await chosen.engine.start(plan, state);
  } catch (error) {
    if (chosen.engine.name !== 'webgl') throw error;
    chosen.engine.dispose();
    if (error instanceof DeviceLostError && !isRetry) {
      chosen = null;
      await takeEngine(command, beginning);
      return startRun(command, beginning, true);
    }
    const instead = await engines.cpuInstead(error);
    // another run may well fit on the GPU, so this choice is not kept for the next
    take(instead, { key: '', forPlan: '' });
    announceStart(instead.engine);
    return instead.engine.start(plan, state);
  }
}

/** Keeps the engine of the last run if the new one asks for the same and is of the same size, else makes a fresh one. */
async function takeEngine(
  { engine: choice, config, kernel: wanted }: Pick<StartCommand, 'engine' | 'config' | 'kernel'>,
  beginning: Beginning,
): Promise<void> {
  const kernel = wanted !== null && canTrain(wanted, config) ? (wanted as KernelName | CpuKernelName) : null;
  const key = [choice, config.hidden, kernel].join(' ');
  const forPlan = choice === 'auto' ? planKey(beginning.plan) : '';
  if (chosen?.key === key && chosen.forPlan === forPlan) return;
  const former = chosen?.engine ?? null;
  // for a run of another size it may still be the right one
  const isKept = chosen?.key === key;
  chosen = null;
  const isOfCpu = choice === 'cpu' || (choice === 'auto' && kernel !== null && isCpuKernel(kernel));
  host.announce?.(isOfCpu ? 'starting' : 'compiling');
  if (!isKept) former?.dispose();
  const onCompiled = (done: number, of: number): void => {
    emit({ type: 'compiling', runId: latestRun, done, of });
    // linking, the tests and the trials still come
    host.announce?.('compiling');
  };
  const wish = { choice, kernel, remembered, onCompiled, former: isKept ? former : null };
  take(await engines.chooseEngine(wish, beginning), { key, forPlan }, former);
}

/** Tests and trials come with a start: of shaders, which a driver compiles, or of loops that run here. */
const announceStart = ({ name }: Engine): void => host.announce?.(name === 'cpu' ? 'starting' : 'compiling');

/** Whether there is a kernel of that name for such a run. */
const canTrain = (kernel: string, { hidden, batch }: StartCommand['config']): boolean => {
  if (isCpuKernel(kernel)) return true;
  const design = parseKernel(kernel)?.design;
  return design !== undefined && designFits(design, { batch, model: { hidden } });
};

/** Makes an engine the worker's own, until its device is lost; `former`: one that is watched already. */
function take(
  next: ChosenEngine,
  askedFor: { readonly key: string; readonly forPlan: string },
  former: Engine | null = null,
): void {
  chosen = { ...next, ...askedFor };
  if (next.engine !== former) void watchDevice(next.engine);
}

async function watchDevice(engine: Engine): Promise<void> {
  const error = await engine.lost;
  if (!error || chosen?.engine !== engine) return;
  trainer?.fail(error);
  guesser?.fail(error.message);
  // its kernels and textures must not be there when the next run asks for an engine
  // a newer start may be waiting: what fails here is not its failure
  enqueue((trainer ?? guesser)?.runId ?? latestRun, () => forget(engine));
}

async function forget(engine: Engine): Promise<void> {
  if (chosen?.engine !== engine) return;
  chosen = null;
  await endRun().finally(() => engine.dispose());
}
