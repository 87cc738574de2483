/** The answer after every bit, as a wave between odd and even beside the truth, and as probabilities. */
import { useCallback, type JSX } from 'react';
import { CanvasLayer, middle, type Painter } from '../kit/canvas-layer.tsx';
import { CellRow, type Cell } from './cell-row.tsx';
import { shortProbability } from '../kit/format.ts';
import { isWrongAt, type JudgedTrace } from '../kit/judged-trace.ts';
import type { PaintColours } from '../kit/paint-colours.ts';
import type { TraceWindow } from './trace-window.ts';

interface WaveProps {
  readonly judged: JudgedTrace;
  readonly view: TraceWindow;
}

const HEIGHT = 56;
const PAD = 5;

const waveY = (odd: number): number => PAD + (HEIGHT - 2 * PAD) * (1 - odd);

/** The probability of "odd" as a wave, with the true parity dotted under it. */
export function AnswerWave({ judged, view }: WaveProps): JSX.Element {
  const paint = useCallback<Painter>(
    (context, colours) => paintWave(context, colours, judged, view),
    [judged, view],
  );
  return <CanvasLayer className="lane-canvas" width={view.width} height={HEIGHT} paint={paint} />;
}

function paintWave(
  context: CanvasRenderingContext2D,
  colours: PaintColours,
  judged: JudgedTrace,
  { start, count, cell }: TraceWindow,
): void {
  const { trace, parity } = judged;
  const levels = { even: new Path2D(), odd: new Path2D(), wrong: new Path2D() };
  const rises = new Path2D();
  const truth = new Path2D();
  for (let k = 0; k < count; k++) {
    const t = start + k;
    const [left, right] = [k * cell, (k + 1) * cell];
    const y = waveY(trace.probability[t]!);
    const level = levels[isWrongAt(judged, t) ? 'wrong' : trace.prediction[t] === 1 ? 'odd' : 'even'];
    level.moveTo(left, y);
    level.lineTo(right, y);
    if (k > 0) {
      rises.moveTo(left, waveY(trace.probability[t - 1]!));
      rises.lineTo(left, y);
    }
    truth.lineTo(left, waveY(parity[t]!));
    truth.lineTo(right, waveY(parity[t]!));
  }
  const stroke = (path: Path2D, colour: string, lineWidth: number, dash: number[] = []): void => {
    context.strokeStyle = colour;
    context.lineWidth = lineWidth;
    context.setLineDash(dash);
    context.stroke(path);
  };
  context.lineCap = 'butt';
  stroke(middle(count * cell, HEIGHT), colours.line, 1);
  stroke(truth, colours.soft, 1.5, [2, 3]);
  stroke(rises, colours.soft, 1.2);
  stroke(levels.wrong, colours.bad, 4, [4, 5]);
  context.lineCap = 'square';
  stroke(levels.even, colours.even, 3);
  stroke(levels.odd, colours.odd, 3);
}

/** The same probabilities as numbers; wrong ones are red, bold and underlined. */
export function ProbabilityRow({ judged, view }: WaveProps): JSX.Element {
  const cellAt = useCallback(
    (step: number): Cell => ({
      text: shortProbability(judged.trace.probability[step]!),
      tone: isWrongAt(judged, step) ? 'bad' : 'soft',
      fill: null,
    }),
    [judged],
  );
  return <CellRow view={view} height={22} cellAt={cellAt} />;
}
