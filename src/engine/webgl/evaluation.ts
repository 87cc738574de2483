/** The held-out strings of a run on the GPU, and what judges weights on them. */
import { WORDS_PER_STRING } from '../../parity/bits.ts';
import { HELD_OUT_STRINGS } from '../../parity/dataset.ts';
import type { RunPlan } from '../engine.ts';
import { SUMS_SIZE, type KernelSession } from '../kernels.ts';
import { uniform, type Device, type DeviceTexture, type RenderTarget } from './device.ts';
import {
  answerKernel,
  countReplicasKernel,
  countRowsKernel,
  HELD_OUT_COLUMNS,
  HELD_OUT_ROWS,
} from './evaluate.kernel.ts';

/** Replicas whose strings are answered in one draw, so that no single draw is long enough for a watchdog. */
const REPLICAS_PER_DRAW = 8;

export class Evaluation {
  readonly #device: Device;
  readonly #plan: RunPlan;
  readonly #programs;
  readonly #heldOut: DeviceTexture;
  readonly #wrong: DeviceTexture;
  readonly #sums: DeviceTexture;
  readonly #answers: RenderTarget;
  readonly #rowTotals: DeviceTexture;
  readonly #rowTarget: RenderTarget;

  constructor(device: Device, plan: RunPlan, session: KernelSession) {
    this.#device = device;
    this.#plan = plan;
    const rows = HELD_OUT_ROWS * plan.seeds.length;
    const words = new Uint32Array(WORDS_PER_STRING * HELD_OUT_STRINGS * plan.seeds.length);
    for (let replica = 0; replica < plan.seeds.length; replica++)
      words.set(session.heldOut(replica).words, WORDS_PER_STRING * HELD_OUT_STRINGS * replica);
    this.#programs = device.programs({
      answer: answerKernel(plan),
      countRows: countRowsKernel(plan),
      countWrong: countReplicasKernel(plan, 'wrongByLength'),
      countSums: countReplicasKernel(plan, 'sums'),
    });
    this.#heldOut = device.texture('rgba32ui', HELD_OUT_COLUMNS, rows, words);
    this.#wrong = device.texture('rgba32ui', HELD_OUT_COLUMNS, rows);
    this.#sums = device.texture('rgba32f', HELD_OUT_COLUMNS, rows);
    this.#answers = device.target([this.#wrong, this.#sums]);
    this.#rowTotals = device.texture('r32f', plan.dataset.max + SUMS_SIZE, rows);
    this.#rowTarget = device.target([this.#rowTotals]);
  }

  run(weights: DeviceTexture, wrongByLength: DeviceTexture, sums: DeviceTexture): void {
    const device = this.#device;
    const { gl } = device;
    const { answer, countRows, countWrong, countSums } = this.#programs;
    device.use(answer, [weights.texture, this.#heldOut.texture]);
    gl.uniform1i(uniform(answer, 'stringLength'), this.#plan.dataset.max);
    const rows = HELD_OUT_ROWS * REPLICAS_PER_DRAW;
    for (let row = 0; row < this.#answers.height; row += rows) device.draw(this.#answers, rows, row);

    device.use(countRows, [this.#wrong.texture, this.#sums.texture]);
    gl.uniform1i(uniform(countRows, 'columns'), HELD_OUT_COLUMNS);
    device.draw(this.#rowTarget);

    for (const [program, output] of [
      [countWrong, wrongByLength],
      [countSums, sums],
    ] as const) {
      device.use(program, [this.#rowTotals.texture]);
      gl.uniform1i(uniform(program, 'width'), output.width);
      device.drawInto([output]);
    }
  }

  dispose(): void {
    const device = this.#device;
    Object.values(this.#programs).forEach((program) => device.deleteProgram(program));
    device.deleteTarget(this.#answers);
    device.deleteTarget(this.#rowTarget);
    for (const texture of [this.#heldOut, this.#wrong, this.#sums, this.#rowTotals])
      device.deleteTexture(texture);
  }
}
