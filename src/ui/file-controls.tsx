import { addressOf, linkWithWeights } from '../session/link-sync.ts';
import { useId, useState, type JSX } from 'react';
import { copyLink, downloadMetrics, downloadRun, downloadWeights, openFile } from '../session/downloads.ts';
import { hasPoints } from '../session/run-record.ts';
import { useSelect, useSession } from '../session/use-session.ts';
import { MAX_LINK_UNITS } from '../session/url.ts';
import { DownloadIcon, LinkIcon } from './icons.tsx';

/** Takes the run, its metrics and the network out of the page, and brings them in again. */
export function FileControls(): JSX.Element {
  const session = useSession();
  const { store } = session;
  const isRecorded = useSelect((state) => state.run !== null && hasPoints(state.run));
  const isSmall = useSelect((state) => state.config.hidden <= MAX_LINK_UNITS);
  const id = useId();
  const withRun = (save: typeof downloadRun) => (): void => {
    const { run } = store.get();
    if (run) save(run);
  };
  return (
    <div className="files">
      <div className="button-row">
        <button type="button" className="button small" disabled={!isRecorded} onClick={withRun(downloadRun)}>
          <DownloadIcon />
          <span>Download run</span>
        </button>
        <button
          type="button"
          className="button small"
          disabled={!isRecorded}
          onClick={withRun(downloadMetrics)}
        >
          <DownloadIcon />
          <span>Download metrics</span>
        </button>
        <button type="button" className="button small" onClick={() => downloadWeights(store.get())}>
          <DownloadIcon />
          <span>Download weights</span>
        </button>
        {isSmall ? <CopyWeightsLink /> : null}
      </div>
      <label htmlFor={id} className="file-label">
        <span>Open file</span>
        <input
          id={id}
          type="file"
          accept=".json,application/json"
          aria-label="Open file"
          onChange={(event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            if (file) void openFile(session, file).then(() => (input.value = ''));
          }}
        />
      </label>
    </div>
  );
}

function CopyWeightsLink(): JSX.Element {
  const { store } = useSession();
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const copy = async (): Promise<void> => {
    setOutcome((await copyLink(store.get(), true)) ? 'copied' : 'refused');
    setTimeout(() => setOutcome((now) => (now === 'copied' ? null : now)), 2500);
  };
  return (
    <>
      <button type="button" className="button small" onClick={() => void copy()}>
        <LinkIcon />
        <span>{outcome === 'copied' ? 'Link copied' : 'Link to this network'}</span>
      </button>
      {outcome === 'refused' ? (
        <input
          className="link-text"
          aria-label="Link to the network"
          readOnly
          value={addressOf(linkWithWeights(store.get()))}
          onFocus={(event) => event.currentTarget.select()}
        />
      ) : null}
    </>
  );
}
