/**
 * The states of a network at a glance: where they can lie, where a zero sends them, the line between the answers, and
 * either what a one followed by zeros does or the boxes or sets of a proof. Of more units all of it is projected, and
 * there are no arrows. The state plane in full is `PlanePanel`.
 */
import { useId, useMemo, type JSX } from 'react';
import { phasePlane, planeMap, type PhasePlane } from '../../proof/portrait/phase-plane.ts';
import type { ProvedSets } from '../../proof/portrait/proved-sets.ts';
import type { ModelSpec, ParamVector } from '../../lstm/params.ts';
import { signed } from '../kit/format.ts';
import { PAPER_STATES } from '../kit/paper.ts';
import { useLetterScale } from '../kit/use-letter-scale.ts';
import { useSize, type Size } from '../kit/use-size.ts';
import { planeSets } from './plane-boxes.ts';
import type { PlaneSet } from './plane-paint.ts';
import {
  fitView,
  planeScale,
  portraitPoints,
  xTicks,
  yTicks,
  type PlaneScale,
  type PlaneView,
} from './plane-view.ts';
import { boxCorners, fieldArrows, placeNote, reachOutline, wayOf, type StateWay } from './state-marks.ts';

interface StatePictureProps {
  readonly spec: ModelSpec;
  readonly params: ParamVector;
  /** Its proof, drawn instead of what zeros do. */
  readonly proof?: ProvedSets;
  /** Whether it is proved that a one is never forgotten. */
  readonly isProved: boolean;
  /** What is to be seen, in words. */
  readonly label: string;
}

/** Strings of so many bits and fewer are dots. */
const DOTTED = 8;
/** Room for the numbers of the axes, where letters have their usual size. */
const EDGE = { left: 34, right: 8, top: 20, bottom: 34 };
const MOST_LETTERS = 4;

export function StatePicture(props: StatePictureProps): JSX.Element {
  const [box, size] = useSize(PAPER_STATES);
  return (
    <div className="state-picture" ref={box}>
      {size ? <StateDrawing {...props} size={size} /> : null}
    </div>
  );
}

interface StateDrawingProps extends StatePictureProps {
  readonly size: Size;
}

function StateDrawing({ spec, params, proof, isProved, label, size }: StateDrawingProps): JSX.Element {
  const plane = useMemo(() => phasePlane(spec, params, { length: DOTTED }), [spec, params]);
  const { projection } = plane;
  const sets = useMemo(() => (proof ? planeSets(proof, projection) : null), [proof, projection]);
  const view = useMemo(() => fitView(null, projection.kind, portraitPoints(plane)), [plane, projection]);
  const letters = useLetterScale(MOST_LETTERS);
  const width = Math.max(60, size.width - letters * (EDGE.left + EDGE.right));
  const height = Math.max(60, size.height - letters * (EDGE.top + EDGE.bottom));
  const scale = useMemo(() => planeScale(view, width, height), [view, width, height]);
  const arrows = useMemo(
    () => (view.kind === 'exact' ? fieldArrows(planeMap(spec, params), view, scale, letters) : ''),
    [spec, params, view, scale, letters],
  );
  return (
    <svg width={size.width} height={size.height} role="img" aria-label={label}>
      <g transform={`translate(${letters * EDGE.left} ${letters * EDGE.top})`}>
        <Ground {...{ plane, view, scale }} />
        <path className="state-arrows" d={arrows} />
        {plane.line ? <Sides {...{ plane, scale, letters }} /> : null}
        {view.kind === 'projection' ? <Dots {...{ plane, scale }} /> : null}
        {sets === null ? (
          <>
            {view.kind === 'exact' ? <Dots {...{ plane, scale }} /> : null}
            <Way way={wayOf(plane, isProved)} {...{ scale, letters }} />
          </>
        ) : (
          <Boxes {...{ sets, scale }} />
        )}
        <Axes {...{ view, scale, letters }} />
      </g>
    </svg>
  );
}

interface PartProps {
  readonly plane: PhasePlane;
  readonly view: PlaneView;
  readonly scale: PlaneScale;
  /** How much larger letters and marks are than usual. */
  readonly letters: number;
}

/** Where states can lie at all: h is tanh(c), seen through a gate; tinted by what is answered there. */
function Ground({ plane, view, scale }: Omit<PartProps, 'letters'>): JSX.Element {
  const id = useId();
  const whole = `M0 0H${scale.width}V${scale.height}H0Z`;
  const outline = view.kind === 'exact' ? reachOutline(view, scale) : whole;
  const { at, above, below } = sidesOf(plane, scale);
  return (
    <>
      <clipPath id={id}>
        <path d={outline} />
      </clipPath>
      <g clipPath={`url(#${id})`}>
        <rect className="state-ground" data-answer={above} width={scale.width} height={at} />
        <rect
          className="state-ground"
          data-answer={below}
          y={at}
          width={scale.width}
          height={scale.height - at}
        />
      </g>
      <path className="state-zero" d={`M0 ${scale.y(0)}H${scale.width}M${scale.x(0)} 0V${scale.height}`} />
    </>
  );
}

/** The line, and what is said above and below it. */
function Sides({ plane, scale, letters }: Omit<PartProps, 'view'>): JSX.Element {
  const { at, above, below } = sidesOf(plane, scale);
  return (
    <>
      <path className="state-line" d={`M0 ${at}H${scale.width}`} />
      <text className="state-side" data-answer={above} x={2} y={at - 7 * letters}>
        {`says ${above}`}
      </text>
      <text
        className="state-side"
        data-answer={below}
        x={scale.width - 2}
        y={at + 17 * letters}
        textAnchor="end"
      >
        {`says ${below}`}
      </text>
    </>
  );
}

function sidesOf({ line }: PhasePlane, scale: PlaneScale): { at: number; above: string; below: string } {
  const at = line ? Math.max(0, Math.min(scale.height, scale.y(line.y))) : scale.height / 2;
  return (line?.isOddAbove ?? true)
    ? { at, above: 'odd', below: 'even' }
    : { at, above: 'even', below: 'odd' };
}

/** States of all short strings, in the colour of the right answer. */
function Dots({ plane: { reached }, scale }: Pick<PartProps, 'plane' | 'scale'>): JSX.Element {
  const dots = { even: '', odd: '' };
  for (const [k, parity] of reached.parities.entries()) {
    const [x, y] = [scale.x(reached.points[2 * k]!), scale.y(reached.points[2 * k + 1]!)];
    dots[parity === 1 ? 'odd' : 'even'] += `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
  }
  return (
    <>
      <path className="state-dots" data-answer="even" d={dots.even} />
      <path className="state-dots" data-answer="odd" d={dots.odd} />
    </>
  );
}

const FIRST_WORDS = 'a one';

/** A one and then zero after zero. */
function Way({
  way,
  scale,
  letters,
}: Omit<PartProps, 'plane' | 'view'> & { readonly way: StateWay }): JSX.Element {
  const side = 4.5 * letters;
  const places = way.points.map(({ x, y }) => ({ x: scale.x(x), y: scale.y(y) }));
  const first = places[0];
  const last = places.at(-1);
  const noteOfFirst = first && placeNote(first, scale, { words: FIRST_WORDS, letters });
  const noteOfLast = last && placeNote(last, scale, { words: way.words, letters, isAcross: way.isWrong });
  return (
    <g className="state-way">
      <path
        d={places.map(({ x, y }, k) => `${k === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')}
      />
      {places.map(({ x, y }, k) => (
        <path
          key={k}
          className="state-stop"
          data-wrong={way.isWrong && k === places.length - 1 ? '' : undefined}
          d={`M${(x - side).toFixed(1)} ${y.toFixed(1)}l${side} ${-side}l${side} ${side}l${-side} ${side}z`}
        />
      ))}
      {noteOfFirst && way.isWrong ? (
        <text x={noteOfFirst.x} y={noteOfFirst.y} textAnchor={noteOfFirst.anchor}>
          {FIRST_WORDS}
        </text>
      ) : null}
      {noteOfLast ? (
        <text
          className={way.isWrong ? 'state-wrong' : undefined}
          x={noteOfLast.x}
          y={noteOfLast.y}
          textAnchor={noteOfLast.anchor}
        >
          {way.words}
        </text>
      ) : null}
    </g>
  );
}

function Boxes({
  sets,
  scale,
}: {
  readonly sets: readonly PlaneSet[];
  readonly scale: PlaneScale;
}): JSX.Element {
  return (
    <>
      {sets.map((set, k) => (
        <path
          key={k}
          className="state-box"
          data-answer={set.parity === 1 ? 'odd' : 'even'}
          d={boxCorners(set, scale)}
        />
      ))}
    </>
  );
}

function Axes({ view, scale, letters }: Omit<PartProps, 'plane'>): JSX.Element {
  const { width, height } = scale;
  const isExact = view.kind === 'exact';
  return (
    <g className="state-axes" aria-hidden="true">
      {xTicks(view).map((tick) => (
        <text key={tick} x={scale.x(tick)} y={height + 14 * letters} textAnchor="middle">
          {signed(tick, isExact ? 0 : 2)}
        </text>
      ))}
      {yTicks(view)
        .filter((tick) => !isExact || Number.isInteger(tick))
        .map((tick) => (
          <text key={tick} x={-6} y={scale.y(tick) + 4 * letters} textAnchor="end">
            {signed(tick, isExact ? 0 : 1)}
          </text>
        ))}
      <text x={width} y={height + 29 * letters} textAnchor="end">
        {isExact ? 'cell state c' : 'where states spread most'}
      </text>
      <text x={-EDGE.left * letters} y={-8 * letters}>
        {isExact ? 'hidden state h' : 'towards the answer'}
      </text>
    </g>
  );
}
