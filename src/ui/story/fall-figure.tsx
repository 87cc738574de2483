/** How fast the first gradient's knowledge of parity falls with every bit, and two sliders that change the start. */
import { useEffect, useRef, useState, type JSX } from 'react';
import { createStartFalls, PAGE_START, type StartChange } from '../../session/start-falls.ts';
import { useStore } from '../../session/use-session.ts';
import { raise } from '../kit/bit-notation.ts';
import { SavePicture } from '../kit/save-picture.tsx';
import { Told } from '../kit/told.tsx';
import { Caption } from './act-head.tsx';
// written by `falls.test.ts`, and held to what is measured
import table from './falls.json' with { type: 'json' };

/** Powers of ten at the ends of the axis. */
const TOP = 0;
const BOTTOM = -7;
const WIDTH = 640;
const HEIGHT = 240;
const LEFT = 44;
const GROUND = 206;
const CEILING = 14;

/** Forget gates of 0.99995 and more. */
const NOTHING_FORGOTTEN = table.forgetBias.find(({ forgetBias }) => forgetBias === 10)!.perBit;
const STRONGER_INPUT = table.inputScale.find(({ inputScale }) => inputScale === 4)!.perBit;

/** Least, most and step of what the sliders choose: the bias, and the power of two that the input is scaled by. */
const FORGET_BIAS = [-3, 6, 0.25] as const;
const INPUT_POWER = [-3, 3, 0.25] as const;

const heightOf = (value: number): number =>
  GROUND - Math.max(0, Math.min(1, (Math.log10(value) - BOTTOM) / (TOP - BOTTOM))) * (GROUND - CEILING);

const fold = (factor: number): string => (factor < 10 ? factor.toFixed(1) : factor.toFixed(0));

export function FallFigure(): JSX.Element {
  const [change, setChange] = useState(PAGE_START);
  const { falls, problem } = useFalls(change);
  const { byLength, perBit } = falls;
  const kept = 1 / (1 + Math.exp(-change.forgetBias));
  return (
    <figure className="fall-figure">
      <Bars byLength={byLength} perBit={perBit} />
      <StartSlider
        name="How much the cell keeps at first (forget bias)"
        value={change.forgetBias}
        range={FORGET_BIAS}
        words={`${change.forgetBias.toFixed(2).replace(/\.?0+$/u, '')}: keeps ${(100 * kept).toFixed(0)} %`}
        onChange={(forgetBias) => setChange({ ...change, forgetBias })}
      />
      <StartSlider
        name="How differently it takes a zero and a one (input scale)"
        value={Math.log2(change.inputScale)}
        range={INPUT_POWER}
        words={`× ${Number(change.inputScale.toPrecision(2))}`}
        onChange={(exponent) => setChange({ ...change, inputScale: 2 ** exponent })}
      />
      <p className="fall-words">
        <output translate="no" aria-label="Fall per bit" data-fold={perBit.toPrecision(4)}>
          {`falls ${fold(perBit)}-fold per bit`}
        </output>
        <button
          type="button"
          className="act-link"
          aria-disabled={isPageStart(change)}
          onClick={() => setChange(PAGE_START)}
        >
          As the page starts
        </button>
        <SavePicture figure="Fall per bit" of="svg" subject="median of 16 seeds" />
      </p>
      <p className="soft fall-problem" role="status">
        {problem === null ? null : <Told text={`Not measured at this start: ${problem}`} />}
      </p>
      <Caption see="No start makes it flat.">
        {`With nothing forgotten it still falls ${fold(NOTHING_FORGOTTEN)}-fold per bit, with an input four times as strong ${fold(STRONGER_INPUT)}-fold. Bars: how much the first gradient tells of parity, by length, each grid line ten times less (median of 16 seeds, all strings counted). Violet: the page’s own start.`}
      </Caption>
    </figure>
  );
}

const isPageStart = ({ forgetBias, inputScale }: StartChange): boolean =>
  forgetBias === PAGE_START.forgetBias && inputScale === PAGE_START.inputScale;

/** What is measured at a start; at the page's own, what the table has. */
function useFalls(change: StartChange): {
  readonly falls: { readonly byLength: readonly number[]; readonly perBit: number };
  readonly problem: string | null;
} {
  const [starts] = useState(() => createStartFalls());
  const { measured, problem } = useStore(starts.store);
  const isAsked = useRef(false);
  useEffect(() => {
    // nothing is measured before a slider moves
    if (isPageStart(change) && !isAsked.current) return;
    isAsked.current = true;
    starts.measure(change);
  }, [change, starts]);
  useEffect(() => () => starts.dispose(), [starts]);
  return isPageStart(change) || !measured
    ? { falls: table.start, problem }
    : { falls: measured.falls, problem };
}

interface BarsProps {
  readonly byLength: readonly number[];
  readonly perBit: number;
}

function Bars({ byLength, perBit }: BarsProps): JSX.Element {
  const slot = (WIDTH - LEFT - 96) / byLength.length;
  const words = byLength.map((value, t) => `${t + 1}: ${value.toPrecision(2)}`).join('; ');
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Signal by length: ${words}. It falls ${fold(perBit)}-fold per bit.`}
    >
      <Grid />
      {byLength.map((value, t) => {
        const left = LEFT + t * slot;
        const top = heightOf(value);
        const before = byLength[t - 1];
        return (
          <g key={t}>
            <rect
              className="fall-bar"
              x={left + 0.14 * slot}
              y={top}
              width={0.72 * slot}
              height={GROUND - top}
            />
            <path
              className="fall-start"
              d={`M${left + 0.06 * slot} ${heightOf(table.start.byLength[t] ?? value)}h${0.88 * slot}`}
            />
            {before === undefined ? null : (
              <text className="fall-factor" x={left} y={Math.min(heightOf(before), top) - 8}>
                {`÷ ${fold(before / value)}`}
              </text>
            )}
            <text className="fall-length" x={left + slot / 2} y={GROUND + 17}>
              {t + 1}
            </text>
          </g>
        );
      })}
      <text className="fall-factor" x={WIDTH - 50} y={GROUND - 34}>
        ever
      </text>
      <text className="fall-factor" x={WIDTH - 50} y={GROUND - 18}>
        weaker
      </text>
      <text className="fall-length" x={WIDTH - 50} y={GROUND + 17}>
        … to 50
      </text>
      <path className="fall-ground" d={`M${LEFT} ${GROUND}H${WIDTH}`} />
      <text className="fall-length" x={LEFT + 3 * slot} y={HEIGHT - 2}>
        bits in the string
      </text>
      <text className="fall-title" x={WIDTH} y={CEILING - 2}>
        hint of parity in the first gradient
      </text>
    </svg>
  );
}

/** A line for each power of ten. */
const Grid = (): JSX.Element => (
  <g>
    {Array.from({ length: TOP - BOTTOM }, (_, k) => {
      const y = heightOf(10 ** (TOP - k - 1));
      return (
        <g key={k}>
          <path className="fall-grid" d={`M${LEFT} ${y}H${WIDTH}`} />
          <text className="fall-number" x={LEFT - 8} y={y + 4}>
            {k < 2 ? String(10 ** (TOP - k - 1)) : `10⁻${raise(`^${k + 1 - TOP}`)}`}
          </text>
        </g>
      );
    })}
  </g>
);

interface StartSliderProps {
  readonly name: string;
  readonly value: number;
  readonly range: readonly [least: number, most: number, step: number];
  readonly words: string;
  readonly onChange: (value: number) => void;
}

function StartSlider({
  name,
  value,
  range: [min, max, step],
  words,
  onChange,
}: StartSliderProps): JSX.Element {
  return (
    <label className="start-slider">
      <span>{name}</span>
      <b>{words}</b>
      <input
        type="range"
        {...{ min, max, step, value }}
        aria-valuetext={words}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
    </label>
  );
}
