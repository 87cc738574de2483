/** The first view's curves: a run that `npm run record` trained with this page, played until the visitor's own begins. */
import { useLayoutEffect, useRef, type JSX } from 'react';
import { median } from '../../parity/median.ts';
import { accuracyScale, DOUBLE_REFERENCES, lossScale, NO_REFERENCES } from './chart-scale.ts';
import { duration } from '../kit/format.ts';
import recorded from './recorded-run.json';
import { StaticChart } from './static-chart.tsx';

type Value = 'bitAccuracy' | 'loss';

const { updates, replicas, epochs, heldOut, config, seconds } = recorded;
const solved = replicas.filter(({ solvedAt }) => solvedAt !== null).length;
const seeds = `${replicas.length} seeds`;
const xMax = updates.at(-1)!;

const linesOf = (value: Value): number[][] =>
  replicas.map((replica) => updates.flatMap((update, k) => [update, replica[value][k]!]));

const medianLine = (value: Value): number[] =>
  updates.flatMap((update, k) => [update, median(replicas.map((replica) => replica[value][k]!))]);

const marksOf = (value: Value, points: readonly { update: number; bitAccuracy: number; loss: number }[]) =>
  points.flatMap((point) => [point.update, point[value]]);

function curvesOf(value: Value) {
  const [shown = [], ...others] = linesOf(value);
  return {
    shown,
    others,
    xMax,
    median: medianLine(value),
    epochs: marksOf(value, epochs),
    heldOut: marksOf(value, heldOut),
  };
}

const accuracy = curvesOf('bitAccuracy');
const loss = curvesOf('loss');
const lowestAccuracy = Math.min(...replicas.flatMap(({ bitAccuracy }) => bitAccuracy));
const highestLoss = Math.max(...(replicas[0]?.loss ?? []));
const lowestLoss = Math.min(...replicas.flatMap((replica) => replica.loss));

/** When the page that the build drew began to play; the one that takes its place goes on from there. */
const playingSince = typeof document === 'object' ? (playingIn(document.body)[0]?.startTime ?? null) : null;

function playingIn(element: HTMLElement): Animation[] {
  // where animations cannot be asked for, it plays from the start again
  if (typeof element.getAnimations !== 'function') return [];
  return Array.from(element.querySelectorAll('.recorded-lines'), (lines) => lines.getAnimations()).flat();
}

export function RecordedCurves(): JSX.Element {
  const curves = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (playingSince === null || !curves.current) return;
    for (const animation of playingIn(curves.current)) animation.startTime = playingSince;
  }, []);
  return (
    <div className="recorded" ref={curves}>
      <div className="chart tall">
        <StaticChart
          title={`A recorded run: accuracy of ${seeds} over ${xMax} updates; ${solved} of them learn parity.`}
          {...accuracy}
          {...accuracyScale(lowestAccuracy)}
          references={NO_REFERENCES}
        />
        <p className="recorded-note">
          <strong>Recorded</strong>
          <span>{` ${seeds} that this page has trained in ${duration(seconds)}: ${solved} learn parity. `}</span>
          <span>
            Press <b>Train</b> to see your own.
          </span>
        </p>
      </div>
      <div className="chart low">
        <StaticChart
          title={`A recorded run: loss of ${seeds} over ${xMax} updates.`}
          {...loss}
          {...lossScale(config.head === 'double-softmax', lowestLoss, highestLoss)}
          references={DOUBLE_REFERENCES}
        />
      </div>
    </div>
  );
}
