/** What a visitor is told of a worker in trouble. */
import type { Work } from './life-messages.ts';

const RENEWED = 'the site was not reached, or it has been renewed. Reload the page to try again.';

/** `kind`: "training", "proof" and so on. */
export const neverCame = (kind: string): string => `The ${kind} worker could not be loaded: ${RENEWED}`;

export const partNeverCame = (kind: string): string =>
  `A part of the ${kind} worker could not be loaded: ${RENEWED}`;

export const crashed = (kind: string, message: string): string => `The ${kind} worker stopped: ${message}.`;

export const unreadable = (kind: string): string =>
  `The ${kind} worker sent a message that could not be read.`;

export const refused = (kind: string, isIsolated: boolean): string =>
  isIsolated
    ? `The ${kind} worker could not be started: the page is shown in a frame that forbids it. Open it in a window of its own, or add allow-same-origin to the frame's sandbox.`
    : `The ${kind} worker could not be started: this browser refuses it.`;

/** Of a worker that was last heard of when it said what it would do; `hasCome`: it was heard of at all. */
export function silent(kind: string, hasCome: boolean, work: Work | null, seconds: number): string {
  if (!hasCome)
    return `The ${kind} worker has not come within ${seconds} seconds: the network is slow, or the site has been renewed. Reload the page if this goes on.`;
  switch (work) {
    case 'loading':
      return `A part of the ${kind} worker has not come within ${seconds} seconds: the network is slow, or the site has been renewed. Reload the page if this goes on.`;
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
