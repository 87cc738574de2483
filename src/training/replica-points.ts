/** What one replica has to tell: tallies turned into points, and when it was solved. */
import type { TrainingTally } from '../engine/engine.ts';
import { metricsOf, type HeldOutMetrics } from '../parity/metrics.ts';
import type { HistoryPoint } from './history.ts';
import type { ReplicaStanding } from './protocol.ts';

const NOTHING: TrainingTally = {
  lossSum: 0,
  answers: 0,
  strings: 0,
  bits: 0,
  wrongBits: 0,
  wrongLastBits: 0,
  wrongStrings: 0,
};

const combine = (a: TrainingTally, b: TrainingTally, sign: 1 | -1): TrainingTally => ({
  lossSum: a.lossSum + sign * b.lossSum,
  answers: a.answers + sign * b.answers,
  strings: a.strings + sign * b.strings,
  bits: a.bits + sign * b.bits,
  wrongBits: a.wrongBits + sign * b.wrongBits,
  wrongLastBits: a.wrongLastBits + sign * b.wrongLastBits,
  wrongStrings: a.wrongStrings + sign * b.wrongStrings,
});

/** Where on the axes a point lies. */
export type PointPlace = Pick<HistoryPoint, 'update' | 'epoch' | 'strings' | 'seconds'>;

/** Turns the engine's running tallies of one replica into points that each cover the updates since the last. */
export class ReplicaPoints {
  /** The update at which the replica was first seen solved and has been ever since; null while it is not. */
  solvedAt: number | null = null;
  #tally = NOTHING;
  #reported = NOTHING;
  #bits = 0;

  get standing(): ReplicaStanding {
    return { solvedAt: this.solvedAt, bits: this.#bits, tally: this.#tally, told: this.#reported };
  }

  /** Stands where another stood. */
  restore({ solvedAt, bits, tally, told }: ReplicaStanding): void {
    this.solvedAt = solvedAt;
    this.#bits = bits;
    this.#tally = tally;
    this.#reported = told;
  }

  /** Takes the tally after a chunk; `isFresh` says that it started afresh with that chunk. */
  take(tally: TrainingTally, isFresh: boolean): void {
    if (isFresh) this.#reported = NOTHING;
    this.#tally = tally;
  }

  /** The point of everything since the last point. */
  point(place: PointPlace, heldOut: HeldOutMetrics | null): HistoryPoint {
    const since = combine(this.#tally, this.#reported, -1);
    this.#reported = this.#tally;
    this.#bits += since.bits;
    const loss = since.answers > 0 ? since.lossSum / since.answers : 0;
    return { ...place, bits: this.#bits, ...metricsOf(since, loss), heldOut };
  }
}
