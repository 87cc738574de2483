/** Finds the sets that may hold a state without asking all: by two of its h, on a grid. */
import { squaredDistance, type Ellipsoid } from './ellipsoid.ts';

/** Cells a unit of h. */
const GRID = 10;
/** h is within 1 and a little; cells of each parity in a row. */
const CELLS = 2 * GRID + 4;

export class NearSets<S extends Ellipsoid> {
  readonly #coordinates: readonly [number, number];
  readonly #cells = new Map<number, S[]>();

  /** `n` coordinates, of which the second half are h. */
  constructor(n: number) {
    this.#coordinates = [n / 2, n / 2 + (n > 2 ? 1 : 0)];
  }

  add(set: S): void {
    for (const cell of this.#cellsOf(set)) {
      const known = this.#cells.get(cell);
      if (known) known.push(set);
      else this.#cells.set(cell, [set]);
    }
  }

  remove(set: S): void {
    for (const cell of this.#cellsOf(set)) {
      const known = this.#cells.get(cell);
      const at = known?.indexOf(set) ?? -1;
      if (at >= 0) known!.splice(at, 1);
    }
  }

  /** The `most` nearest sets whose rim is farther than `rim` of the way, nearest first, with their squared distances. */
  nearest(state: Float64Array, most: number, rim: number): { readonly set: S; readonly distance: number }[] {
    const [p, q] = this.#coordinates;
    const near: { set: S; distance: number }[] = [];
    let worst = rim;
    for (const set of this.#cells.get(cellAt(state[p], state[q])) ?? []) {
      const distance = squaredDistance(set, state, worst);
      if (distance >= worst) continue;
      let at = near.length;
      while (at > 0 && near[at - 1].distance > distance) at--;
      near.splice(at, 0, { set, distance });
      if (near.length <= most) continue;
      near.pop();
      worst = near[most - 1].distance;
    }
    return near;
  }

  /** Cells that the set's box touches. */
  *#cellsOf({ centre, axes }: S): Generator<number> {
    const n = centre.length;
    const [[fromP, toP], [fromQ, toQ]] = this.#coordinates.map((k) => {
      let squares = 0;
      for (let j = 0; j < n; j++) squares += axes[k * n + j] ** 2;
      const reach = Math.sqrt(squares);
      return [cellOf(centre[k] - reach), cellOf(centre[k] + reach)];
    });
    for (let at = fromP; at <= toP; at++) for (let of = fromQ; of <= toQ; of++) yield at * CELLS + of;
  }
}

const cellOf = (h: number): number => Math.floor(GRID * (Math.min(1.1, Math.max(-1.1, h)) + 1.15));

const cellAt = (p: number, q: number): number => cellOf(p) * CELLS + cellOf(q);
