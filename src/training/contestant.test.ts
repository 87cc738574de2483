/** Both contestants without a GPU, so on the processor: they train the same network, however their turns are cut. */
import { expect, test, vi } from 'vitest';
import type { RunConfig } from './config.ts';
import { PRESETS } from './presets.ts';
import type { RaceCall, RaceCalls, RaceCommand, RaceReply } from './race-protocol.ts';

const config: RunConfig = {
  ...PRESETS['notebook-1'].config,
  max: 5,
  strings: 100,
  batch: 10,
  replicas: 1,
  epochs: 2,
  lr: 0.01,
};

type Ask = <Call extends RaceCall>(
  call: Call,
  ask: RaceCalls[Call]['ask'],
) => Promise<RaceCalls[Call]['answer']>;

/** A contestant as in a worker of its own. */
async function freshContestant(): Promise<Ask> {
  vi.resetModules();
  const { openContestant } = await import('./contestant.ts');
  let hear: (reply: RaceReply) => void = () => undefined;
  const contestant = openContestant({ emit: (reply) => hear(reply), announce: () => undefined });
  return async (call, ask) => {
    const reply = await new Promise<RaceReply>((resolve) => {
      hear = resolve;
      contestant.receive({ call, ask } as RaceCommand);
    });
    if (!reply.ok) throw new Error(reply.message);
    return reply.answer as RaceCalls[typeof call]['answer'];
  };
}

async function weightsAfter(ask: Ask, counts: readonly number[], update: number) {
  let ms = 0;
  for (const count of counts) ms += (await ask('train', { count })).ms;
  return { ms, ...(await ask('check', { update })) };
}

test('a contestant must get ready first', async () => {
  const ask = await freshContestant();
  await expect(ask('train', { count: 1 })).rejects.toThrow('not ready');
});

test('stock tf.layers and ours agree after the same update', async () => {
  const latch = await freshContestant();
  const prepared = await latch('prepare', { contestant: 'latch', config, kernels: {} });
  expect(prepared).toMatchObject({ total: 20, engine: { name: 'cpu' } });
  expect(prepared.warmUpMs).toBeGreaterThan(0);
  // ours is past the end of an epoch by now, and is compared where the rival stands
  const own = await weightsAfter(latch, [1, 12, 2], 7);

  const layers = await freshContestant();
  await layers('prepare', { contestant: 'layers', config, kernels: {} });
  const rival = await weightsAfter(layers, [1, 4, 2], 7);
  expect(own.ms).toBeGreaterThan(0);
  expect(rival.ms).toBeGreaterThan(own.ms);
  const differences = own.params.map((weight, k) => Math.abs(weight - rival.params[k]));
  expect(Math.max(...differences)).toBeLessThan(1e-3);
  expect(own.loss).toBeCloseTo(rival.loss, 5);

  // and what is compared are the weights of the race itself, however its turns were cut
  const again = await freshContestant();
  await again('prepare', { contestant: 'latch', config, kernels: {} });
  expect((await weightsAfter(again, [7], 7)).params).toEqual(own.params);
  expect((await again('check', { update: 15 })).params).toEqual(
    (await latch('check', { update: 15 })).params,
  );
});
