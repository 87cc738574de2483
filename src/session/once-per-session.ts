import type { Session } from './session.ts';

/** What a panel works with outlives the panel's drawing: made at the first asking, and kept as long as the session. */
export function oncePerSession<Made>(make: (session: Session) => Made): (session: Session) => Made {
  const made = new WeakMap<Session, { readonly it: Made }>();
  return (session) => {
    const known = made.get(session) ?? { it: make(session) };
    made.set(session, known);
    return known.it;
  };
}
