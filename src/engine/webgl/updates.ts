/** What a kernel design brings: how it gets from the weights before some updates to those after. */
import type { DeviceTexture, RenderTarget } from './device.ts';
import type { RunTextures } from './gradient-pass.ts';
import type { LaneGrid } from './lane-grid.ts';

/** One of the two copies of the optimiser's state between which draws alternate. */
export interface StateSide {
  readonly textures: readonly [weights: DeviceTexture, m: DeviceTexture, v: DeviceTexture];
  readonly target: RenderTarget;
}

/** What a session keeps for its updates. */
export interface UpdateTextures extends RunTextures {
  readonly sides: readonly [StateSide, StateSide];
}

/** Updates whose strings lie ready: numbers `first .. end - 1`, counted from 0. */
export interface UpdateSpan {
  readonly first: number;
  readonly end: number;
  /** The batch whose strings lie first. */
  readonly firstBatch: number;
  readonly learningRate: number;
}

export interface Updates {
  /** Where strings must lie. */
  readonly grid: LaneGrid;
  /** Draws some updates from one side of the state; returns the side where the state is afterwards. */
  draw(textures: UpdateTextures, span: UpdateSpan, side: 0 | 1): 0 | 1;
  dispose(): void;
}

export const otherSide = (side: 0 | 1): 0 | 1 => (side === 0 ? 1 : 0);
