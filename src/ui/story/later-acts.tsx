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
import type { ComponentType, JSX } from 'react';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
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

/** The first `count` of them. */
export function LaterActs({ count }: { readonly count: number }): JSX.Element {
  return (
    <>
      {ACTS.slice(0, count).map(([name, Part]) => (
        <DrawingBoundary key={name} name={name}>
          <Part />
        </DrawingBoundary>
      ))}
    </>
  );
}
