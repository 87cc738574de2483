/**
 * What every worker and the page tell each other beside a worker's own messages: the page asks for a sign of life, the
 * worker gives one; and before work that nothing can interrupt the worker says so, since it will not answer meanwhile.
 */

/** What keeps a worker from answering. `compiling`: in a GPU's driver; `starting`: an engine on the processor. */
export const WORKS = ['loading', 'compiling', 'starting', 'update', 'evaluation', 'computing'] as const;
export type Work = (typeof WORKS)[number];

/** These come in several pieces, between which a worker answers. */
const IN_PIECES: readonly (Work | null)[] = ['compiling', 'starting'];

/** The page's question. */
export interface LifePing {
  readonly life: 'ping';
  readonly number: number;
}

export type LifeSign =
  /** The worker's file has come and runs. */
  | { readonly life: 'here' }
  /** The answer to a ping; with the message that the page should have heard last, where the worker knows it. */
  | { readonly life: 'pong'; readonly number: number; readonly standing: unknown }
  /** What comes next may take long; over with the worker's next message, but see `workAfter`. */
  | { readonly life: 'busy'; readonly work: Work }
  /** A part of the worker did not come; why, as the browser says it. */
  | { readonly life: 'partless'; readonly message: string };

/** What a worker is still at after a message, where it was at some work before; null: at nothing that it has announced. */
export function workAfter(sign: LifeSign | null, before: Work | null): Work | null {
  if (sign?.life === 'busy') return sign.work;
  return sign?.life === 'pong' && IN_PIECES.includes(before) ? before : null;
}

const isLife = (data: unknown): data is { readonly life: unknown } =>
  typeof data === 'object' && data !== null && 'life' in data;

export const isPing = (data: unknown): data is LifePing => isLife(data) && data.life === 'ping';

/** A message that is about the worker's life; null: it is one of the worker's own. */
export function lifeSignOf(data: unknown): LifeSign | null {
  if (!isLife(data)) return null;
  const { life, number, standing, work, message } = data as Record<string, unknown>;
  if (life === 'here') return { life };
  if (life === 'pong' && typeof number === 'number') return { life, number, standing };
  const known = WORKS.find((name) => name === work);
  if (life === 'busy' && known) return { life, work: known };
  if (life === 'partless' && typeof message === 'string') return { life, message };
  return null;
}
