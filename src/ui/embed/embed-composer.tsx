/** Composes what another page embeds: an iframe with the ticked figures of what is shown here. */
import './embed-composer.css';
import { useState, type JSX } from 'react';
import { FIGURE_NAMES, FIGURES, type FigureName } from '../../session/figures.ts';
import { copyText } from '../../session/clipboard.ts';
import { addressOf, shownLink, linkWithWeights, weightsRefusal } from '../../session/link-sync.ts';
import { selectNetwork, type SessionState } from '../../session/state.ts';
import { useSelect } from '../../session/use-session.ts';

/** Figures that are there without a run, if there is a network. */
const OF_A_NETWORK: readonly FigureName[] = ['trace', 'plane', 'automaton', 'network'];

interface Embedding {
  readonly figures: readonly FigureName[];
  /** Trains as soon as it is opened. */
  readonly start: boolean;
}

/** The iframe as it is pasted into a page. */
function embedCode(state: SessionState, { figures, start }: Embedding): string {
  const isTrained = selectNetwork(state).origin !== 'untrained' && weightsRefusal(state) === null;
  // what trains anew needs no weights
  const carries = !start && isTrained && figures.some((name) => OF_A_NETWORK.includes(name));
  const link = carries ? linkWithWeights(state) : shownLink(state);
  const address = addressOf({ ...link, act: null, start, embed: true, figures });
  const title = `Latch: ${figures.map((name) => FIGURES[name]).join(', ') || 'the laboratory'}`;
  const height = figures.length === 1 ? 400 : 800;
  return `<iframe src="${address.replaceAll('&', '&amp;').replaceAll('"', '%22')}" title="${title}" width="640" height="${height}" loading="lazy" style="border: 0"></iframe>`;
}

/** Folded: the code follows everything that is done on the page, for who looks at it. */
export function EmbedFold(): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <section className="panel embed-composer" aria-labelledby="embed-title">
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>
          <h2 id="embed-title">Embed</h2>
        </summary>
        {isOpen ? <Composer /> : null}
      </details>
    </section>
  );
}

function Composer(): JSX.Element {
  const [figures, setFigures] = useState<readonly FigureName[]>(['plane']);
  const [start, setStart] = useState(false);
  const [outcome, setOutcome] = useState('');
  const code = useSelect((state) => embedCode(state, { figures, start }));
  const tick = (name: FigureName, isOn: boolean): void =>
    setFigures(FIGURE_NAMES.filter((other) => (other === name ? isOn : figures.includes(other))));
  const copy = async (): Promise<void> =>
    setOutcome(
      (await copyText(code)) ? 'Copied' : 'Your browser keeps the clipboard: copy it from the field.',
    );
  return (
    <div className="embed-parts">
      <fieldset>
        <legend className="soft">Figures; with none ticked, the whole laboratory.</legend>
        {FIGURE_NAMES.map((name) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={figures.includes(name)}
              onChange={(event) => tick(name, event.currentTarget.checked)}
            />
            <span>{FIGURES[name]}</span>
          </label>
        ))}
      </fieldset>
      <label className="check">
        <input type="checkbox" checked={start} onChange={(event) => setStart(event.currentTarget.checked)} />
        Train as soon as it is opened
      </label>
      <textarea
        className="text-box"
        aria-label="Code to embed"
        readOnly
        rows={4}
        value={code}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="button-row">
        <button type="button" className="button small" onClick={() => void copy()}>
          Copy the code
        </button>
        <span role="status" className="soft">
          {outcome}
        </span>
      </div>
    </div>
  );
}
