/** A run on a fused backend: four tensors, replaced by each chunk's outputs. Nothing counts whose mark is not right. */
import { tensor2d, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { paramCount } from '../lstm/params.ts';
import { nextTurn } from '../workers/turn.ts';
import { HELD_OUT_STRINGS } from '../parity/dataset.ts';
import { metricsOf, type HeldOutMetrics } from '../parity/metrics.ts';
import { birthMark, digest, digestRows, judgedSum, MARK_OF, markAfter, stampOf } from './canary.ts';
import { confirmed, type UnconfirmedMetrics } from './confirmed-run.ts';
import {
  EngineError,
  type Chunk,
  type EngineRun,
  type RunPlan,
  type RunStart,
  type TrainingTally,
} from './engine.ts';
import { judgedWidth, SUMS_SIZE, TALLY_COLUMNS, TALLY_SIZE, type TallyColumn } from './kernel-rows.ts';
import type { KernelSession } from './kernel-session.ts';
import { runDigest, runEvaluate, runTrainChunk, type RunTensors } from './kernels.ts';

/** Runs so far: textures that a run leaves behind must not pass for another's. */
let runs = 0;

/** Starts a run on tfjs' current backend. `release` frees what the backend keeps for the session. */
export function startFusedRun(
  session: KernelSession,
  state: RunStart,
  { kernel, release }: { readonly kernel: string; readonly release: (session: KernelSession) => void },
): EngineRun {
  const { plan } = session;
  const replicas = plan.seeds.length;
  const size = paramCount(plan.model.hidden);
  /** Marks that the weights must have. */
  const birth = birthMark(++runs);
  let marks: readonly number[] = plan.seeds.map(() => birth);
  let evaluations = 0;
  const marksOf = (what: Marked): readonly number[] => marks.map((mark) => mark + MARK_OF[what]);
  const matrix = (values: Float32Array, what: Marked): Tensor2D =>
    tensor2d(withMarks(values, marksOf(what)), [replicas, size + 1]);
  let tensors: RunTensors = {
    params: matrix(state.params, 'params'),
    m: matrix(state.m, 'm'),
    v: matrix(state.v, 'v'),
    tally: tensor2d(tallyRows(replicas, state.tallies), [replicas, TALLY_SIZE]),
  };
  const disposeTensors = (): void => Object.values(tensors).forEach((tensor: Tensor2D) => tensor.dispose());

  /** Reads a tensor; throws an EngineError when what came is not what the device has. */
  const readExactly = (tensor: Tensor, width: number): Float32Array => {
    const digests = runDigest(tensor, session);
    const said = digests.dataSync() as Float32Array;
    digests.dispose();
    const values = tensor.dataSync() as Float32Array;
    if (!sameNumbers(said, digestRows(values, width)))
      throw misread('numbers that were changed on their way');
    return values;
  };
  const readMatrix = (what: Marked): Float32Array =>
    withoutMarks(readExactly(tensors[what], size + 1), marksOf(what));

  return confirmed({
    plan,
    kernel,
    async train(chunk: Chunk) {
      const next = runTrainChunk(tensors, session, chunk);
      disposeTensors();
      tensors = next;
      marks = marks.map((mark, replica) => (session.active[replica] ? markAfter(mark, chunk.count) : mark));
      // a blocking read: in a worker it idles until the device is done, where polling a fence would burn a core
      return readTallies(tensors.tally.dataSync() as Float32Array, marks);
    },
    async judge() {
      await drawHeldOut(session);
      const stamp = stampOf(evaluations++);
      const judged = runEvaluate(tensors.params, session, stamp);
      try {
        return readJudgements(session, readExactly(judged, judgedWidth(plan.dataset.max)), { stamp, marks });
      } finally {
        judged.dispose();
      }
    },
    readParams: async () => readMatrix('params'),
    async read() {
      return {
        params: readMatrix('params'),
        m: readMatrix('m'),
        v: readMatrix('v'),
      };
    },
    heldOut: (replica) => session.heldOut(replica),
    setActive(active) {
      session.active = active;
    },
    dispose() {
      disposeTensors();
      release(session);
    },
  });
}

/** Longest that drawing strings keeps messages out; milliseconds. */
const DRAWING_MS = 16;

/** Draws the held-out strings of every replica, before the first evaluation; lets messages in meanwhile. */
async function drawHeldOut(session: KernelSession): Promise<void> {
  let from = performance.now();
  for (const replica of session.plan.seeds.keys()) {
    session.heldOut(replica);
    if (performance.now() - from < DRAWING_MS) continue;
    await nextTurn();
    from = performance.now();
  }
}

const misread = (what: string): EngineError =>
  new EngineError(`The GPU gave back ${what}. Nothing of that is taken for a result.`);

const wrongMark = (mark: number, found: number): EngineError =>
  misread(
    found === 0
      ? 'zeros in place of what it was to compute'
      : `something else than what it was to compute (mark ${found}, not ${mark})`,
  );

type Marked = keyof typeof MARK_OF;

/** Every row with its mark at its end. */
function withMarks(values: Float32Array, marks: readonly number[]): Float32Array {
  const size = values.length / marks.length;
  const marked = new Float32Array(values.length + marks.length);
  for (const [row, mark] of marks.entries()) {
    marked.set(values.subarray(row * size, (row + 1) * size), row * (size + 1));
    marked[row * (size + 1) + size] = mark;
  }
  return marked;
}

/** The rows without their marks. Throws an EngineError when a mark is another. */
function withoutMarks(marked: Float32Array, marks: readonly number[]): Float32Array {
  const size = marked.length / marks.length - 1;
  const values = new Float32Array(size * marks.length);
  for (const [row, mark] of marks.entries()) {
    const from = row * (size + 1);
    if (marked[from + size] !== mark) throw wrongMark(mark, marked[from + size]);
    values.set(marked.subarray(from, from + size), row * size);
  }
  return values;
}

/** What was counted before, as the kernels have it; they make the digest anew. */
function tallyRows(replicas: number, tallies: RunStart['tallies'] = []): Float32Array {
  const rows = new Float32Array(replicas * TALLY_SIZE);
  for (const [replica, tally] of tallies.entries())
    for (const [column, name] of TALLY_COLUMNS.entries())
      if (name !== 'digest') rows[replica * TALLY_SIZE + column] = tally[name];
  return rows;
}

const sameNumbers = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, k) => value === b[k]);

const namedColumns = (row: Float32Array): Record<TallyColumn, number> =>
  Object.fromEntries(TALLY_COLUMNS.map((name, k) => [name, row[k]])) as Record<TallyColumn, number>;

function readTallies(values: Float32Array, marks: readonly number[]): TrainingTally[] {
  return marks.map((mark, replica) => {
    const from = replica * TALLY_SIZE;
    const row = values.subarray(from, from + TALLY_SIZE);
    const { digest: told, ...tally } = namedColumns(row);
    const wanted = digest(row, 0, TALLY_SIZE - 1, mark);
    if (told !== wanted) throw wrongMark(wanted, told);
    return tally;
  });
}

function readJudgements(
  session: KernelSession,
  values: Float32Array,
  { stamp, marks }: { readonly stamp: number; readonly marks: readonly number[] },
): UnconfirmedMetrics[] {
  const { plan } = session;
  const { max } = plan.dataset;
  return plan.seeds.map((_, replica) => {
    const width = judgedWidth(max);
    const row = values.subarray(replica * width, (replica + 1) * width);
    const wrongByLength = Array.from(row.subarray(0, max));
    const [everyLoss, lastLoss, wrongStrings, judged, mark] = row.subarray(max, max + SUMS_SIZE + 1);
    if (mark !== marks[replica]) throw wrongMark(marks[replica], mark);
    const wanted = judgedSum(session.heldOut(replica), stamp);
    if (judged !== wanted) throw wrongMark(wanted, judged);
    return {
      metrics: heldOutMetrics(plan, { wrongByLength, everyLoss, lastLoss, wrongStrings }),
      sampleLosses: row.slice(max + SUMS_SIZE + 1),
    };
  });
}

/** Metrics from an engine's counts over the held-out set. */
export function heldOutMetrics(
  plan: RunPlan,
  counts: {
    readonly wrongByLength: readonly number[];
    readonly everyLoss: number;
    readonly lastLoss: number;
    readonly wrongStrings: number;
  },
): HeldOutMetrics {
  const strings = HELD_OUT_STRINGS;
  const bits = strings * plan.dataset.max;
  const loss = plan.supervision === 'every' ? counts.everyLoss / bits : counts.lastLoss / strings;
  const tally = {
    strings,
    bits,
    wrongBits: counts.wrongByLength.reduce((sum, wrong) => sum + wrong, 0),
    wrongLastBits: counts.wrongByLength.at(-1)!,
    wrongStrings: counts.wrongStrings,
  };
  return { ...metricsOf(tally, loss), wrongByLength: counts.wrongByLength };
}
