/**
 * The run that the page opens with: eight networks that `npm run record` trained with this page, whole, so that every
 * figure can show them and every string can be tried on them before the visitor has trained. It is never mixed with a
 * run of the visitor's own, and goes when that begins.
 */
import type { HistoryPoint } from '../training/history.ts';
import { PRESETS } from '../training/presets.ts';
import { updatesPerEpoch } from '../parity/dataset.ts';
import recording from './recorded-run.json';
import { createRun, type ReplicaRecord, type RunRecord } from './run-record.ts';
import type { SessionState } from './state.ts';

/** What the page opens with at its bare address. */
export const OPENING_PRESET = 'openai-variable';
export const OPENING_CONFIG = PRESETS[OPENING_PRESET].config;

/** The replica that it shows first: one that answers every held-out string, and forgets all the same. */
export const FIRST_SHOWN = 1;

/** No run of a visitor has it. */
const RECORDED_ID = 0;

/** One that is right for strings of every length, as the proof finds each time. */
export const FIRST_LATCHING = 0;

type Recorded = (typeof recording.replicas)[number];

/** The recorded run as the page keeps runs; the same object each time. */
let kept: RunRecord | null = null;

export function recordedRun(): RunRecord {
  kept ??= readRecording();
  return kept;
}

/** Whether what is shown is the recording, and so nothing that the visitor has made. */
export const isRecorded = ({ run }: Pick<SessionState, 'run'>): boolean => run?.origin === 'recorded';

/** When and where it was recorded, for who asks. */
export const RECORDED_WHEN = recording.date;

function readRecording(): RunRecord {
  const { engine, kernel, replicas, seconds } = recording;
  const run = createRun(RECORDED_ID, OPENING_CONFIG, 'auto');
  const params = Float32Array.from(replicas.flatMap(({ weights }) => weights));
  const last = Math.max(...replicas.map(({ updates }) => updates.at(-1) ?? 0));
  return {
    ...run,
    origin: 'recorded',
    engine: { name: 'webgl', renderer: engine.renderer, kernel, reason: null, cpuTimesAsFast: null },
    replicas: run.replicas.map((replica, k): ReplicaRecord => {
      const recorded = replicas[k];
      return recorded ? { ...replica, history: historyOf(recorded) } : replica;
    }),
    revision: 1,
    update: last,
    epoch: last / updatesPerEpoch(OPENING_CONFIG),
    seconds,
    solvedAt: replicas.map(({ solvedAt }) => solvedAt),
    weights: { update: last, params },
  };
}

/** An epoch's last batch is what is left of the strings. */
function stringsUpTo(update: number): number {
  const { batch, repeats, strings } = OPENING_CONFIG;
  const perEpoch = updatesPerEpoch(OPENING_CONFIG);
  const within = Math.min((update % perEpoch) * batch, repeats * strings);
  return Math.floor(update / perEpoch) * repeats * strings + within;
}

function historyOf(recorded: Recorded): HistoryPoint[] {
  return recorded.updates.map((update, k) => {
    const heldOut = recorded.heldOut.find((evaluation) => evaluation.update === update);
    return {
      update,
      epoch: update / updatesPerEpoch(OPENING_CONFIG),
      strings: stringsUpTo(update),
      bits: recorded.bits[k]!,
      seconds: recorded.seconds[k]!,
      loss: recorded.loss[k]!,
      bitAccuracy: recorded.bitAccuracy[k]!,
      lastBitAccuracy: recorded.lastBitAccuracy[k]!,
      stringAccuracy: recorded.stringAccuracy[k]!,
      heldOut: heldOut ? { ...heldOut, wrongByLength: [] } : null,
    };
  });
}
