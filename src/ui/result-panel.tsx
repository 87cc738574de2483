import type { JSX } from 'react';
import { newestHeldOut, type RunRecord } from '../session/run-record.ts';
import type { SessionState } from '../session/state.ts';
import { useSampled, useSelect } from '../session/use-session.ts';
import { percent } from './format.ts';
import { LengthStrip } from './length-strip.tsx';
import { ReplicaPicker } from './replica-picker.tsx';

const selectRun = (state: SessionState): RunRecord | null => state.run;
const isOtherRun = (a: RunRecord | null, b: RunRecord | null): boolean => a?.id !== b?.id;

/** Strings that an evaluation judges; the same number as `HELD_OUT_STRINGS` of parity/dataset.ts. */
const HELD_OUT = '10,000';

export function ResultPanel(): JSX.Element {
  const run = useSampled(selectRun, 200, isOtherRun);
  const replica = useSelect((state) => state.replica);
  const seed = useSelect((state) => (state.run?.config ?? state.config).seed + state.replica);
  const max = useSelect((state) => (state.run?.config ?? state.config).max);
  const record = run?.replicas[replica];
  return (
    <section className="panel result" aria-labelledby="result-title">
      <h2 id="result-title">Result · seed {run?.replicas[replica]?.seed ?? seed}</h2>
      <HeldOut run={run} replica={replica} max={max} />
      {record?.wrongByLength ? <LengthStrip wrongByLength={record.wrongByLength} /> : null}
      <SolvedCount run={run} />
      <ReplicaPicker run={run} />
    </section>
  );
}

interface HeldOutProps {
  readonly run: RunRecord | null;
  readonly replica: number;
  readonly max: number;
}

function HeldOut({ run, replica, max }: HeldOutProps): JSX.Element {
  const heldOut = newestHeldOut(run?.replicas[replica])?.heldOut;
  return (
    <div className="held-out">
      <output
        className="big"
        aria-label="Held-out accuracy"
        aria-live="off"
        data-bit={heldOut?.bitAccuracy}
        data-last-bit={heldOut?.lastBitAccuracy}
        data-string={heldOut?.stringAccuracy}
      >
        {percent(heldOut?.lastBitAccuracy)}
      </output>
      <p className="soft">
        {heldOut
          ? `right after the last bit, on ${HELD_OUT} strings of ${max} bits that it has not seen`
          : `Held-out accuracy: comes with the first evaluation, on ${HELD_OUT} strings of ${max} bits`}
      </p>
      {heldOut ? (
        <dl className="two-figures">
          <div>
            <dt>every bit</dt>
            <dd>{percent(heldOut.bitAccuracy)}</dd>
          </div>
          <div>
            <dt>whole string</dt>
            <dd>{percent(heldOut.stringAccuracy)}</dd>
          </div>
        </dl>
      ) : null}
      {max < 25 ? (
        <p className="soft">So few strings are this short that some are training strings as well.</p>
      ) : null}
    </div>
  );
}

function SolvedCount({ run }: { readonly run: RunRecord | null }): JSX.Element {
  const replicas = useSelect((state) => (state.run?.config ?? state.config).replicas);
  const solved = run?.solvedAt.filter((update) => update !== null).length ?? 0;
  return (
    <p className="solved-count">
      <strong>
        {solved} of {replicas}
      </strong>{' '}
      {replicas === 1 ? 'seed' : 'seeds'} solved
    </p>
  );
}
