/** Shapes of a saved picture, and the box of an element in them. */

export const NAMESPACE = 'http://www.w3.org/2000/svg';

export function make<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes))
    if (key !== 'xmlns') element.setAttribute(key, typeof value === 'number' ? short(value) : value);
  return element;
}

export const short = (value: number): string => String(Math.round(100 * value) / 100);
export const isSeen = (colour: string): boolean => !/^(transparent|rgba\(.*, 0\))$/u.test(colour);

const SIDES = ['Top', 'Right', 'Bottom', 'Left'] as const;

/** An element's ground, frame or lines, and what is drawn around and in it to say that it is chosen, or which of a kind. */
export function addBox(parent: SVGElement, style: CSSStyleDeclaration, box: DOMRect): void {
  const widths = SIDES.map((side) => Number.parseFloat(style[`border${side}Width`]) || 0);
  const [line = 0] = widths;
  const isFramed = line > 0 && widths.every((width) => width === line);
  const fill = isSeen(style.backgroundColor) ? style.backgroundColor : 'none';
  const frame = isFramed && isSeen(style.borderTopColor) ? style.borderTopColor : 'none';
  if (fill !== 'none' || frame !== 'none') {
    const inset = isFramed ? line / 2 : 0;
    const [width, height] = [box.width - 2 * inset, box.height - 2 * inset];
    const radius = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, width / 2, height / 2);
    const dashes = style.borderTopStyle === 'dashed' ? `${2 * line} ${line}` : 'none';
    parent.append(
      make('rect', {
        x: box.x + inset,
        y: box.y + inset,
        width,
        height,
        rx: radius,
        fill,
        stroke: frame,
        'stroke-width': line,
        'stroke-dasharray': dashes,
      }),
    );
  }
  addRing(parent, style, box);
  addDot(parent, style, box);
  if (isFramed) return;
  const { left, right, top, bottom } = box;
  const ends = [
    [left, top, right, top],
    [right, top, right, bottom],
    [left, bottom, right, bottom],
    [left, top, left, bottom],
  ] as const;
  for (const [k, [x1, y1, x2, y2]] of ends.entries()) {
    const stroke = style[`border${SIDES[k]!}Color`];
    if (widths[k]! > 0 && isSeen(stroke))
      parent.append(make('line', { x1, y1, x2, y2, stroke, 'stroke-width': widths[k]! }));
  }
}

/** A shadow that is a ring around the box: what is chosen. */
function addRing(parent: SVGElement, style: CSSStyleDeclaration, box: DOMRect): void {
  const [, stroke, wide] = /^(rgba?\([^)]*\)) 0px 0px 0px ([\d.]+)px$/u.exec(style.boxShadow) ?? [];
  if (stroke === undefined || !isSeen(stroke)) return;
  const width = Number(wide);
  parent.append(
    make('rect', {
      x: box.x - width / 2,
      y: box.y - width / 2,
      width: box.width + width,
      height: box.height + width,
      rx: (Number.parseFloat(style.borderTopLeftRadius) || 0) + width / 2,
      fill: 'none',
      stroke,
      'stroke-width': width,
    }),
  );
}

/** A dot in the middle of a box, painted as a round gradient that ends hard. */
function addDot(parent: SVGElement, style: CSSStyleDeclaration, { x, y, width, height }: DOMRect): void {
  const [, fill, share] = /^radial-gradient\((rgba?\([^)]*\)) ([\d.]+)%/u.exec(style.backgroundImage) ?? [];
  if (fill === undefined) return;
  const line = Number.parseFloat(style.borderTopWidth) || 0;
  const r = (Number(share) / 100) * (Math.hypot(width - 2 * line, height - 2 * line) / 2);
  parent.append(make('circle', { cx: x + width / 2, cy: y + height / 2, r, fill }));
}
