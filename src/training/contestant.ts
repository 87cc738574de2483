/** One contestant of the race: its engine, its run, and a clock that counts training alone. One in a worker. */
import { chooseEngine, cpuInstead, type Beginning, type ChosenEngine } from '../engine/choose-engine.ts';
import type { EngineRun, TrainingTally } from '../engine/engine.ts';
import { freshState } from '../engine/state.ts';
import type { RaceCall, RaceCalls, RaceCommand, RaceReply } from './race-protocol.ts';
import { planOf, scheduleOf } from './schedule.ts';
import type { Program } from '../workers/worker-end.ts';
import type { TrainerHost } from './trainer.ts';
import { WorkClock } from './work-clock.ts';

/** Updates before the start: the first compiles shaders, the second finds everything in place. */
const WARM_UP_UPDATES = 2;

interface Racing {
  readonly learningRate: number;
  readonly run: EngineRun;
  /**
   * Goes through the same updates off the clock, so that weights can be compared at updates that the race itself
   * passes without a stop; the slow contestant stops often and is its own.
   */
  readonly checker: EngineRun;
  updates: number;
  checked: number;
  tally: TrainingTally | null;
  readonly clock: WorkClock;
}

let racing: Racing | null = null;

function current(): Racing {
  if (!racing) throw new Error('The contestant is not ready.');
  return racing;
}

type Answers = {
  [Call in RaceCall]: (ask: RaceCalls[Call]['ask']) => Promise<RaceCalls[Call]['answer']>;
};

const answers: Answers = {
  async prepare({ contestant, config, kernels }) {
    const plan = planOf(config);
    const beginning = { plan, state: freshState(plan, config.init) };
    const wish = {
      choice: contestant === 'latch' ? 'auto' : 'layers',
      kernel: null,
      remembered: new Map(Object.entries(kernels)),
    } as const;
    const from = performance.now();
    const chosen = await warmEngine(await chooseEngine(wish, beginning), beginning, config.lr);
    const warmUpMs = performance.now() - from;
    const { engine, reason, cpuTimesAsFast } = chosen;
    const run = await startRun(chosen, beginning);
    racing = {
      learningRate: config.lr,
      run,
      checker: contestant === 'latch' ? await startRun(chosen, beginning) : run,
      updates: 0,
      checked: 0,
      tally: null,
      clock: new WorkClock(),
    };
    const { name, renderer } = engine;
    return {
      engine: { name, renderer, kernel: run.kernel, reason, cpuTimesAsFast },
      warmUpMs,
      total: scheduleOf(config).total,
    };
  },

  async train({ count }) {
    const race = current();
    const { run, learningRate, updates: first } = race;
    const from = performance.now();
    const [tally] = await run.train({ first, count, learningRate });
    const ms = race.clock.take(count, performance.now() - from);
    race.updates += count;
    if (race.checker === run) Object.assign(race, { tally, checked: race.updates });
    return { ms };
  },

  async check({ update }) {
    const race = current();
    const { checker, learningRate, checked: first } = race;
    const count = update - first;
    if (count > 0) [race.tally] = await checker.train({ first, count, learningRate });
    race.checked = Math.max(first, update);
    const params = await checker.readParams();
    return { params, loss: race.tally ? race.tally.lossSum / race.tally.answers : Number.NaN };
  },
};

const startRun = ({ engine }: ChosenEngine, { plan, state }: Beginning): Promise<EngineRun> =>
  engine.start(plan, state);

/** What WebGL cannot hold or compile runs on the CPU, as it does in the laboratory. */
async function warmEngine(
  chosen: ChosenEngine,
  beginning: Beginning,
  learningRate: number,
): Promise<ChosenEngine> {
  try {
    await warmUp(chosen, beginning, learningRate);
    return chosen;
  } catch (error) {
    if (chosen.engine.name !== 'webgl') throw error;
    chosen.engine.dispose();
    const instead = await cpuInstead(error);
    await warmUp(instead, beginning, learningRate);
    return instead;
  }
}

async function warmUp(chosen: ChosenEngine, beginning: Beginning, learningRate: number): Promise<void> {
  const run = await startRun(chosen, beginning);
  await run.train({ first: 0, count: WARM_UP_UPDATES, learningRate });
  run.dispose();
}

/** What the contestant says, and what it says beforehand that may keep it from answering. */
interface ContestantHost extends Pick<Required<TrainerHost>, 'announce'> {
  readonly emit: (reply: RaceReply) => void;
}

/** Gives what takes commands; there is one contestant in a worker, since tfjs is global to it. */
export const openContestant = ({ emit, announce }: ContestantHost): Program<RaceCommand> => ({
  receive(command) {
    announce(command.call === 'prepare' ? 'compiling' : 'update');
    void reply(command).then(emit);
  },
});

async function reply({ call, ask }: RaceCommand): Promise<RaceReply> {
  const answer = answers[call] as (ask: RaceCommand['ask']) => Promise<RaceCalls[RaceCall]['answer']>;
  try {
    return { ok: true, answer: await answer(ask) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
