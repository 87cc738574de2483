/** The held-out strings of a run on the GPU, and what judges weights on them. */
import { WORDS_PER_STRING } from '../../parity/bits.ts';
import { HELD_OUT_STRINGS } from '../../parity/dataset.ts';
import type { RunPlan } from '../engine.ts';
import { SUMS_SIZE } from '../kernel-rows.ts';
import type { KernelSession } from '../kernel-session.ts';
import { uniform, type Device, type DeviceTexture, type RenderTarget } from './device.ts';
import {
  answerKernel,
  countReplicasKernel,
  countRowsKernel,
  HELD_OUT_COLUMNS,
  HELD_OUT_ROWS,
} from './evaluate.kernel.ts';
import { stepAnswerKernel, stepJudgeKernel } from './step-answer.kernel.ts';
import { groupsOf, STATE_LAYERS } from './step-rows.ts';
import type { DeviceProgram } from './program-compiler.ts';

/** Replicas whose strings are answered in one draw, so that no single draw is long enough for a watchdog. */
const REPLICAS_PER_DRAW = 8;
/** Most units whose whole network a fragment holds. */
const MOST_UNITS_PER_FRAGMENT = 8;

/** RGBA32UI wrong answers after every bit, RGBA32F losses: what the answers to all held-out strings leave. */
interface AnswerTextures {
  readonly wrong: DeviceTexture;
  readonly sums: DeviceTexture;
}

/** Answers all held-out strings. */
interface Answers {
  readonly textures: AnswerTextures;
  /** `stamp` tells this evaluation from the one before. */
  draw(weights: DeviceTexture, stamp: number): void;
  dispose(): void;
}

const rowsOf = (plan: RunPlan): number => HELD_OUT_ROWS * plan.seeds.length;

/** One fragment answers one string. */
class StringAnswers implements Answers {
  readonly textures: AnswerTextures;
  readonly #device: Device;
  readonly #plan: RunPlan;
  readonly #heldOut: DeviceTexture;
  readonly #program: DeviceProgram;
  readonly #target: RenderTarget;

  constructor(device: Device, plan: RunPlan, heldOut: DeviceTexture) {
    this.#device = device;
    this.#plan = plan;
    this.#heldOut = heldOut;
    this.#program = device.programs({ answer: answerKernel(plan) }).answer;
    this.textures = answerTextures(device, plan);
    this.#target = device.target([this.textures.wrong, this.textures.sums]);
  }

  draw(weights: DeviceTexture, stamp: number): void {
    const device = this.#device;
    device.use(this.#program, [weights.texture, this.#heldOut.texture]);
    device.gl.uniform1i(uniform(this.#program, 'stringLength'), this.#plan.dataset.max);
    device.gl.uniform1i(uniform(this.#program, 'stamp'), stamp);
    const rows = HELD_OUT_ROWS * REPLICAS_PER_DRAW;
    for (let row = 0; row < this.#target.height; row += rows) device.draw(this.#target, rows, row);
  }

  dispose(): void {
    const device = this.#device;
    device.deleteProgram(this.#program);
    device.deleteTarget(this.#target);
    Object.values(this.textures).forEach((texture: DeviceTexture) => device.deleteTexture(texture));
  }
}

const answerTextures = (device: Device, plan: RunPlan): AnswerTextures => ({
  wrong: device.texture('rgba32ui', HELD_OUT_COLUMNS, rowsOf(plan)),
  sums: device.texture('rgba32f', HELD_OUT_COLUMNS, rowsOf(plan)),
});

interface StateTexture {
  readonly texture: DeviceTexture;
  readonly target: RenderTarget;
}

/** One bit of all strings of a replica. */
interface AnswerStep {
  readonly replica: number;
  readonly time: number;
  readonly stamp: number;
}

/** One draw answers one bit of all strings of a replica, as wide networks need. */
class StepAnswers implements Answers {
  readonly textures: AnswerTextures;
  readonly #device: Device;
  readonly #plan: RunPlan;
  readonly #heldOut: DeviceTexture;
  readonly #programs;
  readonly #states: readonly StateTexture[];
  readonly #zero: StateTexture;
  readonly #sides: readonly { readonly textures: AnswerTextures; readonly target: RenderTarget }[];

  constructor(device: Device, plan: RunPlan, heldOut: DeviceTexture) {
    this.#device = device;
    this.#plan = plan;
    this.#heldOut = heldOut;
    this.#programs = device.programs({
      answer: stepAnswerKernel(plan, HELD_OUT_ROWS),
      judge: stepJudgeKernel(plan, HELD_OUT_ROWS),
    });
    // one more for the marks
    const rows = HELD_OUT_ROWS * groupsOf(plan.model.hidden) + 1;
    const state = (): StateTexture => {
      const texture = device.textureArray(HELD_OUT_COLUMNS, rows, STATE_LAYERS);
      const target = device.layerTarget(texture, STATE_LAYERS);
      return { texture, target };
    };
    this.#zero = state();
    this.#states = [state(), state()];
    this.#sides = [answerTextures(device, plan), answerTextures(device, plan)].map((textures) => {
      const target = device.target([textures.wrong, textures.sums]);
      return { textures, target };
    });
    this.textures = this.#sides[(plan.dataset.max - 1) % 2].textures;
  }

  draw(weights: DeviceTexture, stamp: number): void {
    for (let replica = 0; replica < this.#plan.seeds.length; replica++)
      for (let time = 0; time < this.#plan.dataset.max; time++) this.#step(weights, { replica, time, stamp });
  }

  #step(weights: DeviceTexture, { replica, time, stamp }: AnswerStep): void {
    const device = this.#device;
    const { gl } = device;
    const { answer, judge } = this.#programs;
    const [before, after] = [this.#states[(time + 1) % 2], this.#states[time % 2]];
    const set = (program: DeviceProgram): void => {
      gl.uniform1i(uniform(program, 'groups'), groupsOf(this.#plan.model.hidden));
      gl.uniform1i(uniform(program, 'time'), time);
    };
    device.use(answer, [weights.texture]);
    device.bind(1, (time === 0 ? this.#zero : before).texture.texture, gl.TEXTURE_2D_ARRAY);
    device.bind(2, this.#heldOut.texture);
    set(answer);
    gl.uniform1i(uniform(answer, 'theReplica'), replica);
    gl.uniform1i(uniform(answer, 'stamp'), stamp);
    device.draw(after.target);

    const [former, now] = [this.#sides[(time + 1) % 2], this.#sides[time % 2]];
    device.use(judge, [weights.texture]);
    device.bind(1, after.texture.texture, gl.TEXTURE_2D_ARRAY);
    device.bind(2, this.#heldOut.texture);
    device.bind(3, former.textures.wrong.texture);
    device.bind(4, former.textures.sums.texture);
    set(judge);
    gl.uniform1i(uniform(judge, 'stamp'), stamp);
    device.draw(now.target, HELD_OUT_ROWS, replica * HELD_OUT_ROWS);
  }

  dispose(): void {
    const device = this.#device;
    Object.values(this.#programs).forEach((program) => device.deleteProgram(program));
    for (const { texture, target } of [this.#zero, ...this.#states]) {
      device.deleteTarget(target);
      device.deleteTexture(texture);
    }
    for (const { textures, target } of this.#sides) {
      device.deleteTarget(target);
      device.deleteTexture(textures.wrong);
      device.deleteTexture(textures.sums);
    }
  }
}

/** Answers, and their count. */
export class Evaluation {
  readonly #device: Device;
  readonly #heldOut: DeviceTexture;
  readonly #answers: Answers;
  readonly #programs;
  readonly #rowTotals: DeviceTexture;
  readonly #rowTarget: RenderTarget;
  #isUploaded = false;

  /** Its programs compile from here on; the strings are asked for when they are first judged. */
  constructor(device: Device, plan: RunPlan) {
    this.#device = device;
    const rows = rowsOf(plan);
    this.#heldOut = device.texture('rgba32ui', HELD_OUT_COLUMNS, rows);
    this.#answers =
      plan.model.hidden > MOST_UNITS_PER_FRAGMENT
        ? new StepAnswers(device, plan, this.#heldOut)
        : new StringAnswers(device, plan, this.#heldOut);
    this.#programs = device.programs({
      countRows: countRowsKernel(plan),
      countReplicas: countReplicasKernel(plan),
    });
    this.#rowTotals = device.texture('r32f', plan.dataset.max + SUMS_SIZE, rows);
    this.#rowTarget = device.target([this.#rowTotals]);
  }

  #uploadStrings(session: KernelSession): void {
    const replicas = session.plan.seeds.length;
    const words = new Uint32Array(WORDS_PER_STRING * HELD_OUT_STRINGS * replicas);
    for (let replica = 0; replica < replicas; replica++)
      words.set(session.heldOut(replica).words, WORDS_PER_STRING * HELD_OUT_STRINGS * replica);
    this.#device.upload(this.#heldOut, 'rgba32ui', words);
  }

  run(session: KernelSession, weights: DeviceTexture, stamp: number, judged: DeviceTexture): void {
    const device = this.#device;
    const { countRows, countReplicas } = this.#programs;
    if (!this.#isUploaded) this.#uploadStrings(session);
    this.#isUploaded = true;
    this.#answers.draw(weights, stamp);

    const { textures } = this.#answers;
    device.use(countRows, [textures.wrong.texture, textures.sums.texture]);
    device.gl.uniform1i(uniform(countRows, 'columns'), HELD_OUT_COLUMNS);
    device.draw(this.#rowTarget);

    device.use(countReplicas, [this.#rowTotals.texture, textures.sums.texture, weights.texture]);
    device.gl.uniform1i(uniform(countReplicas, 'width'), judged.width);
    device.drawInto([judged]);
  }

  dispose(): void {
    const device = this.#device;
    this.#answers.dispose();
    Object.values(this.#programs).forEach((program) => device.deleteProgram(program));
    device.deleteTarget(this.#rowTarget);
    device.deleteTexture(this.#heldOut);
    device.deleteTexture(this.#rowTotals);
  }
}
