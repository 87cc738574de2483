/** Act 7: everything else; the words used, and what it rests on. */
import type { JSX } from 'react';
import { useSelect, useSession } from '../../session/use-session.ts';
import { Act } from './act-head.tsx';
import { ExerciseList } from './exercises.tsx';
import { References, Words } from './references.tsx';

export function LaboratoryAct(): JSX.Element {
  const session = useSession();
  const isPresented = useSelect(({ presented }) => presented !== null);
  return (
    <Act act={7} title="Now ask your own questions.">
      <p className="lead">
        Longer strings? More units? Another learning rate, a thousand seeds? Everything above was made with
        the laboratory, and nothing in it is hidden: all options, the curves and their tables, the timeline,
        the weights by hand, the race against stock tf.layers, files in and out.
      </p>
      <button type="button" className="button primary go" onClick={() => session.goToAct(null)}>
        Open the laboratory
      </button>
      {isPresented ? (
        <p className="page-address" translate="no">
          {`${location.origin}${location.pathname}`}
        </p>
      ) : null}
      <ExerciseList />
      <Words />
      <References />
    </Act>
  );
}
