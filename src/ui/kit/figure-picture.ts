/**
 * A figure of the page as a picture that stands by itself: an SVG of plain shapes and texts where they are on the page,
 * with the colours that they have there; canvases go along as images. Whatever draws a figure, elements, an SVG of its
 * own or a canvas, is read off the page, so that the picture cannot disagree with it.
 */
import { addBox, isSeen, make, NAMESPACE, short } from './picture-shapes.ts';

const PAD = 16;
const HEAD = 34;
const FOOT = 30;
/** Letters of the address that there is room for; the picture links to all of it. */
const MOST_LETTERS = 72;

export interface PictureWords {
  readonly title: string;
  /** Of which network: `seed 4`. */
  readonly subject: string;
  readonly address: string;
}

/** What style sheets give the parts of an SVG, which hand it on to what they hold. */
const INHERITED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'paint-order',
  'visibility',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'marker-start',
  'marker-end',
] as const;
/** What is each part's own. */
const OWN = ['vector-effect', 'opacity', 'overflow', 'dominant-baseline'] as const;

interface Place {
  /** Of the page's left upper corner in the picture. */
  readonly dx: number;
  readonly dy: number;
}

/** The elements that `targets` names, which lie as on the page; widths and heights in CSS pixels. */
export function drawPicture(targets: readonly Element[], words: PictureWords): SVGSVGElement {
  const boxes = targets.map((target) => target.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const width = Math.max(...boxes.map((box) => box.right)) - left + 2 * PAD;
  const height = Math.max(...boxes.map((box) => box.bottom)) - top + HEAD + FOOT + PAD;
  const root = make('svg', { xmlns: NAMESPACE, width, height, viewBox: `0 0 ${width} ${height}` });
  const place = { dx: PAD - left, dy: HEAD + PAD / 2 - top };
  root.append(make('rect', { width, height, fill: groundOf(targets[0]) }));
  for (const target of targets) addElement(root, target, place);
  addWords(root, words, { width, height });
  return root;
}

export const pictureText = (picture: SVGSVGElement): string => new XMLSerializer().serializeToString(picture);

/** The picture in pixels, `ratio` of them to one of the page's, as the address of a PNG. */
export async function picturePixels(picture: SVGSVGElement, ratio = 2): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(pictureText(picture))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(ratio * Number(picture.getAttribute('width')));
  canvas.height = Math.round(ratio * Number(picture.getAttribute('height')));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}

/** What shines through behind an element. */
function groundOf(element: Element | null | undefined): string {
  for (let at = element ?? null; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (isSeen(backgroundColor)) return backgroundColor;
  }
  return '#fff';
}

function addElement(parent: SVGElement, element: Element, place: Place): void {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const isHidden = style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0';
  // one pixel: for ears alone
  if (isHidden || element.hasAttribute('data-unsaved') || Math.max(box.width, box.height) <= 1) return;
  const into = style.opacity === '1' ? parent : parent.appendChild(make('g', { opacity: style.opacity }));
  if (element instanceof SVGSVGElement) return addSvg(into, element, place);
  if (element instanceof HTMLCanvasElement) return addCanvas(into, element, place);
  addBox(into, style, new DOMRect(box.x + place.dx, box.y + place.dy, box.width, box.height));
  if (element instanceof HTMLInputElement) addValue(into, element, style, place);
  for (const child of element.childNodes) {
    if (child instanceof Element) addElement(into, child, place);
    else if (child instanceof Text) addText(into, child, style, place);
  }
}

function addSvg(parent: SVGElement, svg: SVGSVGElement, { dx, dy }: Place): void {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const box = svg.getBoundingClientRect();
  const parts = [svg, ...svg.querySelectorAll('*')];
  for (const [k, part] of [copy, ...copy.querySelectorAll('*')].entries()) {
    const from = parts[k]!;
    const style = getComputedStyle(from);
    const around = k === 0 ? null : getComputedStyle(from.parentElement ?? svg);
    for (const name of part.getAttributeNames())
      if (/^(style|class|role|tabindex|aria-.*|data-.*)$/u.test(name)) part.removeAttribute(name);
    // attributes: the page's policy allows no style in markup
    for (const name of INHERITED) {
      const value = style.getPropertyValue(name);
      if (around?.getPropertyValue(name) === value) part.removeAttribute(name);
      else part.setAttribute(name, value);
    }
    for (const name of OWN) part.setAttribute(name, style.getPropertyValue(name));
    if (style.display === 'none') part.setAttribute('display', 'none');
  }
  const { x, y, width, height } = box;
  for (const [name, value] of Object.entries({ x: x + dx, y: y + dy, width, height }))
    copy.setAttribute(name, short(value));
  parent.append(copy);
}

function addCanvas(parent: SVGElement, canvas: HTMLCanvasElement, { dx, dy }: Place): void {
  if (canvas.width === 0 || canvas.height === 0) return;
  const { x, y, width, height } = canvas.getBoundingClientRect();
  const href = canvas.toDataURL('image/png');
  parent.append(make('image', { x: x + dx, y: y + dy, width, height, href, preserveAspectRatio: 'none' }));
}

/** What stands in a field; it is no text of the page. */
function addValue(
  parent: SVGElement,
  field: HTMLInputElement,
  style: CSSStyleDeclaration,
  { dx, dy }: Place,
): void {
  const { left, right, top, height } = field.getBoundingClientRect();
  const isAtEnd = style.textAlign === 'end' || style.textAlign === 'right';
  const text = make('text', {
    x:
      dx +
      (isAtEnd
        ? right - Number.parseFloat(style.paddingRight) - 1
        : left + Number.parseFloat(style.paddingLeft) + 1),
    y: dy + top + height / 2,
    fill: style.color,
    'font-family': style.fontFamily,
    'font-size': style.fontSize,
    'font-weight': style.fontWeight,
    'dominant-baseline': 'central',
    'text-anchor': isAtEnd ? 'end' : 'start',
  });
  text.textContent = field.value;
  parent.append(text);
}

/** A text as it is broken into lines. */
function addText(parent: SVGElement, node: Text, style: CSSStyleDeclaration, { dx, dy }: Place): void {
  const lines: { text: string; box: DOMRect; right: number }[] = [];
  const range = document.createRange();
  for (const word of node.data.matchAll(/\S+/gu)) {
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].length);
    const box = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (box.width === 0) continue;
    if (last && Math.abs(last.box.top - box.top) < box.height / 2) {
      last.text += ` ${word[0]}`;
      last.right = box.right;
    } else lines.push({ text: word[0], box, right: box.right });
  }
  for (const { text, box, right } of lines) {
    const element = make('text', {
      x: box.left + dx,
      y: box.top + dy + ascent(style) * box.height,
      fill: style.color,
      'font-family': style.fontFamily,
      'font-size': style.fontSize,
      'font-weight': style.fontWeight,
      // another machine may have other letters
      textLength: right - box.left,
      lengthAdjust: 'spacingAndGlyphs',
    });
    element.textContent = style.textTransform === 'uppercase' ? text.toUpperCase() : text;
    parent.append(element);
  }
}

/** How much of a line's box lies above the letters' foot. */
function ascent({ fontWeight, fontSize, fontFamily }: CSSStyleDeclaration): number {
  const paint = document.createElement('canvas').getContext('2d');
  if (!paint) return 0.8;
  paint.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = paint.measureText('0');
  return above > 0 ? above / (above + below) : 0.8;
}

function addWords(
  root: SVGSVGElement,
  { title, subject, address }: PictureWords,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const page = getComputedStyle(document.body);
  const letters = { 'font-family': page.fontFamily, fill: page.color };
  const head = make('text', { ...letters, x: PAD, y: 24, 'font-size': 15, 'font-weight': 600 });
  head.textContent = `${title} · ${subject}`;
  const link = make('a', { href: address });
  const foot = make('text', { ...letters, x: width - PAD, y: height - 12, 'font-size': 11 });
  foot.setAttribute('text-anchor', 'end');
  foot.textContent = address.length > MOST_LETTERS ? `${address.slice(0, MOST_LETTERS - 1)}…` : address;
  link.append(foot);
  const name = make('title', {});
  name.textContent = `Latch: ${title}, ${subject}`;
  root.prepend(name);
  root.append(head, link);
}
