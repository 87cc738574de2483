/**
 * The 2x2: trains all four settings side by side, decides their solved networks, and measures what the gradient tells
 * at the start. The laboratory's run pauses meanwhile and goes on afterwards; when the visitor trains there, the four
 * wait.
 */
import { machineProvers, type Provers } from '../proof/proof-client.ts';
import { readNumber } from '../training/number-text.ts';
import { createSignalClient, type SignalClient } from '../training/signal-client.ts';
import type { SignalEvent } from '../training/signal-protocol.ts';
import { createTrainerClient } from '../training/trainer-client.ts';
import { createFourProofs } from './four-proofs.ts';
import {
  cellAfter,
  FOUR_RANGES,
  fourConfig,
  initialFour,
  isFourLive,
  SETTINGS,
  signalSeeds,
  startedCell,
  type FourCell,
  type FourKey,
  type FourOptions,
  type FourState,
} from './four-state.ts';
import { createHold, type Laboratory } from './four-hold.ts';
import { Turns, type ConnectTrainer } from './four-turns.ts';
import { specOf } from './network.ts';
import { createStore, type Store } from './store.ts';

export interface Four {
  readonly store: Pick<Store<FourState>, 'get' | 'subscribe' | 'watch'>;
  /** Sets an option from text; gives back what is wrong with it, and then changes nothing. */
  readonly setOption: (key: FourKey, text: string) => string | null;
  readonly run: () => void;
  readonly stop: () => void;
  /** Measures the gradient at the start, unless that has been done. */
  readonly measure: () => void;
}

export interface FourDoors {
  readonly connectTrainer: ConnectTrainer;
  readonly provers: Provers;
  readonly connectSignal: (onEvent: (event: SignalEvent) => void) => SignalClient;
}

const DOORS: FourDoors = {
  connectTrainer: createTrainerClient,
  provers: machineProvers,
  connectSignal: createSignalClient,
};

export function createFour(laboratory: Laboratory, doors: FourDoors = DOORS): Four {
  const store = createStore<FourState>(initialFour);
  const signal = createSignal(store, doors.connectSignal);
  const run = createFourRun(store, laboratory, doors);
  return {
    store,
    ...run,
    run() {
      if (store.get().signalProblem !== null) signal.measure();
      run.run();
    },
    setOption(key, text) {
      const { min, max } = FOUR_RANGES[key];
      const reading = readNumber(text, { integer: true });
      const value = reading && 'value' in reading ? reading.value : Number.NaN;
      if (!(value >= min && value <= max && Number.isInteger(value)))
        return `A whole number from ${min} to ${max}.`;
      store.set({ options: { ...store.get().options, [key]: value } });
      signal.optionsChanged();
      return null;
    },
    measure: signal.measure,
  };
}

/** Training and deciding: trainers that take turns, beside provers. */
function createFourRun(
  store: Store<FourState>,
  laboratory: Laboratory,
  doors: FourDoors,
): Pick<Four, 'run' | 'stop'> {
  const hold = createHold(laboratory);
  const deciding = createDeciding(store, laboratory, doors.provers);
  let turns: Turns | null = null;
  let lastRunId = 0;
  const endTurns = (): void => {
    turns?.dispose();
    turns = null;
    hold.release();
  };
  const start = (options: FourOptions): Turns => {
    const firstId = lastRunId + 1;
    lastRunId += SETTINGS.length;
    const cells = SETTINGS.map((setting, k) => startedCell(setting, options, firstId + k));
    store.set({ cells, ranWith: options });
    const { engine, kernel } = laboratory.store.get();
    return new Turns({
      connect: doors.connectTrainer,
      runs: SETTINGS.map((setting, k) => ({ runId: firstId + k, config: fourConfig(setting, options) })),
      // stock tf.layers would take an hour
      engine: engine === 'layers' ? 'auto' : engine,
      kernel,
      onEvent(event) {
        changeCell(store, event.runId - firstId, (cell) => cellAfter(cell, event));
        if (event.type === 'progress') deciding.goOn();
      },
      onDone() {
        endTurns();
        store.set({ status: 'proving' });
        deciding.goOn();
      },
    });
  };
  return {
    run() {
      if (isFourLive(store.get().status)) return;
      turns = start(store.get().options);
      hold.take((isBusy) => {
        turns?.allow(!isBusy);
        store.set({ status: isBusy ? 'waiting' : 'training' });
      });
    },
    stop() {
      if (!isFourLive(store.get().status)) return;
      deciding.stop();
      endTurns();
      store.set({ status: 'stopped', cells: store.get().cells.map(stoppedCell) });
    },
  };
}

function changeCell(store: Store<FourState>, index: number, change: (cell: FourCell) => FourCell): void {
  const { cells } = store.get();
  const after = cells.map((cell, k) => (k === index ? change(cell) : cell));
  if (after.some((cell, k) => cell !== cells[k])) store.set({ cells: after });
}

/** Decides the networks; the last one after training ends the whole. */
function createDeciding(
  store: Store<FourState>,
  laboratory: Laboratory,
  provers: Provers,
): { readonly goOn: () => void; readonly stop: () => void } {
  const goOn = (): void => {
    const isBusy = proofs.goOn();
    if (!isBusy && store.get().status === 'proving') store.set({ status: 'ended' });
  };
  const proofs = createFourProofs({
    provers,
    cells: () => store.get().cells,
    // the laboratory's own networks, and the training in turns
    spared: () => laboratory.store.get().deciding.size + (store.get().status === 'proving' ? 0 : 1),
    onVerdicts(index, verdicts) {
      changeCell(store, index, (cell) => ({ ...cell, verdicts }));
      goOn();
    },
  });
  return { goOn, stop: proofs.stop };
}

const stoppedCell = (cell: FourCell): FourCell =>
  cell.status === 'training' ? { ...cell, status: 'stopped' } : cell;

/** The measurement of the gradient: started when it is first looked at, and anew when what it is of has changed. */
function createSignal(
  store: Store<FourState>,
  connect: FourDoors['connectSignal'],
): { readonly measure: () => void; readonly optionsChanged: () => void } {
  let requestId = 0;
  let asked: string | null = null;
  const client = connect((event) => {
    if (event.requestId !== requestId) return;
    if (event.type === 'failed') {
      asked = null;
      return store.set({ signalProblem: event.message });
    }
    if (event.type !== 'seed') return;
    const signals = [...store.get().signals, event.signal];
    store.set({ signals });
    if (signals.length === signalSeeds(store.get().options).length) client.dispose();
  });
  const measure = (): void => {
    const state = store.get();
    const { init, max, ...config } = fourConfig(SETTINGS[0], state.options);
    const seeds = signalSeeds(state.options);
    const key = `${config.hidden} ${seeds.length}`;
    if (asked === key) return;
    asked = key;
    requestId += 1;
    store.set({ signals: [], signalProblem: null });
    client.post({
      type: 'measure',
      requestId,
      plan: { model: specOf({ ...config, init, max }), init, max, seeds },
    });
  };
  return { measure, optionsChanged: () => asked !== null && measure() };
}
