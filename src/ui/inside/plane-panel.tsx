/** The panel of the state plane: the states that strings reach, and where bits lead from them. */
import { useMemo, useRef, useState, type JSX } from 'react';
import { MAX_TYPED_BITS } from '../../session/bit-input.ts';
import type { PhasePlane } from '../../proof/portrait/phase-plane.ts';
import type { ProvedSets } from '../../proof/portrait/proved-sets.ts';
import { placesOf, type ReturnPoint } from '../../proof/portrait/set-words.ts';
import { provedOf } from '../../session/outcome.ts';
import type { ShownPortrait } from '../../session/shown-portrait.ts';
import { selectNetwork, type SessionState } from '../../session/state.ts';
import { selectStanding } from '../../session/standing.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { judgeShown } from '../../session/verdicts.ts';
import { raisedText } from '../kit/bit-notation.ts';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { grouped, percent } from '../kit/format.ts';
import { PauseIcon, PlayIcon } from '../kit/icons.tsx';
import { planeSets } from './plane-boxes.ts';
import type { PlaneSet } from './plane-paint.ts';
import { PlanePicture } from './plane-picture.tsx';
import { PlaneReadout } from './plane-readout.tsx';
import { PlaneTable } from './plane-table.tsx';
import { planeStory } from './plane-words.ts';
import { textOfPlace } from './set-text.ts';
import { MomentNote } from '../kit/moment-note.tsx';
import { Told } from '../kit/told.tsx';
import { SavePicture } from '../kit/save-picture.tsx';
import { Toggle } from '../kit/toggle.tsx';
import { useGrace } from '../kit/use-grace.ts';
import { usePortrait, usePortraitTrace } from './use-portrait.ts';
import { useWalking } from './use-walking.ts';
import { NO_WALK, walkOf, type Walk } from './walk.ts';
import { Prose } from '../kit/prose.tsx';
import { shownConfig } from '../../session/run-record.ts';

/** The states of the shown network, what each bit does to them, and the typed string's walk. */
export function PlanePanel(): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  const portrait = usePortrait(panel);
  const problem = useSelect((state) => state.portraitProblem);
  const [arrows, setArrows] = useState<readonly [boolean, boolean]>([true, false]);
  const [showsBoxes, setShowsBoxes] = useState(true);
  const [showsTable, setShowsTable] = useState(false);
  const proved = useSelect(selectProved);
  const projection = portrait?.plane.projection;
  const allBoxes = useMemo(
    () => (projection ? planeSets(proved, projection) : NO_BOXES),
    [proved, projection],
  );
  const hidden = portrait?.network.spec.hidden ?? 1;
  return (
    <section className="panel plane-panel" aria-labelledby="plane-title" ref={panel}>
      <div className="panel-head">
        <h2 id="plane-title">{`Inside: ${hidden === 1 ? 'the state plane' : 'the states, projected'}`}</h2>
        <MomentNote />
        <div className="panel-options">
          <Toggle label="Map of 0" isOn={arrows[0]} onToggle={(isOn) => setArrows([isOn, arrows[1]])} />
          <Toggle label="Map of 1" isOn={arrows[1]} onToggle={(isOn) => setArrows([arrows[0], isOn])} />
          {allBoxes.length > 0 ? (
            <Toggle
              {...(hidden === 1 ? { label: 'Boxes' } : { label: 'Sets', name: 'Sets (Boxes)' })}
              isOn={showsBoxes}
              onToggle={setShowsBoxes}
            />
          ) : null}
          <Toggle label="Plane in numbers" isOn={showsTable} onToggle={setShowsTable} />
          {portrait ? <SavePicture figure="State plane" of=".plane" /> : null}
        </div>
      </div>
      {portrait ? (
        <PlaneBody
          {...{ portrait, arrows, showsTable }}
          boxes={showsBoxes ? allBoxes : NO_BOXES}
          proved={allBoxes.length > 0 ? proved : null}
        />
      ) : (
        <p className="soft" role="status">
          <Told text={problem ?? 'Looking inside the network …'} />
        </p>
      )}
    </section>
  );
}

const NO_BOXES: readonly PlaneSet[] = [];

function selectProved(state: SessionState): ProvedSets | null {
  const network = selectNetwork(state);
  // the proof is of the newest weights
  if (network.origin === 'past') return null;
  return provedOf(judgeShown(state, network).outcome);
}

interface PlaneBodyProps {
  readonly portrait: ShownPortrait;
  readonly arrows: readonly [boolean, boolean];
  readonly boxes: readonly PlaneSet[];
  /** Of the portrait's network, its sets shown or not; null: it is not proved. */
  readonly proved: ProvedSets | null;
  readonly showsTable: boolean;
}

function PlaneBody({ portrait, arrows, boxes, proved, showsTable }: PlaneBodyProps): JSX.Element {
  const { setCursor } = useSession();
  const wanted = useSelect((state) => state.cursor);
  const judged = usePortraitTrace(portrait);
  const maxBits = useSelect((state) => shownConfig(state).max);
  const standing = useSelect(selectStanding);
  const { plane, suspect } = portrait;
  const sets = proved?.parities.length ?? 0;
  const byWords = proved?.kind === 'words';
  const walk = useMemo(() => (judged ? walkOf(judged, plane.projection) : NO_WALK), [judged, plane]);
  const cursor = Math.max(0, Math.min(wanted, walk.bits.length - 1));
  const place = useMemo(() => placeAt(proved, walk, cursor), [proved, walk, cursor]);
  const story = useMemo(
    () => planeStory(plane, { suspect, standing, maxBits, boxes: sets, byWords }),
    [plane, suspect, standing, maxBits, sets, byWords],
  );
  return (
    <>
      <div className="plane-parts">
        <DrawingBoundary name="The picture of the plane">
          <PlanePicture {...{ portrait, walk, cursor, boxes, arrows, proved, place }} onCursor={setCursor} />
        </DrawingBoundary>
        <div className="plane-words">
          <div className="told" aria-live="off">
            <p className={`story-line ${story.tone}`}>{story.headline}</p>
            <p className="soft">{story.detail}</p>
          </div>
          <WalkButtons suspect={suspect} />
          <DrawingBoundary name="The state at the cursor">
            <PlaneReadout {...{ walk, cursor, plane }} hasPassed={standing === 'passed'} />
          </DrawingBoundary>
          {proved?.kind === 'words' && place ? (
            <output translate="no" className="plane-set" aria-label="Set at the cursor" aria-live="off">
              {`The string is ${textOfPlace(proved, place)}.`}
            </output>
          ) : null}
        </div>
        <Legend plane={plane} />
      </div>
      <DrawingBoundary name="The table">
        <PlaneTable plane={plane} isShown={showsTable} />
      </DrawingBoundary>
    </>
  );
}

/** Where the string is, after the bit at the cursor, along the sets that return after words; null: there are none. */
function placeAt(proved: ProvedSets | null, { bits }: Walk, cursor: number): ReturnPoint | null {
  if (proved?.kind !== 'words') return null;
  let last: ReturnPoint | null = null;
  for (const place of placesOf(proved, bits.subarray(0, cursor + 1))) last = place;
  return last;
}

function WalkButtons({ suspect }: { readonly suspect: string | null }): JSX.Element {
  const session = useSession();
  const hasBits = useSelect((state) => state.bits.length > 0);
  const { isWalking, start, stop } = useWalking();
  const press = useGrace();
  return (
    <div className="button-row">
      <button
        type="button"
        className="button small"
        disabled={!hasBits && !isWalking}
        {...press(isWalking ? stop : start)}
      >
        {isWalking ? <PauseIcon /> : <PlayIcon />}
        <span>{isWalking ? 'Stop' : 'Walk the string'}</span>
      </button>
      {suspect !== null && suspect.length <= MAX_TYPED_BITS ? (
        <button
          type="button"
          className="button small"
          onClick={() => {
            session.setBits(suspect);
            start();
          }}
        >
          <PlayIcon />
          <span>{`Walk ${suspect.length <= 60 ? raisedText(suspect) : 'the wrong string'}`}</span>
        </button>
      ) : null}
    </div>
  );
}

function Legend({ plane: { projection, reached } }: { readonly plane: PhasePlane }): JSX.Element {
  return (
    <ul className="plane-legend">
      <li>
        <Prose>
          <i className="key-even" /> even and <i className="key-odd" /> odd strings: the states of all{' '}
          {grouped(reached.parities.length)} up to {Math.round(Math.log2(reached.parities.length + 2)) - 1}{' '}
          bits
        </Prose>
      </li>
      <li>
        <i className="key-zeros" /> 1, 10, 100, …: <i className="key-cross">✗</i> once it says even
      </li>
      <li>
        <b className="key-attractor">0</b> zeros, <b className="key-attractor">1</b> ones draw states here
      </li>
      <li>arrows: where a bit sends a state, shortened where it is far</li>
      {projection.kind === 'exact' ? (
        <li>
          <Prose>
            <i className="key-box" /> boxes, once certified: no string leads out; a side without end runs to
            the edge
          </Prose>
        </li>
      ) : (
        <li>
          <Prose>
            <i className="key-box" /> sets, once certified: every string leads from set to set by words of
            bits; ringed: the one in which the typed string was last
          </Prose>
        </li>
      )}
      {projection.kind === 'exact' ? null : (
        <li>{`a projection: two of ${projection.up.length} directions, with ${percent(projection.share)} of the variance of the states; cells count as tanh c`}</li>
      )}
    </ul>
  );
}
