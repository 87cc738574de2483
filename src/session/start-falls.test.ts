import { expect, test } from 'vitest';
import { PRESETS } from '../training/presets.ts';
import type { SignalCommand, SignalEvent } from '../training/signal-protocol.ts';
import { measureFalls } from '../training/start-falls.ts';
import { OPENING_PRESET } from './recorded.ts';
import { createStartFalls, PAGE_START } from './start-falls.ts';

function started() {
  const commands: SignalCommand[] = [];
  let send: (event: SignalEvent) => void = () => undefined;
  const falls = createStartFalls((onEvent) => {
    send = onEvent;
    return { post: (command) => void commands.push(command), dispose: () => undefined };
  });
  return { commands, falls, send: (event: SignalEvent) => send(event) };
}

const FALLS = { byLength: [1, 0.1], perBit: 10 };

test('only the newest start counts, and a failure is told until something is measured', () => {
  const { falls, send } = started();
  falls.measure(PAGE_START);
  const change = { ...PAGE_START, forgetBias: 3 };
  falls.measure(change);
  send({ type: 'falls', requestId: 1, falls: { byLength: [9], perBit: 9 } });
  expect(falls.store.get().measured).toBeNull();
  send({ type: 'failed', requestId: 2, message: 'broken' });
  expect(falls.store.get()).toEqual({ measured: null, problem: 'broken' });
  send({ type: 'falls', requestId: 2, falls: FALLS });
  expect(falls.store.get()).toEqual({ measured: { change, falls: FALLS }, problem: null });
});

test('the start that the page trains from is asked for as it is', () => {
  const { commands, falls } = started();
  falls.measure(PAGE_START);
  const command = commands[0]!;
  const { hidden, head, activation, init } = PRESETS[OPENING_PRESET].config;
  expect(command.plan).toMatchObject({ model: { hidden, head, activation }, init, change: PAGE_START });
  if (command.type !== 'falls') throw new Error('another question');
  const { byLength, perBit } = measureFalls(command.plan);
  expect(perBit).toBeCloseTo((byLength[0]! / byLength[5]!) ** (1 / 5));
});
