/**
 * Weights changed by hand: in a copy of the shown network, never in the run, which trains on meanwhile. Each edit can
 * be undone, and what comes of it is decided at once. And a network to start from that was built by hand as a whole.
 */
import { counted } from './counted.ts';
import { HAND_BUILT_PARAMS, HAND_BUILT_SPEC } from '../lstm/hand-built.ts';
import { readNumber } from '../training/number-text.ts';
import type { OpenedNetwork, ShownNetwork } from './network.ts';
import { selectNetwork, type SessionState } from './state.ts';
import type { Store } from './store.ts';
import { shownSubject, type Subject } from './verdicts.ts';

export interface HandEdits {
  /** Opens a copy of the shown network to edit. */
  readonly editWeights: () => void;
  /** Sets one number of the copy. */
  readonly setWeight: (index: number, value: number) => void;
  readonly undoEdit: () => void;
  readonly redoEdit: () => void;
  /** Puts the copy away and shows what was shown before. */
  readonly leaveEdits: () => void;
  readonly openHandBuilt: () => void;
}

/** Weights beyond this are refused: gates and tanh are saturated long before. */
export const MAX_WEIGHT = 1000;
export const HAND_BUILT_SOURCE = 'pencil and paper';
const MAX_EDITS = 500;

/** Reads a weight as it is typed; null: no number from -MAX_WEIGHT to MAX_WEIGHT. */
export function parseWeight(text: string): number | null {
  const reading = readNumber(text, { integer: false });
  if (!reading || !('value' in reading)) return null;
  const value = Math.fround(reading.value);
  return Math.abs(value) <= MAX_WEIGHT ? value : null;
}

export function createHandEdits(store: Store<SessionState>, decide: (subject: Subject) => void): HandEdits {
  const open = (opened: OpenedNetwork): void => {
    store.set({ opened });
    decide(shownSubject(store.get(), selectNetwork(store.get())));
  };
  const edited = (): EditedNetwork | null => {
    const { opened } = store.get();
    return opened?.edits ? { ...opened, edits: opened.edits } : null;
  };
  const put = ({ spec, edits: { of, before } }: EditedNetwork, next: Version): void => {
    const { params, done, undone } = next;
    open({ spec, params, source: sourceOf(of, done.length), edits: { of, before, done, undone } });
  };
  return {
    editWeights() {
      const { opened } = store.get();
      if (opened?.edits) return;
      const { spec, params, ...network } = selectNetwork(store.get());
      const of = opened?.source ?? nameOf(network);
      const edits = { of, done: [], undone: [], before: opened };
      open({ spec, params: params.slice(), source: sourceOf(of, 0), edits });
    },
    setWeight(index, value) {
      const network = edited();
      if (!network || network.params[index] === Math.fround(value)) return;
      const params = network.params.slice();
      params[index] = value;
      put(network, { params, done: [...network.edits.done, network.params].slice(-MAX_EDITS), undone: [] });
    },
    undoEdit() {
      const network = edited();
      const params = network?.edits.done.at(-1);
      if (!network || !params) return;
      const { done, undone } = network.edits;
      put(network, { params, done: done.slice(0, -1), undone: [...undone, network.params] });
    },
    redoEdit() {
      const network = edited();
      const params = network?.edits.undone.at(-1);
      if (!network || !params) return;
      const { done, undone } = network.edits;
      put(network, { params, done: [...done, network.params], undone: undone.slice(0, -1) });
    },
    leaveEdits() {
      const network = edited();
      const before = network?.edits.before;
      if (before) open(before);
      else if (network) store.set({ opened: null });
    },
    openHandBuilt: () =>
      open({
        spec: HAND_BUILT_SPEC,
        params: Float32Array.from(HAND_BUILT_PARAMS),
        source: HAND_BUILT_SOURCE,
      }),
  };
}

type EditedNetwork = Required<Pick<OpenedNetwork, 'spec' | 'params' | 'edits'>>;

/** The copy's weights, with those before and after them. */
interface Version {
  readonly params: Float32Array;
  readonly done: readonly Float32Array[];
  readonly undone: readonly Float32Array[];
}

const nameOf = ({ seed, update }: Pick<ShownNetwork, 'seed' | 'update'>): string =>
  update === 0 ? `seed ${seed}, untrained` : `seed ${seed} after ${counted(update, 'update')}`;

const sourceOf = (of: string, edits: number): string =>
  edits === 0 ? `${of}, a copy` : `${of}, edited by hand`;
