/** The state plane: painted layers, axes, the line between the answers, attractors, and the walk along the cursor. */
import { memo, useCallback, useMemo, useState, type JSX, type KeyboardEvent, type PointerEvent } from 'react';
import { planeMap, type Attractor, type PhasePlane } from '../../proof/portrait/phase-plane.ts';
import type { PlanePoint } from '../../proof/portrait/plane-projection.ts';
import type { ProvedSets } from '../../proof/portrait/proved-sets.ts';
import type { ReturnPoint } from '../../proof/portrait/set-words.ts';
import type { ShownPortrait } from '../../session/shown-portrait.ts';
import { CanvasLayer, type Painter } from '../kit/canvas-layer.tsx';
import { answerWord, signed } from '../kit/format.ts';
import { PAPER_PLANE } from '../kit/paper.ts';
import { PlaneAxes } from './plane-axes.tsx';
import { outlineAround } from './plane-boxes.ts';
import { paintPlane, paintRings, type PlaneSet } from './plane-paint.ts';
import { fitView, planeScale, portraitPoints, type PlaneScale, type PlaneView } from './plane-view.ts';
import { distanceText } from './plane-words.ts';
import { textOfSet } from './set-text.ts';
import { useSize } from '../kit/use-size.ts';
import { nearestStep, walkPoint, walkPoints, type Walk } from './walk.ts';
import { paintWalk } from './walk-paint.ts';

export interface PlanePictureProps {
  readonly portrait: ShownPortrait;
  readonly walk: Walk;
  readonly cursor: number;
  readonly boxes: readonly PlaneSet[];
  /** What the boxes or sets are of; null: nothing is proved. */
  readonly proved: ProvedSets | null;
  /** Where the string is along sets that return after words. */
  readonly place: ReturnPoint | null;
  readonly arrows: readonly [boolean, boolean];
  readonly onCursor: (step: number) => void;
}

export const PlanePicture = memo(function PlanePicture(props: PlanePictureProps): JSX.Element {
  const [body, size] = useSize(PAPER_PLANE);
  const [pointed, setPointed] = useState<string | null>(null);
  return (
    <div className="plane">
      <div className="plane-body" translate="no" ref={body}>
        {size ? <PlaneDrawing {...props} {...size} onPoint={setPointed} /> : null}
      </div>
      <p className="plane-pointed" aria-hidden="true" data-unsaved="">
        {pointed ?? 'Point at the picture for exact values; arrow keys move along the string.'}
      </p>
    </div>
  );
});

interface PlaneDrawingProps extends PlanePictureProps {
  readonly width: number;
  readonly height: number;
  /** What is pointed at, in words; null: nothing. */
  readonly onPoint: (text: string | null) => void;
}

function PlaneDrawing(props: PlaneDrawingProps): JSX.Element {
  const { portrait, walk, cursor, boxes, proved, width, height, onPoint, onCursor } = props;
  const { plane } = portrait;
  const view = useStillView(portrait, walk);
  const scale = useMemo(() => planeScale(view, width, height), [view, width, height]);
  const [pointedSet, setPointedSet] = useState(-1);
  const { base, above, map } = usePainters(props, scale, pointedSet);
  const look = (event: PointerEvent<HTMLElement>): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const place = [event.clientX - left, event.clientY - top] as const;
    const step = nearestStep(walk, ({ x, y }) => [scale.x(x), scale.y(y)], place, REACH);
    if (event.buttons === 1 && step >= 0) onCursor(step);
    const set = step < 0 && proved?.kind === 'words' ? outlineAround(boxes, scale.at(...place)) : -1;
    setPointedSet(set);
    if (step >= 0) onPoint(stepText(walk, plane, step));
    else if (set >= 0 && proved?.kind === 'words') onPoint(textOfSet(proved, set));
    else onPoint(placeText(plane, scale.at(...place), map));
  };
  return (
    <>
      <CanvasLayer className="plane-layer" {...{ width, height }} paint={base} />
      <CanvasLayer className="plane-layer" {...{ width, height }} paint={above} />
      <PlaneAxes view={view} scale={scale} line={plane.line} />
      <div
        className="plane-slider"
        role="slider"
        tabIndex={0}
        aria-label="Step of the walk"
        aria-valuemin={1}
        aria-valuemax={Math.max(1, walk.bits.length)}
        aria-valuenow={cursor + 1}
        aria-valuetext={walk.bits.length === 0 ? 'no bits' : stepText(walk, plane, cursor)}
        onKeyDown={(event) => scrub(event, walk, cursor, onCursor)}
        onPointerMove={look}
        onPointerDown={look}
        onPointerLeave={() => {
          onPoint(null);
          setPointedSet(-1);
        }}
      />
      <Attractors {...{ plane, scale, onPoint }} />
    </>
  );
}

type PlaneMap = ReturnType<typeof planeMap>;

/** Pixels within which a step of the walk is pointed at. */
const REACH = 12;

interface Painters {
  readonly base: Painter;
  readonly above: Painter;
  /** Of one unit: where a bit sends a state. */
  readonly map: PlaneMap | null;
}

function usePainters(props: PlanePictureProps, scale: PlaneScale, pointedSet: number): Painters {
  const { portrait, walk, cursor, boxes, place, arrows } = props;
  const { plane, network } = portrait;
  const map = useMemo(
    () => (plane.projection.kind === 'exact' ? planeMap(network.spec, network.params) : null),
    [plane, network],
  );
  const base = useCallback<Painter>(
    (paint, colours) => paintPlane(paint, scale, colours, { plane, map, boxes, arrows }),
    [scale, plane, map, boxes, arrows],
  );
  const rings = useMemo(
    () => [place?.set ?? -1, pointedSet].flatMap((set) => boxes[set] ?? []),
    [boxes, place, pointedSet],
  );
  const above = useCallback<Painter>(
    (paint, colours) => {
      paintRings(paint, scale, colours, rings);
      paintWalk(paint, scale, colours, { walk, cursor });
    },
    [scale, walk, cursor, rings],
  );
  return { base, above, map };
}

interface AttractorsProps {
  readonly plane: PhasePlane;
  readonly scale: PlaneScale;
  readonly onPoint: (text: string | null) => void;
}

/** Where repeated bits lead, as buttons that say so. */
function Attractors({ plane, scale, onPoint }: AttractorsProps): JSX.Element[] {
  return plane.attractors.flatMap((attractor) =>
    attractor.points.map((point, k) => {
      const text = attractorText(attractor, k, plane.projection.kind === 'exact');
      return (
        <button
          key={`${attractor.bit} ${attractor.from.join('')} ${k}`}
          type="button"
          className="attractor"
          data-answer={answerWord(attractor.answers[k] ?? 0)}
          data-bit={attractor.bit}
          // it begins with what is written on it, for those who speak to the page
          aria-label={`${attractor.bit}: ${text}`}
          style={{ left: scale.x(point.x), top: scale.y(point.y) }}
          onFocus={() => onPoint(text)}
          onBlur={() => onPoint(null)}
          onPointerEnter={() => onPoint(text)}
          onPointerLeave={() => onPoint(null)}
        >
          {attractor.bit}
        </button>
      );
    }),
  );
}

/** The view that shows everything and holds still while it can. */
function useStillView(portrait: ShownPortrait, walk: Walk): PlaneView {
  const [shown, setShown] = useState<PlaneView | null>(null);
  const { plane } = portrait;
  const view = useMemo(() => {
    const points = [...portraitPoints(plane), ...walkPoints(walk)];
    return fitView(shown, plane.projection.kind, points);
  }, [plane, walk, shown]);
  if (view !== shown) setShown(view);
  return view;
}

function scrub(event: KeyboardEvent, walk: Walk, cursor: number, onCursor: (step: number) => void): void {
  const last = walk.bits.length - 1;
  const to = {
    ArrowRight: cursor + 1,
    ArrowUp: cursor + 1,
    ArrowLeft: cursor - 1,
    ArrowDown: cursor - 1,
    PageUp: cursor + 10,
    PageDown: cursor - 10,
    Home: 0,
    End: last,
  }[event.key];
  if (to === undefined || last < 0) return;
  event.preventDefault();
  onCursor(Math.max(0, Math.min(last, to)));
}

const coordinates = (isExact: boolean, { x, y }: PlanePoint): string =>
  isExact ? `c ${signed(x, 3)}, h ${signed(y, 3)}` : `across ${signed(x, 3)}, up ${signed(y, 3)}`;

function stepText(walk: Walk, plane: PhasePlane, step: number): string {
  const point = walkPoint(walk, step + 1);
  const isExact = plane.projection.kind === 'exact';
  const mark = walk.isWrong[step] ? 'wrong' : 'right';
  return `step ${step + 1}, bit ${walk.bits[step]}: ${coordinates(isExact, point)}; from the line ${distanceText(plane.line, point.y)}, ${mark}`;
}

function placeText(plane: PhasePlane, at: PlanePoint, map: PlaneMap | null): string {
  if (!map) return `${coordinates(false, at)}; from the line ${distanceText(plane.line, at.y)}`;
  if (Math.abs(at.y) > Math.abs(Math.tanh(at.x)))
    return `${coordinates(true, at)}: no state lies here, as |h| is never above |tanh c|`;
  const [zero, one] = ([0, 1] as const).map((bit) => coordinates(true, map(at, bit)));
  return `${coordinates(true, at)} → on 0: ${zero} → on 1: ${one}`;
}

function attractorText({ bit, points, answers, from }: Attractor, k: number, isExact: boolean): string {
  const start = from.length === 2 ? 'both parities' : `${answerWord(from[0] ?? 0)} strings`;
  const what =
    points.length === 1
      ? `${bit === 0 ? 'zeros' : 'ones'} draw ${start} here and hold them`
      : `${bit === 0 ? 'zeros' : 'ones'} draw ${start} into swapping between two points, this is one`;
  return `${what}: ${coordinates(isExact, points[k]!)}, says ${answerWord(answers[k] ?? 0)}`;
}
