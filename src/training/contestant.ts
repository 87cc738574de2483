/** One contestant of the race: its engine, its run, and a clock that counts training alone. One in a worker. */
import { chooseEngine, cpuInstead, type ChosenEngine } from '../engine/choose-engine.ts';
import type { EngineRun, RunPlan, TrainingTally } from '../engine/engine.ts';
import { freshState } from '../engine/state.ts';
import type { RunConfig } from './config.ts';
import type { RaceCall, RaceCalls, RaceCommand, RaceReply } from './race-protocol.ts';
import { planOf, scheduleOf } from './schedule.ts';
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
  async prepare({ contestant, config }) {
    const plan = planOf(config);
    const from = performance.now();
    const chosen = await warmEngine(contestant === 'latch' ? 'auto' : 'layers', config, plan);
    const warmUpMs = performance.now() - from;
    const { engine, reason } = chosen;
    const run = await startRun(chosen, config, plan);
    racing = {
      learningRate: config.lr,
      run,
      checker: contestant === 'latch' ? await startRun(chosen, config, plan) : run,
      updates: 0,
      checked: 0,
      tally: null,
      clock: new WorkClock(),
    };
    const { name, renderer } = engine;
    return {
      engine: { name, renderer, kernel: run.kernel, reason },
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

const startRun = ({ engine }: ChosenEngine, config: RunConfig, plan: RunPlan): Promise<EngineRun> =>
  engine.start(plan, freshState(plan, config.init));

/** What WebGL cannot hold or compile runs on the CPU, as it does in the laboratory. */
async function warmEngine(
  choice: 'auto' | 'layers',
  config: RunConfig,
  plan: RunPlan,
): Promise<ChosenEngine> {
  const { hidden } = config;
  const chosen = await chooseEngine({ choice, kernel: null }, { hidden });
  try {
    await warmUp(chosen, config, plan);
    return chosen;
  } catch (error) {
    if (chosen.engine.name !== 'webgl') throw error;
    chosen.engine.dispose();
    const instead = await cpuInstead(error);
    await warmUp(instead, config, plan);
    return instead;
  }
}

async function warmUp(chosen: ChosenEngine, config: RunConfig, plan: RunPlan): Promise<void> {
  const run = await startRun(chosen, config, plan);
  await run.train({ first: 0, count: WARM_UP_UPDATES, learningRate: config.lr });
  run.dispose();
}

/** Answers one command; rejects with what went wrong. */
export async function answerCommand({ call, ask }: RaceCommand): Promise<RaceReply> {
  const answer = answers[call] as (ask: RaceCommand['ask']) => Promise<RaceCalls[RaceCall]['answer']>;
  return { ok: true, answer: await answer(ask) };
}
