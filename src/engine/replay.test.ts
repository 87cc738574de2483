import { expect, test } from 'vitest';
import { traceString } from '../lstm/forward.ts';
import { MAX_STRING_BITS } from '../parity/bits.ts';
import type { HeldOutMetrics } from '../parity/metrics.ts';
import { TRAINED } from '../proof/trained-networks.fixture.ts';
import { createCpuEngine } from './cpu/cpu-engine.ts';
import { confirmed } from './confirmed-run.ts';
import type { Engine } from './engine.ts';
import { replayOnEngine } from './replay.ts';

const leaking = TRAINED.find(
  ({ name, verdict }) => name.startsWith('last-variable ') && verdict === 'wrong',
)!;
const params = Float32Array.from(leaking.params);

test.each([1, 7, 33, 64, MAX_STRING_BITS])(
  '1 and zeros, %i bits: the CPU engine answers as the plain model',
  async (length) => {
    const bits = Uint8Array.from({ length }, (_, t) => (t === 0 ? 1 : 0));
    const engine = await createCpuEngine();
    const answers = await replayOnEngine(engine, leaking.spec, params, bits);
    const { prediction } = traceString(leaking.spec, params, bits);
    expect(answers).toEqual(prediction);
    // the network leaks: the last answers of a long string are wrong
    expect(answers.at(-1)).toBe(length < 8 ? 1 : 0);
  },
);

test('an engine that is right where the plain model is wrong is told as it is: that is what is asked', async () => {
  const cpu = await createCpuEngine();
  const metrics: HeldOutMetrics = {
    loss: 0.1,
    bitAccuracy: 1,
    lastBitAccuracy: 1,
    stringAccuracy: 1,
    wrongByLength: Array.from({ length: 64 }, () => 0),
  };
  const another: Engine = {
    ...cpu,
    async start(plan, state) {
      const run = await cpu.start(plan, state);
      return confirmed({
        ...run,
        judge: () => Promise.resolve([{ metrics, sampleLosses: null }]),
        heldOut: () => plan.judged!,
      });
    },
  };
  const bits = Uint8Array.from({ length: 64 }, (_, t) => (t === 0 ? 1 : 0));
  expect(traceString(leaking.spec, params, bits).prediction.at(-1)).toBe(0);
  expect((await replayOnEngine(another, leaking.spec, params, bits)).at(-1)).toBe(1);
});

test('a string that is too long, or empty, is refused', async () => {
  const engine = await createCpuEngine();
  const replay = (length: number): Promise<Uint8Array> =>
    replayOnEngine(engine, leaking.spec, params, new Uint8Array(length));
  await expect(replay(0)).rejects.toThrow('0 bits');
  await expect(replay(MAX_STRING_BITS + 1)).rejects.toThrow('129 bits');
});
