/** Reads what the training worker sends: a message without its parts is none. */
import {
  isCount,
  isFloats,
  isNumber,
  isNumbers,
  isText,
  listOf,
  messageOf,
  oneOf,
  orNull,
  withParts,
} from '../workers/shapes.ts';
import type { TrainerEvent } from './protocol.ts';

const runId = isNumber;
export const isEngineReport = withParts({
  name: isText,
  renderer: isText,
  kernel: isText,
  reason: orNull(isText),
  cpuTimesAsFast: orNull(isNumber),
});
const snapshot = withParts({ update: isCount, params: isFloats });
const shares = { loss: isNumber, bitAccuracy: isNumber, lastBitAccuracy: isNumber, stringAccuracy: isNumber };
const point = withParts({
  update: isCount,
  epoch: isNumber,
  strings: isNumber,
  bits: isNumber,
  seconds: isNumber,
  ...shares,
  heldOut: orNull(withParts({ ...shares, wrongByLength: isNumbers })),
});

const tally = withParts({
  lossSum: isNumber,
  answers: isNumber,
  strings: isNumber,
  bits: isNumber,
  wrongBits: isNumber,
  wrongLastBits: isNumber,
  wrongStrings: isNumber,
});
const checkpoint = withParts({
  update: isCount,
  seconds: isNumber,
  learningRate: isNumber,
  params: isFloats,
  m: isFloats,
  v: isFloats,
  replicas: listOf(withParts({ solvedAt: orNull(isNumber), bits: isNumber, tally, told: tally })),
});

type Sent = Exclude<TrainerEvent, { type: 'silence' | 'lost' }>;

const PARTS: Readonly<Record<Sent['type'], Parameters<typeof withParts>[0]>> = {
  compiling: { runId, done: isCount, of: isCount },
  engine: {
    runId,
    report: isEngineReport,
    kernels: withParts({}),
  },
  started: { runId, weights: snapshot },
  paused: { runId },
  resumed: { runId },
  'learning-rate': { runId, update: isCount, learningRate: isNumber },
  progress: {
    runId,
    update: isCount,
    epoch: isNumber,
    seconds: isNumber,
    updatesPerSecond: isNumber,
    stringsPerSecond: isNumber,
    points: listOf(withParts({ replica: isCount, point })),
    solvedAt: listOf(orNull(isNumber)),
    weights: snapshot,
    checkpoint: orNull(checkpoint),
  },
  ended: { runId, ending: oneOf('solved', 'budget') },
  replayed: { runId, replayId: isNumber, answer: oneOf(0, 1, null) },
  guessed: {
    runId,
    tries: isCount,
    seconds: isNumber,
    solved: isCount,
    found: orNull(withParts({ number: isCount, params: isFloats })),
  },
  memory: { runId, tensors: isNumber, glObjects: isNumber },
  failed: { runId, message: isText },
};

const isEvent = messageOf(PARTS);

export const readTrainerEvent = (data: unknown): TrainerEvent | null =>
  isEvent(data) ? (data as TrainerEvent) : null;
