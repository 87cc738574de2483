/**
 * The shaders that the page would compile for a setting. Nothing generates them here: the engine's own session, which
 * draws in the page, runs on a context that notes what it is given (`recording-gl.ts`).
 */
import { createKernelSession } from '../../src/engine/kernel-session.ts';
import { DIGEST_SPAN } from '../../src/engine/canary.ts';
import { judgedWidth, TALLY_SIZE } from '../../src/engine/kernel-rows.ts';
import type { RunPlan } from '../../src/engine/engine.ts';
import {
  DESIGN_NAMES,
  designFits,
  designsFor,
  parseKernel,
  type KernelName,
} from '../../src/engine/webgl/designs.ts';
import { Device, type DeviceTexture } from '../../src/engine/webgl/device.ts';
import type { DeviceProgram, ProgramSource } from '../../src/engine/webgl/program-compiler.ts';
import { WebglSession } from '../../src/engine/webgl/webgl-session.ts';
import { paramCount } from '../../src/lstm/params.ts';
import { counted } from '../../src/session/counted.ts';
import { LINK_KEYS, parseLink } from '../../src/session/url.ts';
import { planOf } from '../../src/training/schedule.ts';
import { recordingContext, type Draw } from './recording-gl.ts';

/** What is wrong with a setting, in words. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** A run as a link asks for it. */
export interface Setting {
  readonly plan: RunPlan;
  readonly kernel: KernelName;
  /** Whether the link names the kernel; else it is the one that is kept unless another is clearly faster. */
  readonly isNamed: boolean;
}

/** Reads a link, or the part of one after its `#`. Throws a SettingError when it is none, or cannot be had. */
export function settingOf(link: string): Setting {
  const text = link.slice(link.indexOf('#') + 1);
  const keys = text.split('&').map((part) => part.split('=', 1)[0]!);
  const unknown = keys.find((key) => key !== '' && !LINK_KEYS.includes(key));
  if (unknown !== undefined)
    throw new SettingError(`"${unknown}" is no key of a link; there are ${LINK_KEYS.join(', ')}.`);
  const { state, problems } = parseLink(text);
  if (problems.length > 0)
    throw new SettingError(problems.join(' ').replaceAll(' The default is used instead.', ''));
  if (state.engine === 'cpu' || state.engine === 'layers')
    throw new SettingError(`"engine=${state.engine}" has no shaders of this page.`);
  const plan = planOf(state.config);
  const [preferred] = designsFor(plan);
  const { design, targets } = parseKernel(state.kernel ?? preferred!) ?? {};
  if (!design)
    throw new SettingError(
      `"kernel" ${state.kernel} has no shaders; those that have are ${DESIGN_NAMES.join(', ')}, with -4 or -8 behind.`,
    );
  if (!designFits(design, plan)) {
    const { batch, model } = plan;
    throw new SettingError(
      `${design} cannot train ${counted(model.hidden, 'unit')} in batches of ${counted(batch, 'string')}.`,
    );
  }
  return { plan, kernel: `${design}-${targets!}`, isNamed: state.kernel !== null };
}

/** A shader, and what it is drawn for. */
export interface ListedShader {
  readonly name: string;
  readonly fragment: string;
  /** Phases of a run in which it is drawn, with how often and how large. */
  readonly draws: readonly string[];
}

/** A device that knows its programs' names. */
class NamingDevice extends Device {
  readonly names = new Map<string, string>();

  override programs<Name extends string>(
    sources: Readonly<Record<Name, ProgramSource>>,
  ): Record<Name, DeviceProgram> {
    for (const [name, { fragment }] of Object.entries<ProgramSource>(sources)) this.names.set(fragment, name);
    return super.programs(sources);
  }
}

/** The vertex shader that all share, and every fragment shader in the order in which they are first drawn with. */
export function listShaders(setting: Setting): {
  readonly vertex: string;
  readonly shaders: readonly ListedShader[];
} {
  let vertex = '';
  let drawn: Draw[] = [];
  const device = new NamingDevice(
    recordingContext({
      onVertexShader: (text) => (vertex = text),
      onDraw: (draw) => drawn.push(draw),
    }),
  );
  const found = new Map<string, string[]>();
  for (const [phase, run] of phasesOf(setting, device)) {
    drawn = [];
    run();
    for (const fragment of new Set(drawn.map((draw) => draw.fragment))) {
      const draws = drawn.filter((draw) => draw.fragment === fragment);
      found.set(fragment, [...(found.get(fragment) ?? []), `${phase}: ${drawWords(draws)}`]);
    }
  }
  const shaders = [...found].map(([fragment, draws]) => ({
    name: device.names.get(fragment)!,
    fragment,
    draws,
  }));
  return { vertex, shaders };
}

function drawWords(draws: readonly Draw[]): string {
  const sizes = new Set(draws.map(({ width, height }) => `${width} x ${height}`));
  return `${draws.length === 1 ? 'once' : `${draws.length} times`}, texels ${[...sizes].join(', ')}`;
}

type Phase = readonly [name: string, run: () => void];

/** All that a run's session draws, from tensors to tensors. */
function phasesOf({ plan, kernel }: Setting, device: Device): readonly Phase[] {
  const { design, targets } = parseKernel(kernel)!;
  const session = new WebglSession(device, plan, design, targets);
  const shared = createKernelSession(plan, kernel);
  const replicas = plan.seeds.length;
  const size = paramCount(plan.model.hidden) + 1;
  const tensor = (numbers: number): DeviceTexture => device.texture('r32f', numbers, 1);
  const tensors = () => ({
    params: tensor(size * replicas),
    m: tensor(size * replicas),
    v: tensor(size * replicas),
    tally: tensor(TALLY_SIZE * replicas),
  });
  const { params, m, v, tally } = tensors();
  const inputs = [params, m, v, tally].map(({ texture }) => texture);
  const judged = tensor(judgedWidth(plan.dataset.max) * replicas);
  const digests = tensor(Math.ceil(size / DIGEST_SPAN) * replicas);
  const chunk = { first: 0, count: 1, learningRate: 0.01 };
  return [
    ['a chunk of one update', () => session.train(chunk, shared.active, inputs, tensors())],
    ['an evaluation', () => session.evaluate(shared, params.texture, 1, judged)],
    ['a read-back', () => session.digest(params.texture, [replicas, size], digests)],
  ];
}
