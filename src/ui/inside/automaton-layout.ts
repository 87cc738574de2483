/**
 * Where the states of an automaton stand: a column for the length of the shortest string that leads there, odd above
 * and even below, as in the wave of answers. A state is known by that string, and keeps its place from picture to
 * picture while it can.
 */
import type { Automaton } from '../../proof/portrait/automaton.ts';

export interface NodePlace {
  /** Length of the shortest string. */
  readonly column: number;
  /** 1, 2, ... above the middle, -1, -2, ... below. */
  readonly row: number;
}

export type Places = ReadonlyMap<string, NodePlace>;

/** Most states that are drawn, and the longest of their shortest strings. */
export const MOST_DRAWN = 48;
const MOST_COLUMNS = 26;

export interface Node {
  readonly id: string;
  readonly index: number;
  readonly answer: 0 | 1;
  readonly x: number;
  readonly y: number;
}

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly bits: readonly (0 | 1)[];
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  readonly radius: number;
  /** How much larger letters and marks are than usual. */
  readonly letters: number;
}

/** The places of an automaton's states, after those of the picture before. */
export function placeStates({ states }: Automaton, before: Places = new Map()): Places {
  const places = new Map<string, NodePlace>();
  const taken = new Set<string>();
  const put = (id: string, place: NodePlace): void => {
    places.set(id, place);
    taken.add(`${place.column} ${place.row}`);
  };
  const drawn = states
    .slice(0, MOST_DRAWN)
    .filter(({ accessStrings: [id] }) => (id ?? '').length < MOST_COLUMNS);
  const sides = drawn.map(({ answer, accessStrings: [id] }) => ({
    id: id ?? '',
    side: answer === 1 ? 1 : -1,
  }));
  for (const { id, side } of sides) {
    const known = before.get(id);
    if (known && Math.sign(known.row) === side) put(id, known);
  }
  for (const { id, side } of sides) {
    if (places.has(id)) continue;
    let row = side;
    while (taken.has(`${id.length} ${row}`)) row += side;
    put(id, { column: id.length, row });
  }
  return places;
}

const WIDEST_STEP = 150;
const HIGHEST_STEP = 84;
const SIDE = 34;

interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly letters?: number;
}

/** The picture of an automaton in pixels; larger letters take larger rings and more room. */
export function drawGraph(
  { states }: Automaton,
  places: Places,
  { width, height, letters = 1 }: PictureSize,
): Graph {
  const all = [...places.values()];
  const columns = Math.max(1, ...all.map(({ column }) => column));
  const rows = Math.max(1, ...all.map(({ row }) => Math.abs(row)));
  const side = SIDE * letters;
  const across = Math.min(WIDEST_STEP * letters, (width - 2 * side) / columns);
  const up = Math.min(HIGHEST_STEP * letters, (height / 2 - side) / Math.max(1, rows - 0.5));
  const left = (width - across * columns) / 2;
  const nodes = states.flatMap(({ answer, accessStrings: [id = ''] }, index): Node[] => {
    const place = places.get(id);
    if (!place) return [];
    const y = height / 2 - (place.row - Math.sign(place.row) * 0.35) * up;
    return [{ id, index, answer, x: left + place.column * across, y }];
  });
  const isDrawn = new Set(nodes.map(({ index }) => index));
  return {
    nodes,
    edges: edgesOf(states).filter(({ from, to }) => isDrawn.has(from) && isDrawn.has(to)),
    radius: Math.max(6, Math.min(26 * letters, across * 0.36, up * 0.5)),
    letters,
  };
}

/** One edge for each pair of states that some bit joins. */
function edgesOf(states: Automaton['states']): Edge[] {
  return states.flatMap(({ next }, from): Edge[] =>
    next[0] === next[1]
      ? [{ from, to: next[0], bits: [0, 1] }]
      : ([0, 1] as const).map((bit) => ({ from, to: next[bit], bits: [bit] })),
  );
}

export interface DrawnEdge {
  /** An SVG path from rim to rim. */
  readonly path: string;
  /** The arrow's head, an SVG path. */
  readonly head: string;
  readonly label: { readonly x: number; readonly y: number };
}

const HEAD = 7;

/** Radius from which on there is room for the bit on every arrow, where letters have their usual size. */
const ROOMY = 14;
/** Where letters have their usual size: of a bit, of what comes with each further one, and of a line of them. */
const LABEL = { bit: 9, further: 16, height: 15 };

/**
 * The edges whose bits are written beside them: of the state `from`, and where there is room for bits of the others, those
 * that would lie on no ring and on none before. What is left out is told by the line, which is solid or dashed.
 */
export function labelledEdges({ nodes, edges, radius, letters }: Graph, from: number | undefined): Set<Edge> {
  const at = new Map(nodes.map((node) => [node.index, node]));
  const own = edges.filter((edge) => edge.from === from);
  const others = radius >= ROOMY * letters ? edges.filter((edge) => edge.from !== from) : [];
  const written = new Set<Edge>();
  const boxes: { readonly x: number; readonly y: number; readonly width: number }[] = [];
  for (const edge of [...own, ...others]) {
    const { label } = drawEdge(at.get(edge.from)!, at.get(edge.to)!, radius);
    const width = letters * (LABEL.bit + LABEL.further * (edge.bits.length - 1));
    const isOnRing = nodes.some(({ x, y }) => Math.hypot(x - label.x, y - label.y) < radius);
    const isOnAnother = boxes.some(
      (box) =>
        Math.abs(box.x - label.x) < (box.width + width) / 2 &&
        Math.abs(box.y - label.y) < LABEL.height * letters,
    );
    if (isOnRing || isOnAnother) continue;
    boxes.push({ ...label, width });
    written.add(edge);
  }
  return written;
}

/** The curve of an edge, bent to the left of its direction so that two ways between two states lie apart. */
export function drawEdge(from: Node, to: Node, radius: number): DrawnEdge {
  if (from.index === to.index) return drawLoop(from, radius);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const bend = Math.min(70, 0.16 * length + 6);
  const middle = {
    x: (from.x + to.x) / 2 + (bend * 2 * dy) / length,
    y: (from.y + to.y) / 2 - (bend * 2 * dx) / length,
  };
  const start = towards(from, middle, radius + 1);
  const tip = towards(to, middle, radius + 2);
  const end = towards(to, middle, radius + 2 + HEAD * 0.8);
  const control = { x: middle.x, y: middle.y };
  return {
    path: `M${point(start)}Q${point(control)} ${point(end)}`,
    head: arrowHead(tip, middle),
    label: {
      x: 0.25 * start.x + 0.5 * control.x + 0.25 * end.x,
      y: 0.25 * start.y + 0.5 * control.y + 0.25 * end.y,
    },
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const point = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** The place on the way from one point to another, `distance` from the first. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return {
    x: from.x + ((to.x - from.x) * distance) / length,
    y: from.y + ((to.y - from.y) * distance) / length,
  };
}

/** A head that points at `tip`, coming from `source`. */
function arrowHead(tip: Point, source: Point): string {
  const back = towards(tip, source, HEAD);
  const [dx, dy] = [(tip.x - back.x) * 0.45, (tip.y - back.y) * 0.45];
  return `M${point(tip)}L${point({ x: back.x - dy, y: back.y + dx })}L${point({ x: back.x + dy, y: back.y - dx })}Z`;
}

/** A loop away from the middle: above an odd state, below an even one. */
function drawLoop(node: Node, radius: number): DrawnEdge {
  const side = node.answer === 1 ? -1 : 1;
  const reach = radius * 0.75;
  const high = node.y + side * (radius + Math.max(14, radius * 1.3));
  const rim = node.y + side * radius * 0.72;
  const from = { x: node.x - reach, y: rim };
  const tip = { x: node.x + reach, y: rim + side };
  const pull = { x: node.x + reach * 1.9, y: high };
  const end = towards(tip, pull, HEAD * 0.8);
  return {
    path: `M${point(from)}C${point({ x: node.x - reach * 1.9, y: high })} ${point(pull)} ${point(end)}`,
    head: arrowHead(tip, pull),
    label: { x: node.x, y: node.y + side * (radius + Math.max(11, radius)) },
  };
}
