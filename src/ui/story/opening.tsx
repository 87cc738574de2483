/** Act 0: the question, the living figure, and the one button. */
import type { ComponentType, JSX } from 'react';
import { useSelect } from '../../session/use-session.ts';
import { StageChart } from '../curves/stage-chart.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import type { SavePictureProps } from '../kit/save-picture.tsx';
import { usePart } from '../kit/use-part.ts';
import { Prose } from '../kit/prose.tsx';
import { inWords } from '../kit/count-words.ts';
import { paramCount } from '../../lstm/params.ts';
import { isRecorded } from '../../session/recorded.ts';
import { useElsewhere } from './use-elsewhere.ts';
import { useFooling } from './fooling.tsx';
import { StageNote } from './stage-note.tsx';
import { StageString } from './stage-string.tsx';
import { TrainingStrip } from './training-strip.tsx';

export function Opening(): JSX.Element {
  const numbers = useSelect((state) => paramCount((state.run?.config ?? state.config).hidden));
  const replicas = useSelect((state) => (state.run?.config ?? state.config).replicas);
  const shown = useSelect((state) => `network ${state.replica + 1}`);
  const fooling = useFooling();
  return (
    <section className="opening" aria-labelledby="act-0" data-elsewhere={useElsewhere(0)}>
      <h1 id="act-0" tabIndex={-1}>
        <Prose>
          Can {numbers} numbers learn <span className="odd-word">odd</span> from{' '}
          <span className="even-word">even</span>?
        </Prose>
      </h1>
      <p className="lead">
        {`A neural network of ${numbers} weights reads zeros and ones and must tell their parity: is the number of ones odd? Train ${replicas === 1 ? 'one' : inWords(replicas)} here, in this tab. Then try to fool ${replicas === 1 ? 'it' : 'them'}.`}
      </p>
      <div className="stage">
        <div className="stage-figures">
          <DrawingBoundary name="The typed string">
            <StageString isQuiet={fooling.isPlaying} />
          </DrawingBoundary>
          <figure className="stage-curves">
            <figcaption className="stage-title">
              <b>Answers right</b>
              <ChartNote />
              <LateSavePicture />
            </figcaption>
            <StageChart shown={shown} />
            <p className="axis-title">strings read</p>
          </figure>
        </div>
        <TrainingStrip />
      </div>
      <DrawingBoundary name="What happens">
        <StageNote fooling={fooling} />
      </DrawingBoundary>
    </section>
  );
}

const loadSavePicture = async (): Promise<ComponentType<SavePictureProps>> =>
  (await import('../kit/save-picture.tsx')).SavePicture;

/** It is not needed for the first view; where it does not come, there is one in every act that follows. */
function LateSavePicture(): JSX.Element | null {
  const { Component: SavePicture } = usePart('Saving pictures', loadSavePicture);
  return SavePicture ? (
    <SavePicture figure="Answers and curves" around=".stage" of=".stage-rows, .stage-curves" />
  ) : null;
}

function ChartNote(): JSX.Element {
  const isRecording = useSelect(isRecorded);
  const replicas = useSelect((state) => (state.run?.config ?? state.config).replicas);
  const shown = useSelect((state) => state.replica + 1);
  const networks = replicas === 1 ? 'one network' : `${inWords(replicas)} networks`;
  return (
    <span className="soft">
      <span>{isRecording ? `recorded: ${networks}` : 'yours'}</span>
      {isRecording ? null : <span className="chart-bright">{`; bright: network ${shown}`}</span>}
    </span>
  );
}
