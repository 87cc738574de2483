/** The portrait worker: draws up what a network looks like inside, for the page to paint. */
import { parseBits } from '../../parity/bits.ts';
import { announce, serve } from '../../workers/worker-end.ts';
import { learnAutomaton } from './automaton.ts';
import { phasePlane } from './phase-plane.ts';
import type { Projection } from './plane-projection.ts';
import type { PortraitCommand, PortraitEvent } from './portrait-protocol.ts';

// the clock comes in through the worker alone
// oxlint-disable-next-line no-restricted-properties
const now = (): number => performance.now();

/** Most states of the automaton of a narrow and of a wide network, whose every step costs much more. */
const MOST_STATES = 64;
const MOST_WIDE_STATES = 24;
/** Units from which on a network is wide, and how far it is then followed. */
const WIDE = 16;
const WIDE_LIMITS = { length: 8, settle: 512, zeros: 512 };

/** The directions of the picture before, so that the next one is not turned around. */
let before: Projection | null = null;

serve<PortraitCommand>(self, {
  receive(command) {
    announce(self, 'computing');
    self.postMessage(answer(command));
  },
});

function answer({ requestId, spec, params, suspect }: PortraitCommand): PortraitEvent {
  try {
    const startedAt = now();
    const isWide = spec.hidden >= WIDE;
    const plane = phasePlane(spec, params, { before, ...(isWide ? WIDE_LIMITS : {}) });
    before = plane.projection;
    const automaton = learnAutomaton(spec, params, {
      states: isWide ? MOST_WIDE_STATES : MOST_STATES,
      suspect: suspect === null ? null : parseBits(suspect),
    });
    return { type: 'portrayed', requestId, portrait: { plane, automaton }, ms: now() - startedAt };
  } catch (error) {
    return { type: 'failed', requestId, message: error instanceof Error ? error.message : String(error) };
  }
}
