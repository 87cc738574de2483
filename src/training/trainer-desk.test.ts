/** The worker's desk: what it says of its work, and that no failure keeps the commands behind it from their turn. */
import { afterEach, expect, test, vi } from 'vitest';
import { createCpuEngine } from '../engine/cpu/cpu-engine.ts';
import { DeviceLostError, type Engine, type EngineError } from '../engine/engine.ts';
import type { EngineWish } from '../engine/choose-engine.ts';
import { PRESETS } from './presets.ts';
import type { TrainerCommand, TrainerEvent } from './protocol.ts';
import { openDesk } from './trainer-desk.ts';

/** Makes the engines that the desk is given. */
let make: (wish: EngineWish) => Promise<Engine> = () => createCpuEngine();
const engines = {
  chooseEngine: async (wish: EngineWish) => ({
    engine: await make(wish),
    reason: null,
    cpuTimesAsFast: null,
  }),
  cpuInstead: async (error: unknown) => ({
    engine: await createCpuEngine(),
    reason: error instanceof Error ? error.message : String(error),
    cpuTimesAsFast: null,
  }),
};

const config = {
  ...PRESETS['openai-variable'].config,
  max: 4,
  strings: 200,
  batch: 20,
  epochs: 1,
  replicas: 1,
};

/** Events, and works that were announced, in order. */
const heard: (TrainerEvent | { readonly type: 'work'; readonly work: string })[] = [];
const desk = openDesk(
  {
    now: () => performance.now(),
    yield: () => new Promise((resolve) => setTimeout(resolve, 0)),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    emit: (event) => void heard.push(event),
    announce: (work) => void heard.push({ type: 'work', work }),
  },
  engines,
);

let runId = 0;
const start = (changes: Partial<Extract<TrainerCommand, { type: 'start' }>> = {}): number => {
  runId += 1;
  const command = { type: 'start', runId, config, engine: 'auto', kernel: null, speed: 'full' } as const;
  desk.receive({ ...command, paused: true, ...changes });
  return runId;
};
const until = (type: TrainerEvent['type'], of: number): Promise<void> =>
  vi.waitFor(() => expect(heard).toContainEqual(expect.objectContaining({ type, runId: of })), 10_000);
const typesOf = (of: number): string[] =>
  heard.flatMap((event) => ('runId' in event && event.runId === of ? [event.type] : []));

afterEach(() => void (heard.length = 0));

test('a device that is lost and cannot even be put away does not keep the next start waiting', async () => {
  let lose: (error: EngineError) => void = () => undefined;
  make = async () => ({
    ...(await createCpuEngine()),
    name: 'webgl',
    lost: new Promise((resolve) => (lose = resolve)),
    dispose() {
      throw new Error('It is stuck.');
    },
  });
  const first = start();
  await until('paused', first);
  lose(new DeviceLostError('The GPU has gone.'));
  await vi.waitFor(() => expect(typesOf(first).filter((type) => type === 'failed')).toHaveLength(2), 10_000);
  make = () => createCpuEngine();
  const second = start();
  await until('paused', second);
  expect(typesOf(second)).not.toContain('failed');
});

test('a device whose run cannot be freed is told of as that run’s failure, though the next start waits', async () => {
  let lose: (error: EngineError) => void = () => undefined;
  make = async () => {
    const cpu = await createCpuEngine();
    return {
      ...cpu,
      name: 'webgl',
      lost: new Promise((resolve) => (lose = resolve)),
      async start(plan, state) {
        const run = await cpu.start(plan, state);
        return {
          ...run,
          dispose() {
            throw new Error('It is stuck.');
          },
        };
      },
    };
  };
  const first = start({ engine: 'webgl' });
  await until('paused', first);
  make = () => createCpuEngine();
  lose(new DeviceLostError('The GPU has gone.'));
  await until('failed', first);
  const second = start({ engine: 'webgl' });
  await until('paused', second);
  expect(heard).toContainEqual({ type: 'failed', runId: first, message: 'It is stuck.' });
  expect(typesOf(second)).not.toContain('failed');
});

const works = (): string[] => heard.map((event) => (event.type === 'work' ? event.work : event.type));

test('while a GPU is made ready, what was compiled so far leaves the work announced', async () => {
  make = async ({ onCompiled }) => {
    onCompiled?.(0, 2);
    onCompiled?.(1, 2);
    return { ...(await createCpuEngine()), name: 'webgl' };
  };
  await until('paused', start({ kernel: 'string-8' }));
  const work = { type: 'work', work: 'compiling' };
  const following = heard.flatMap(({ type }, k) => (type === 'compiling' ? [heard[k + 1]] : []));
  expect(following).toEqual([work, work]);
  // and tests and trials follow, until the engine is told of
  expect(heard[works().indexOf('engine') - 1]).toEqual(work);
});

test('an engine on the processor is starting, and no driver compiles', async () => {
  make = () => createCpuEngine();
  await until('paused', start({ engine: 'cpu' }));
  expect(works().slice(0, works().indexOf('engine'))).toEqual(['starting', 'starting']);
});

test('an engine that was left to the page is asked about again for a run of another size, and for no other', async () => {
  const formers: (Engine | null | undefined)[] = [];
  const made: Engine[] = [];
  make = async ({ former }) => {
    formers.push(former);
    const engine = { ...(await createCpuEngine()), name: 'webgl' } as const;
    made.push(engine);
    return engine;
  };
  await until('paused', start({ kernel: 'step-8' }));
  await until('paused', start({ kernel: 'step-8', config: { ...config, seed: 5, lr: 0.01 } }));
  expect(formers).toEqual([null]);
  await until('paused', start({ kernel: 'step-8', config: { ...config, replicas: 2 } }));
  expect(formers).toEqual([null, made[0]]);
  // of another network, or asked for by name, it is another engine
  await until('paused', start({ kernel: 'step-8', config: { ...config, hidden: 2 } }));
  await until('paused', start({ engine: 'webgl', config: { ...config, hidden: 2 } }));
  await until('paused', start({ engine: 'webgl', config: { ...config, hidden: 2, replicas: 2 } }));
  expect(formers).toEqual([null, made[0], null, null]);
});
