/** The worker's end: takes the page's messages, gives signs of life, and lets messages in between slices of work. */
import { isPing, type LifeSign, type Work } from './life-messages.ts';

/** The worker's global scope, as far as it is needed. */
export interface WorkerScope {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => unknown) | null;
}

/** What a worker does with its commands. */
export interface Program<Command> {
  readonly receive: (command: Command) => void;
  /** The message that the page should have heard last, if one ended what it waits for. */
  readonly standing?: () => unknown;
}

/**
 * Hands the page's commands to a program. One that is a chunk of its own may still be loading: commands and questions
 * wait for it, in order, so that a worker without its program counts as silent.
 */
export function serve<Command>(
  scope: WorkerScope,
  program: Program<Command> | Promise<Program<Command>>,
): void {
  const say = (sign: LifeSign): void => scope.postMessage(sign);
  const isLoading = program instanceof Promise;
  say(isLoading ? { life: 'busy', work: 'loading' } : { life: 'here' });
  const ready = Promise.resolve(program);
  ready.then(
    () => isLoading && say({ life: 'here' }),
    (error: unknown) =>
      say({ life: 'partless', message: error instanceof Error ? error.message : String(error) }),
  );
  scope.onmessage = async ({ data }: MessageEvent<unknown>): Promise<void> => {
    // one that did not come has been told
    const served = await ready.catch(() => null);
    if (!served) return;
    if (isPing(data)) say({ life: 'pong', number: data.number, standing: served.standing?.() ?? null });
    else served.receive(data as Command);
  };
}

/** Tells the page what comes next, where that may keep the worker from answering. */
export const announce = (scope: WorkerScope, work: Work): void =>
  scope.postMessage({ life: 'busy', work } satisfies LifeSign);

/** Lets messages in, and leaves the processor to others for the 4 ms that nested timers are held back. */
export const breathe = (): Promise<void> => sleep(0);

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
