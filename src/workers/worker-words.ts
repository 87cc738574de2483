/** What a visitor is told of a worker in trouble. */
import type { Work } from './life-messages.ts';
import { notLoaded, notYetLoaded } from './reload-words.ts';

/** `kind`: "training", "proof" and so on. */
export const neverCame = (kind: string): string => notLoaded(`The ${kind} worker`);

export const partNeverCame = (kind: string): string => notLoaded(`A part of the ${kind} worker`);

export const crashed = (kind: string, message: string): string => `The ${kind} worker stopped: ${message}.`;

export const unreadable = (kind: string): string =>
  `The ${kind} worker sent a message that could not be read.`;

export const refused = (kind: string, isIsolated: boolean): string =>
  isIsolated
    ? `The ${kind} worker could not be started: the page is shown in a frame that forbids it. Open it in a window of its own, or add allow-same-origin to the frame's sandbox.`
    : `The ${kind} worker could not be started: this browser refuses it.`;

/** Of a worker that was last heard of when it said what it would do; `hasCome`: it was heard of at all. */
export function silent(kind: string, hasCome: boolean, work: Work | null, seconds: number): string {
  if (!hasCome) return notYetLoaded(`The ${kind} worker`, seconds);
  switch (work) {
    case 'loading':
      return notYetLoaded(`A part of the ${kind} worker`, seconds);
    case 'compiling':
    case 'starting':
      return `Making the engine ready has taken more than ${seconds} seconds.`;
    case 'update':
      return `One update has taken more than ${seconds} seconds; nothing can interrupt it.`;
    case 'evaluation':
      return `Judging the held-out strings has taken more than ${seconds} seconds; nothing can interrupt it.`;
    case 'computing':
    case null:
      return `The ${kind} worker has not answered for ${seconds} seconds.`;
    default:
      return work satisfies never;
  }
}

/** How the engines say that a part of a program did not come. */
const MISSING_PART = /dynamically imported module|module script failed/iu;

/** A worker's own account of a failure, or better words where it is a browser's. */
export const failureWords = (kind: string, message: string): string =>
  MISSING_PART.test(message) ? partNeverCame(kind) : message;
