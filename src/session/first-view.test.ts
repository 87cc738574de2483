import { describe, expect, test } from 'vitest';
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import { createSession, type Session } from './session.ts';
import { DEFAULT_LINK } from './url.ts';

function openSession(): { session: Session; send: (event: TrainerEvent) => void; posted: TrainerCommand[] } {
  let send: (event: TrainerEvent) => void = () => undefined;
  const posted: TrainerCommand[] = [];
  const session = createSession((onEvent) => {
    send = onEvent;
    return { post: (command) => posted.push(command), dispose: () => undefined };
  });
  return { session, send: (event) => send(event), posted };
}

const isShown = (session: Session): boolean => session.store.get().isRecordingShown;
const started = (runId: number): TrainerEvent => ({
  type: 'started',
  runId,
  weights: { update: 0, params: new Float32Array(160) },
});

describe('the recorded run', () => {
  test('plays until the visitor has a run, and never again', () => {
    const { session, send } = openSession();
    expect(isShown(session)).toBe(true);
    session.setBits('101');
    session.train();
    expect(isShown(session)).toBe(true);
    send(started(session.store.get().run!.id));
    expect(isShown(session)).toBe(false);
    session.reset();
    expect(isShown(session)).toBe(false);
  });

  test.each<[string, (session: Session) => void]>([
    ['an option', (session) => session.setField('hidden', '2')],
    ['a preset', (session) => session.applyPreset('openai-fixed')],
    ['the race', (session) => session.setRacing(true)],
    ['a failure', (session) => session.train()],
  ])('ends with %s', (name, act) => {
    const { session, send } = openSession();
    act(session);
    if (name === 'a failure') send({ type: 'failed', runId: session.store.get().run!.id, message: 'no' });
    expect(isShown(session)).toBe(false);
  });

  test('is not in the way of a link that trains at once', () => {
    const { session, posted } = openSession();
    session.applyLink({ ...DEFAULT_LINK, start: true }, []);
    expect(isShown(session)).toBe(false);
    expect(posted.map(({ type }) => type)).toContain('start');
  });
});
