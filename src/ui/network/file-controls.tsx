/** Downloads of run, metrics and weights, and opening a file. */
import { useId, useState, type JSX } from 'react';
import { copyLink } from '../../session/clipboard.ts';
import { downloadMetrics, downloadRun, downloadWeights } from '../../session/downloads.ts';
import { openFile } from '../../session/file-entry.ts';
import { weightsRefusal } from '../../session/link-sync.ts';
import { hasPoints } from '../../session/run-record.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { DownloadIcon, LinkIcon } from '../kit/icons.tsx';
import { NetworkLinkField } from '../kit/link-field.tsx';
import { ReasonedButton } from '../kit/reasoned-button.tsx';

/** Takes the run, its metrics and the network out of the page, and brings them in again. */
export function FileControls(): JSX.Element {
  const session = useSession();
  const { store } = session;
  const isRecorded = useSelect((state) => state.run !== null && hasPoints(state.run));
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
        <CopyWeightsLink />
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
  const refusal = useSelect(weightsRefusal);
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const [presses, setPresses] = useState(0);
  const copy = async (): Promise<void> => {
    setPresses(presses + 1);
    setOutcome((await copyLink(store.get(), true)) ? 'copied' : 'refused');
    setTimeout(() => setOutcome((now) => (now === 'copied' ? null : now)), 2500);
  };
  return (
    <>
      <ReasonedButton refusal={refusal} onClick={() => void copy()}>
        <LinkIcon />
        <span>{outcome === 'copied' ? 'Link copied' : 'Link to this network'}</span>
      </ReasonedButton>
      {outcome === 'refused' && refusal === null ? <NetworkLinkField {...{ presses }} /> : null}
    </>
  );
}
