/** What follows the opening: from what happened to what can be proved, and why lengths matter. */
import '../inside/inside.css';
import '../inside/state-picture.css';
import './cell.css';
import './fall.css';
import './memory.css';
import './repair-chain.css';
import './acts-print.css';
import '../result/result.css';
import '../result/repair.css';
import { memo, type ComponentType, type JSX } from 'react';
import { STEPS_PER_ACT } from '../kit/act-places.ts';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { DrawnSteps } from './act-head.tsx';
import { CellAct } from './cell-act.tsx';
import { FoolAct } from './fool-act.tsx';
import { LaboratoryAct } from './laboratory-act.tsx';
import { LengthsAct } from './lengths-act.tsx';
import { MemoryAct } from './memory-act.tsx';
import { NetworksAct } from './networks-act.tsx';
import { ProofAct } from './proof-act.tsx';

const ACTS: readonly (readonly [string, ComponentType])[] = [
  ['What happened', NetworksAct],
  ['The string that fools it', FoolAct],
  ['Why it forgets', MemoryAct],
  ['The proof', ProofAct],
  ['Why lengths matter', LengthsAct],
  ['The cell', CellAct],
  ['The way to the laboratory', LaboratoryAct],
];

/** As many steps of them, from the first on. */
export function LaterActs({ steps }: { readonly steps: number }): JSX.Element {
  return (
    <>
      {ACTS.slice(0, Math.ceil(steps / STEPS_PER_ACT)).map(([name, Part], act) => (
        <LaterAct
          key={name}
          {...{ name, Part }}
          steps={Math.min(STEPS_PER_ACT, steps - act * STEPS_PER_ACT)}
        />
      ))}
    </>
  );
}

interface LaterActProps {
  readonly name: string;
  readonly Part: ComponentType;
  readonly steps: number;
}

/** Left as it is while those that follow are drawn. */
const LaterAct = memo(function LaterAct({ name, Part, steps }: LaterActProps): JSX.Element {
  return (
    <DrawingBoundary name={name}>
      <DrawnSteps value={steps}>
        <Part />
      </DrawnSteps>
    </DrawingBoundary>
  );
});
