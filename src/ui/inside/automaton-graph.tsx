/** The automaton as a graph: rings for states, arrows for bits. */
import { counted } from '../../session/counted.ts';
import { memo, useMemo, useState, type JSX, type KeyboardEvent } from 'react';
import type { Automaton } from '../../proof/portrait/automaton.ts';
import {
  drawEdge,
  drawGraph,
  labelledEdges,
  placeStates,
  type Edge,
  type Graph,
  type Node,
  type Places,
} from './automaton-layout.ts';
import { stateText } from './automaton-words.ts';
import { answerWord } from '../kit/format.ts';
import { PAPER_AUTOMATON } from '../kit/paper.ts';
import { useLetterScale } from '../kit/use-letter-scale.ts';
import { useSize, type Size } from '../kit/use-size.ts';

interface AutomatonGraphProps {
  readonly automaton: Automaton;
  /** State in which the typed string is at the cursor. */
  readonly current: number;
  /** The shortest string of the state that is asked about. */
  readonly picked: string | null;
  readonly onPick: (id: string | null) => void;
  /** Its size on paper. */
  readonly paper?: typeof PAPER_AUTOMATON;
}

export const AutomatonGraph = memo(function AutomatonGraph({
  paper = PAPER_AUTOMATON,
  ...props
}: AutomatonGraphProps): JSX.Element {
  const [body, size] = useSize(paper);
  const places = usePlaces(props.automaton);
  const undrawn = props.automaton.states.length - places.size;
  return (
    <div className="automaton-figure">
      <div className="automaton" translate="no" ref={body}>
        {size ? <GraphDrawing {...props} {...{ places, size }} /> : null}
      </div>
      <div className="automaton-notes">
        <p aria-hidden="true">double ring: says odd · solid: on 0 · dashed: on 1</p>
        {undrawn > 0 ? <p>{`${counted(undrawn, 'state')} further on not drawn`}</p> : null}
      </div>
    </div>
  );
});

interface GraphDrawingProps extends Omit<AutomatonGraphProps, 'paper'> {
  readonly places: Places;
  readonly size: Size;
}

function GraphDrawing({ automaton, current, picked, onPick, places, size }: GraphDrawingProps): JSX.Element {
  const letters = useLetterScale(MOST_LETTERS);
  const graph = useMemo(
    () => drawGraph(automaton, places, { ...size, letters }),
    [automaton, places, size, letters],
  );
  const shown =
    graph.nodes.find(({ id }) => id === picked) ?? graph.nodes.find(({ index }) => index === current);
  const labelled = useMemo(() => labelledEdges(graph, shown?.index), [graph, shown?.index]);
  const onKeyDown = (event: KeyboardEvent<SVGElement>): void => {
    const next = nextNode(graph, shown, event.key);
    if (!next) return;
    event.preventDefault();
    onPick(next.id);
    event.currentTarget.querySelector<SVGElement>(`[data-index="${next.index}"]`)?.focus();
  };
  return (
    <svg
      width={size.width}
      height={size.height}
      role="group"
      aria-label="States: arrow keys move"
      onKeyDown={onKeyDown}
    >
      {graph.edges.map((edge) => (
        <EdgeMark
          key={`${edge.from} ${edge.to} ${edge.bits.join('')}`}
          {...{ graph, edge }}
          isLabelled={labelled.has(edge)}
          isOfShown={edge.from === shown?.index}
        />
      ))}
      {graph.nodes.map((node) => (
        <NodeMark
          key={node.id}
          {...{ node, automaton, onPick }}
          radius={graph.radius}
          letters={letters}
          isCurrent={node.index === current}
          isStop={node === (shown ?? graph.nodes[0])}
        />
      ))}
    </svg>
  );
}

/** The places of the states, those of the picture before kept. */
function usePlaces(automaton: Automaton): Places {
  const [kept, setKept] = useState<{ readonly automaton: Automaton; readonly places: Places } | null>(null);
  if (kept?.automaton === automaton) return kept.places;
  const places = placeStates(automaton, kept?.places);
  setKept({ automaton, places });
  return places;
}

function nextNode({ nodes }: Graph, shown: Node | undefined, key: string): Node | undefined {
  const at = shown ? nodes.indexOf(shown) : 0;
  const to = {
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    ArrowLeft: at - 1,
    ArrowUp: at - 1,
    Home: 0,
    End: nodes.length - 1,
  }[key];
  return to === undefined ? undefined : nodes[Math.max(0, Math.min(nodes.length - 1, to))];
}

interface EdgeMarkProps {
  readonly graph: Graph;
  readonly edge: Edge;
  readonly isLabelled: boolean;
  /** Of the state that is pointed at, or else the string's. */
  readonly isOfShown: boolean;
}

const MOST_LETTERS = 4;

/** Radius from which on there is room for a word and a number in a ring, where letters have their usual size. */
const WORDY = 20;
const NUMBERED = 9;

function EdgeMark({ graph, edge, isLabelled, isOfShown }: EdgeMarkProps): JSX.Element | null {
  const from = graph.nodes.find(({ index }) => index === edge.from);
  const to = graph.nodes.find(({ index }) => index === edge.to);
  if (!from || !to) return null;
  const { path, head, label } = drawEdge(from, to, graph.radius);
  // a blank would show the line behind the label
  const bits = edge.bits.join(',');
  return (
    <g className="edge" data-bits={edge.bits.join('')} data-shown={isOfShown ? '' : undefined}>
      <path className="edge-way" d={path} />
      <path className="edge-head" d={head} />
      {isLabelled ? (
        <text x={label.x} y={label.y + 4 * graph.letters} textAnchor="middle">
          {bits}
        </text>
      ) : null}
    </g>
  );
}

interface NodeMarkProps {
  readonly node: Node;
  readonly automaton: Automaton;
  readonly radius: number;
  readonly letters: number;
  readonly isCurrent: boolean;
  readonly isStop: boolean;
  readonly onPick: (id: string | null) => void;
}

function NodeMark({
  node,
  automaton,
  radius,
  letters,
  isCurrent,
  isStop,
  onPick,
}: NodeMarkProps): JSX.Element {
  const { x, y, answer, index, id } = node;
  const isWordy = radius >= WORDY * letters;
  return (
    <g
      className="node"
      role="img"
      tabIndex={isStop ? 0 : -1}
      data-index={index}
      data-answer={answerWord(answer)}
      data-current={isCurrent ? '' : undefined}
      aria-label={stateText(automaton, index).join(' ')}
      onFocus={() => onPick(id)}
      onBlur={() => onPick(null)}
      onPointerEnter={() => onPick(id)}
      onPointerLeave={() => onPick(null)}
    >
      {isCurrent ? <circle className="node-current" cx={x} cy={y} r={radius + 5} /> : null}
      {index === 0 ? <path className="node-start" d={`M${x - radius - 22} ${y}h16m-5 -4l5 4l-5 4`} /> : null}
      <circle className="node-ring" cx={x} cy={y} r={radius} />
      {answer === 1 ? <circle className="node-inner" cx={x} cy={y} r={radius - 3} /> : null}
      <text x={x} y={y + 4 * letters} textAnchor="middle" className={isWordy ? 'node-word' : 'node-number'}>
        {isWordy ? answerWord(answer) : radius >= NUMBERED * letters ? index : ''}
      </text>
    </g>
  );
}
