/** Saves a figure as a picture; what draws it comes with the press. */
import './save-picture.css';
import { useRef, useState, type JSX } from 'react';
import { saveAddress, saveText } from '../../session/downloads.ts';
import { addressOf, shownLink } from '../../session/link-sync.ts';
import { selectNetwork, type SessionState } from '../../session/state.ts';
import { useSession } from '../../session/use-session.ts';
import type { PictureWords } from './figure-picture.ts';
import { DownloadIcon } from './icons.tsx';

export interface SavePictureProps {
  /** What the figure is called: `Curves`. */
  readonly figure: string;
  /** Selects what is saved, within what is around the button. */
  readonly of: string;
  /** Selects that; unless given, the panel, figure or act. */
  readonly around?: string;
  /** Of which networks it is; unless given, of the shown one. */
  readonly subject?: string;
}

type Kind = 'SVG' | 'PNG';

export function SavePicture(props: SavePictureProps): JSX.Element {
  const { figure, of, around = '.panel, figure, .act-body', subject } = props;
  const { store } = useSession();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [problem, setProblem] = useState('');
  const save = (kind: Kind): void => {
    const place = button.current?.closest(around);
    const targets = [...(place?.querySelectorAll(of) ?? [])].filter(
      (target) => target.closest('[data-unsaved]') === null,
    );
    const address = addressOf(shownLink(store.get()));
    const words = { title: figure, subject: subject ?? shownSubject(store.get()), address };
    setProblem('');
    saveAs(kind, targets, words).then(
      () => setIsOpen(false),
      () => setProblem(`No ${kind} could be made of it here.`),
    );
  };
  return (
    <span
      className="save-picture"
      data-unsaved=""
      onKeyDown={(event) => {
        if (event.key === 'Escape') setIsOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className="button quiet icon-only"
        aria-label={`Save picture of ${figure}`}
        aria-expanded={isOpen}
        title="Save picture"
        onClick={() => setIsOpen(!isOpen)}
      >
        <DownloadIcon />
      </button>
      {isOpen ? (
        <span className="picture-kinds">
          {(['SVG', 'PNG'] as const).map((kind) => (
            <button
              key={kind}
              type="button"
              className="button small"
              aria-label={`${kind} of ${figure}`}
              onClick={() => save(kind)}
            >
              {kind}
            </button>
          ))}
          <span role="status">{problem}</span>
        </span>
      ) : null}
    </span>
  );
}

function shownSubject(state: SessionState): string {
  const { seed } = selectNetwork(state);
  return seed === null ? `network from ${state.opened?.source ?? 'elsewhere'}` : `seed ${seed}`;
}

/** @throws when the module or the picture does not come. */
async function saveAs(kind: Kind, targets: readonly Element[], words: PictureWords): Promise<void> {
  if (targets.length === 0) throw new Error('nothing is drawn');
  const { drawPicture, picturePixels, pictureText } = await import('./figure-picture.ts');
  const picture = drawPicture(targets, words);
  const plain = `latch ${words.title} ${words.subject}`.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-');
  const name = `${plain}.${kind.toLowerCase()}`;
  if (kind === 'SVG') saveText(name, pictureText(picture), 'image/svg+xml');
  else saveAddress(name, await picturePixels(picture));
}
