import { describe, expect, test } from 'vitest';
import { learnAutomaton, type Automaton } from '../../proof/portrait/automaton.ts';
import { trainedNetwork, trainedNetworks } from '../../proof/test-networks.fixture.ts';
import {
  drawEdge,
  drawGraph,
  labelledEdges,
  MOST_DRAWN,
  placeStates,
  type Node,
} from './automaton-layout.ts';

const size = { width: 560, height: 300 };
const automata = trainedNetworks.map(({ spec, params }) => learnAutomaton(spec, params));
const leak = (): Automaton => {
  const { spec, params } = trainedNetwork('notebook-1 9');
  return learnAutomaton(spec, params);
};

describe('places', () => {
  test('no two states share one, odd stands above and even below', () => {
    for (const automaton of automata) {
      const places = placeStates(automaton);
      const spots = [...places.values()].map(({ column, row }) => `${column} ${row}`);
      expect(new Set(spots).size).toBe(spots.length);
      const sides = automaton.states.flatMap(({ answer, accessStrings }) => {
        const place = places.get(accessStrings[0]!);
        return place ? [place.row > 0 === (answer === 1)] : [];
      });
      expect(sides).not.toContain(false);
    }
  });

  test('states that stay keep their places, whatever comes and goes', () => {
    const automaton = leak();
    const before = placeStates(automaton);
    const fewer = { ...automaton, states: automaton.states.filter((_, k) => k % 2 === 0) };
    const after = placeStates(fewer, before);
    for (const { accessStrings } of fewer.states)
      expect(after.get(accessStrings[0]!)).toBe(before.get(accessStrings[0]!));
    const again = placeStates(automaton, after);
    for (const [id, place] of after) expect(again.get(id)).toBe(place);
  });

  test('a state that changes its answer changes its side', () => {
    const automaton = leak();
    const before = placeStates(automaton);
    const turned = automaton.states.map((state, k) =>
      k === 1 ? { ...state, answer: (1 - state.answer) as 0 | 1 } : state,
    );
    const id = turned[1]!.accessStrings[0]!;
    const after = placeStates({ ...automaton, states: turned }, before);
    expect(Math.sign(after.get(id)!.row)).toBe(-Math.sign(before.get(id)!.row));
  });
});

describe('the graph', () => {
  test('writes no bit on another or on a ring, and those of the state that is looked at first', () => {
    for (const automaton of automata) {
      const graph = drawGraph(automaton, placeStates(automaton), { width: 366, height: 300 });
      const node = (index: number): Node => graph.nodes.find((one) => one.index === index)!;
      const labelled = [...labelledEdges(graph, 0)];
      expect(labelled.length).toBeGreaterThan(0);
      expect(labelled[0]!.from).toBe(0);
      const places = labelled.map(({ from, to }) => drawEdge(node(from), node(to), graph.radius).label);
      for (const [k, a] of places.entries())
        for (const b of places.slice(k + 1))
          expect(Math.abs(a.x - b.x) >= 9 || Math.abs(a.y - b.y) >= 15).toBe(true);
      for (const a of places)
        for (const ring of graph.nodes)
          expect(Math.hypot(ring.x - a.x, ring.y - a.y)).toBeGreaterThanOrEqual(graph.radius);
    }
  });

  test('lies inside, with an edge for every bit of every state drawn', () => {
    for (const automaton of automata) {
      const places = placeStates(automaton);
      const { nodes, edges } = drawGraph(automaton, places, size);
      expect(nodes.length).toBeLessThanOrEqual(MOST_DRAWN);
      expect(nodes).toHaveLength(places.size);
      for (const { x, y } of nodes) {
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(size.width);
        expect(y).toBeGreaterThan(0);
        expect(y).toBeLessThan(size.height);
      }
      const drawn = new Set(nodes.map(({ index }) => index));
      const wanted = automaton.states.flatMap(({ next }, from) =>
        drawn.has(from) ? next.flatMap((to, bit) => (drawn.has(to) ? [`${from} ${bit} ${to}`] : [])) : [],
      );
      const made = edges.flatMap(({ from, to, bits }) => bits.map((bit) => `${from} ${bit} ${to}`));
      expect(made.toSorted()).toEqual(wanted.toSorted());
    }
  });

  test('the two ways between two states lie apart', () => {
    const automaton = automata[0]!;
    const { nodes, radius } = drawGraph(automaton, placeStates(automaton), size);
    const [even, odd] = nodes;
    const there = drawEdge(even!, odd!, radius).label;
    const back = drawEdge(odd!, even!, radius).label;
    expect(Math.hypot(there.x - back.x, there.y - back.y)).toBeGreaterThan(20);
  });
});
