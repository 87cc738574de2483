/** The marks of states, the same in every layer of the plane. */

/** Adds a disc for an even string's state, a diamond for an odd one's. */
export function tracePoint(
  path: Path2D,
  [left, top]: readonly [number, number],
  parity: number,
  size: number,
): void {
  if (parity === 1) {
    const reach = size * 1.35;
    path.moveTo(left, top - reach);
    path.lineTo(left + reach, top);
    path.lineTo(left, top + reach);
    path.lineTo(left - reach, top);
    path.closePath();
  } else {
    path.moveTo(left + size, top);
    path.arc(left, top, size, 0, 2 * Math.PI);
  }
}

export const fillPath = (paint: CanvasRenderingContext2D, path: Path2D): void => paint.fill(path);
