/**
 * Story files that decide, with `CI=true npm test`, and that a contributor does not wait for: what breaks a browser or
 * its GPU, what trains many networks, and what seldom changes. `npx vitest run --project e2e FILE` tells each of them.
 */
export const DECIDING_ALONE: readonly string[] = [
  'drawing',
  'embed',
  'engine-choice',
  'every-state',
  'faults',
  'faults-programme',
  'four',
  'guess',
  'hosting',
  'kept',
  'kernel',
  'letters',
  'lost-gpu',
  'missing-features',
  'no-gpu',
  'offline',
  'presenter',
  'presets',
  'print',
  'race',
  'repair',
  'reproducible',
  'saved-pictures',
  'silent-workers',
  'speed',
  'spoken',
  'tabs',
].map((name) => `e2e/${name}.e2e.ts`);

/** Story files that repeat what others tell, of memory (memory.long.ts) and of what moves (axe, every-state): long ones alone tell them. */
export const TOLD_LONG: readonly string[] = ['cycles', 'stillness'].map((name) => `e2e/${name}.e2e.ts`);

/** A contributor waits: of what is told in cases, a few. */
export const isCore = process.env.LATCH_CORE === '1';

/** Stories are told as the gate tells them: not whole, and not as long ones. */
export const isGate = process.env.LATCH_GATE === '1' && process.env.LATCH_WHOLE !== '1';
