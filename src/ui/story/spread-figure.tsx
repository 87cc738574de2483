/** How the rule spreads from the first bit of a string to its last, and how on fifty bits alone nothing begins. */
import type { JSX } from 'react';
import { roughCount } from '../kit/format.ts';
import { SavePicture } from '../kit/save-picture.tsx';
import { Caption } from './act-head.tsx';
// written by `spread.test.ts`, and held to what training does
import table from './spread.json' with { type: 'json' };
import './spread.css';

interface Column {
  /** Read until then. */
  readonly strings: number;
  /** Bits, from the first on, that are nearly always answered right. */
  readonly learnt: number;
  /** A digit for each bit: how many of the table's steps are reached. */
  readonly right: string;
}

const BITS = 50;
const WIDTH = 480;
const HEIGHT = 264;
const LEFT = 34;
const CEILING = 8;
const GROUND = 214;

/** Where it is last sure of no more than two bits, and where first of all fifty. */
const [FEW, ALL] = spreadOf(table.variable);
const SURE = Math.round(100 * table.steps.at(-2)!);
const COIN = Math.round(100 * table.steps[0]!);
const FULL = Math.round(100 * table.steps.at(-1)!);

export function SpreadFigure(): JSX.Element {
  return (
    <figure className="spread-figure">
      <h3>How do a few bits become fifty?</h3>
      <p className="spread-words">
        {`Once it takes a one differently from a zero, each bit more is the same step again. After ${FEW.strings.toLocaleString('en')} strings this network is sure of the first ${FEW.learnt} bits, and little better than a coin beyond; ${roughCount(ALL.strings - FEW.strings)} strings later it is sure of all ${BITS}. Where every string has fifty bits and one answer, nothing marks the first bits, so there is nothing to begin from.`}
      </p>
      <div className="spread-pair">
        <Spread name="1 to 50 bits: as it learns" columns={table.variable} />
        <Spread name={`50 bits: all ${table.epochs} passes`} columns={table.fixed} />
      </div>
      <SavePicture
        figure="From a few bits to fifty"
        of=".spread"
        subject={`seed ${table.seed}, recorded: 1 to 50 bits, and 50 bits`}
      />
      <Caption see="The rule climbs from the first bit to the fiftieth; on the right it never starts.">
        {`Each column is the same network (seed ${table.seed}, recorded) a little later, tried on ${table.judged} strings that it is not trained on: the fuller the colour, the more of its answers after that bit are right, from ${COIN} % (blank: below, as a coin is) to ${FULL} %; sure is ${SURE} %.`}
      </Caption>
    </figure>
  );
}

function spreadOf(columns: readonly Column[]): readonly [Column, Column] {
  const all = columns.findIndex(({ learnt }) => learnt === BITS);
  const few = columns.slice(0, all).filter(({ learnt }) => learnt <= 2);
  return [few.at(-1)!, columns[all]!];
}

interface SpreadProps {
  readonly name: string;
  readonly columns: readonly Column[];
}

function Spread({ name, columns }: SpreadProps): JSX.Element {
  const newest = columns.at(-1)!;
  const slot = (WIDTH - LEFT) / columns.length;
  const places = [0, Math.floor(columns.length / 2), columns.length - 1];
  return (
    <div className="spread">
      <h4>{name}</h4>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="xMidYMin"
        role="img"
        aria-label={`${name}. Bits that it is sure of, by strings read: ${wordsOf(columns)}.`}
      >
        {table.steps.map((_, k) => (
          <path
            key={k}
            className="spread-level"
            opacity={(k + 1) / table.steps.length}
            d={cellsOf(columns, k + 1)}
          />
        ))}
        {columns.every(({ learnt }) => learnt === 0) ? (
          <text
            className="spread-strings"
            data-end="middle"
            x={(LEFT + WIDTH) / 2}
            y={(CEILING + GROUND) / 2}
          >
            a coin from the first string to the last
          </text>
        ) : null}
        <path className="spread-frame" d={`M${LEFT} ${CEILING}V${GROUND}H${WIDTH}`} />
        {[1, 10, 20, 30, 40, 50].map((bit) => (
          <text key={bit} className="spread-bit" x={LEFT - 6} y={topOf(bit) + 6}>
            {bit}
          </text>
        ))}
        <text className="spread-bit" x={LEFT - 6} y={HEIGHT - 4}>
          bit
        </text>
        {places.map((place, k) => (
          <text
            key={place}
            className="spread-strings"
            data-end={['start', 'middle', 'end'][k]}
            x={k === 0 ? LEFT : k === 1 ? LEFT + (place + 0.5) * slot : WIDTH}
            y={GROUND + 20}
          >
            {columns[place]!.strings.toLocaleString('en')}
          </text>
        ))}
        <text className="spread-strings" data-end="end" x={WIDTH} y={HEIGHT - 4}>
          {newest.strings > 200_000 ? 'strings read' : 'strings read, seen closely'}
        </text>
      </svg>
    </div>
  );
}

const topOf = (bit: number): number => GROUND - (bit / BITS) * (GROUND - CEILING);

/** The cells of one shade as one path, each column's neighbours as one: no seam between them, and few elements. */
function cellsOf(columns: readonly Column[], level: number): string {
  const slot = (WIDTH - LEFT) / columns.length;
  let path = '';
  for (const [k, { right }] of columns.entries())
    for (const { index, 0: cells } of right.matchAll(new RegExp(`${level}+`, 'gu')))
      path += `M${(LEFT + k * slot).toFixed(2)} ${topOf(index).toFixed(2)}h${slot.toFixed(2)}V${topOf(index + cells.length).toFixed(2)}h${(-slot).toFixed(2)}z`;
  return path;
}

/** Where the number of bits changes, as read aloud. */
const wordsOf = (columns: readonly Column[]): string =>
  columns
    .filter(({ learnt }, k) => k === 0 || learnt !== columns[k - 1]!.learnt)
    .map(({ strings, learnt }) => `${strings.toLocaleString('en')}: ${learnt}`)
    .join(', ');
