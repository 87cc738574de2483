import { reportFault } from './report-fault.ts';

/** One immutable state, replaced as a whole, and who wants to hear of it. */
export interface Store<State> {
  get(): State;
  /**
   * Lays the changed fields over the state and tells every listener. A listener that sets something itself is not
   * interrupted by the others: all hear of it, one after the other, once those have heard that are being told now. So
   * nobody sees a state that another is in the middle of changing, nor an older one after a newer.
   */
  set(changes: Partial<State>): void;
  /** For what compares by itself, such as React's `useSyncExternalStore`. Gives back how to end it. */
  subscribe(listener: () => void): () => void;
  /**
   * Calls `react` whenever `select` picks something else: another value, or for a list another member. `seen`: what
   * counts as picked before; unless given, what is picked now. Gives back how to end it.
   */
  watch<Part>(
    select: (state: State) => Part,
    react: (part: Part, before: Part) => void,
    seen?: Part,
  ): () => void;
}

/** So often in a row listeners may change the state again; beyond, they would do so for ever. */
const MOST_ROUNDS = 1000;

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const listeners = new Set<() => void>();
  let isTelling = false;
  let isNews = false;

  const tellAll = (): void => {
    // who begins to listen meanwhile has seen this state
    const told = [...listeners];
    for (const listener of told) if (listeners.has(listener)) attempt(listener);
  };
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    get: () => state,
    set(changes) {
      state = { ...state, ...changes };
      isNews = true;
      if (isTelling) return;
      isTelling = true;
      for (let round = 0; isNews && round < MOST_ROUNDS; round++) {
        isNews = false;
        tellAll();
      }
      isTelling = false;
      if (isNews) reportFault(new Error('listeners of a store change its state without end'));
    },
    subscribe,
    watch(select, react, seen = select(state)) {
      let last = seen;
      return subscribe(() => {
        const [part, before] = [select(state), last];
        if (isSame(part, before)) return;
        last = part;
        react(part, before);
      });
    },
  };
}

/** One that fails keeps the change from none of the others. */
function attempt(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    reportFault(error);
  }
}

const isSame = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((member, k) => Object.is(member, b[k]))
    : Object.is(a, b);
