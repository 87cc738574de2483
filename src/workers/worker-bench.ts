/** Workers on a bench: for tests, with the worker's end and the page's clock in their hands. */
import type { Clock, WorkerHandle } from './worker-life.ts';

/** A worker that does what a test makes it do. */
export class FakeWorker implements WorkerHandle {
  readonly posted: unknown[] = [];
  isEnded = false;
  /** Answers pings as its loop comes round. */
  answersPings = true;
  /** What it says that the page should have heard last. */
  standing: unknown = null;
  #listeners: Parameters<WorkerHandle['listen']>[0] | null = null;

  post(message: unknown): void {
    this.posted.push(message);
    const { life, number } = message as { life?: string; number: number };
    if (life === 'ping' && this.answersPings) this.send({ life: 'pong', number, standing: this.standing });
  }
  terminate(): void {
    this.isEnded = true;
  }
  listen(listeners: Parameters<WorkerHandle['listen']>[0]): void {
    this.#listeners = listeners;
  }
  send(data: unknown): void {
    this.#listeners?.message(data);
  }
  crash(message: string): void {
    this.#listeners?.error(message);
  }
  garble(): void {
    this.#listeners?.unreadable();
  }
  /** What was posted, without questions about its life. */
  get commands(): { readonly type: string }[] {
    return this.posted.filter(
      (message): message is { readonly type: string } =>
        !(typeof message === 'object' && message !== null && 'life' in message),
    );
  }
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  time = 0;
  isSeen = true;
  isFramed = false;
  #timers: { readonly at: number; readonly act: () => void }[] = [];
  now(): number {
    return this.time;
  }
  after(ms: number, act: () => void): () => void {
    const timer = { at: this.time + ms, act };
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter((other) => other !== timer));
  }
  isAwake(): boolean {
    return this.isSeen;
  }
  isIsolated(): boolean {
    return this.isFramed;
  }
  /** Time goes by, and every timer comes when it is due. */
  run(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.time = Math.max(this.time, due.at);
      due.act();
    }
    this.time = end;
  }
  /** Time goes by while no timer can come: the machine sleeps, or the page is frozen or busy. */
  stall(ms: number): void {
    this.time += ms;
  }
  get timers(): number {
    return this.#timers.length;
  }
}
