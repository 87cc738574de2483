/** The button that draws random weights until they fit, and how far it has come. */
import { counted } from '../../session/counted.ts';
import type { JSX } from 'react';
import type { EngineName } from '../../session/outcome.ts';
import type { Guessing } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { compact } from '../kit/format.ts';
import { Told } from '../kit/told.tsx';
import { useGrace } from '../kit/use-grace.ts';

/** Random weights instead of training, and how far that has come. */
export function GuessControl(): JSX.Element {
  const session = useSession();
  const guessing = useSelect((state) => state.guessing);
  const press = useGrace();
  const isBusy = guessing !== null && !guessing.isOver;
  return (
    <div className="guess">
      <button
        type="button"
        className="button small"
        {...press(isBusy ? session.stopGuessing : session.guess)}
      >
        {isBusy ? 'Stop guessing' : 'Guess'}
      </button>
      <output
        translate={guessing ? 'no' : undefined}
        aria-label="Guesses"
        aria-live="off"
        data-tries={guessing?.tries}
        data-solved={guessing?.solved}
      >
        {guessing ? figures(guessing) : 'draws weights until they fit, and opens what solves'}
      </output>
      {guessing?.message ? (
        <p className="bad">
          <Told text={`Guessing broke off: ${guessing.message}`} />
        </p>
      ) : null}
    </div>
  );
}

const ENGINES: Readonly<Record<EngineName, string>> = {
  webgl: 'WebGL2',
  cpu: 'the CPU',
  layers: 'tf.layers',
};

function figures({ tries, seconds, solved, engine, isOver }: Guessing): string {
  if (tries === 0) return isOver ? 'no tries' : 'starting …';
  const found = solved === 0 ? 'none solves yet' : counted(solved, 'solves', 'solve');
  const judge = engine ? `, judged on ${ENGINES[engine.name]}` : '';
  return `${counted(tries, 'try', 'tries')}, ${compact(tries / seconds)} a second; ${found}${judge}`;
}
