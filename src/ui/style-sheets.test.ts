/**
 * What the style sheets keep to, read as text: sizes, spaces and radii by their tokens, four widths of the page, each
 * colour of the dark palette written once, and each class styled from one sheet. Each rule is shown to bite.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MARK_SIZE } from './trace/cell-row.tsx';

/** Path under `src/ui/` to the sheet's text. */
type Sheets = Readonly<Record<string, string>>;

const TOKENS = 'kit/tokens.css';
const MOST_SIZES = 7;
const MOST_WIDTHS = 4;

/** They say anew, for paper, a beamer, a system's own colours and figures by themselves, what the others have said. */
const saysAnew = new Set([
  'print.css',
  'story/acts-print.css',
  'presenter.css',
  'kit/forced-colors.css',
  'embed/embedded-figures.css',
]);

const withoutComments = (text: string): string => text.replace(/\/\*[^]*?\*\//g, ' ');

interface Declaration {
  readonly property: string;
  readonly value: string;
}

/** Declarations of a sheet, custom properties included; a `var()` without a name behind its comma is kept as it is. */
function declarationsOf(sheet: string): Declaration[] {
  const code = withoutComments(sheet);
  return [...code.matchAll(/(?<=[{;]\s*)([\w-]+)\s*:([^;{}]*);/g)].map(([, property, value]) => ({
    property: property!,
    value: value!.replace(/\s+/g, ' ').trim(),
  }));
}

/** Splits at commas that stand in no parenthesis. */
function listOf(selector: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const sign of selector) {
    if (sign === '(' || sign === '[') depth++;
    if (sign === ')' || sign === ']') depth--;
    if (sign === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim());
}

/** Classes of the elements that a selector's declarations fall on: those behind its last combinator. */
function styledClasses(selector: string): string[] {
  const bare = selector.replace(/:(?:not|has)\((?:[^()]|\([^()]*\))*\)/g, '').replace(/\[[^\]]*\]/g, '');
  let subject = '';
  let depth = 0;
  for (const sign of bare.trim()) {
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    subject = depth === 0 && /[\s>+~]/.test(sign) ? '' : subject + sign;
  }
  return [...subject.matchAll(/\.([a-z][\w-]*)/g)].map((match) => match[1]!);
}

/** Class to the sheets that style it. */
function sheetsOfClasses(sheets: Sheets): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [file, text] of Object.entries(sheets)) {
    if (saysAnew.has(file)) continue;
    for (const [, prelude] of withoutComments(text).matchAll(/([^{};]+)\{/g))
      if (!prelude!.trim().startsWith('@'))
        for (const name of listOf(prelude!).flatMap(styledClasses))
          found.set(name, (found.get(name) ?? new Set()).add(file));
  }
  return found;
}

const tokenNames = (text: string, kind: string): Set<string> =>
  new Set(
    declarationsOf(text)
      .map(({ property }) => property)
      .filter((property) => property.startsWith(`--${kind}-`)),
  );

/** Letters are of a token's size, of their parent's, or a part of that: raised digits, say. */
const isSize = (value: string): boolean =>
  /var\(--type-[a-z]+\)/.test(value) || /^(inherit|0?\.\d+em)$/.test(value);

/** Phones zoom the page to fields of smaller letters than these. */
const isPhoneField = (value: string): boolean => value === 'max(16px, 1rem) !important';

const isSpace = /^(gap|row-gap|column-gap|(padding|margin)(-[a-z]+)*)$/;
const isRadius = /^border-([a-z]+-)*radius$/;

/** A hairline is a line's width, not a space. */
const hasRawLength = (value: string): boolean =>
  [...value.matchAll(/(?<![\w.-])-?(\d*\.?\d+(?:px|rem))\b/g)].some((match) => match[1] !== '1px');

function declarationViolation(file: string, { property, value }: Declaration): string | null {
  const at = `${file}: ${property}: ${value}`;
  if ((property === 'font-size' || property === 'font') && !isSize(value) && !isPhoneField(value))
    return `${at}: no size of the scale`;
  if (isSpace.test(property) && !file.endsWith('print.css') && hasRawLength(value))
    return `${at}: no space of the scale`;
  if (isRadius.test(property) && !/^(0|inherit|var\(--radius-[a-z]+\))$/.test(value))
    return `${at}: no radius of the tokens`;
  return null;
}

/** A colour whose value a rule of the dark theme gives again would be written twice. */
function darkViolations(tokens: string): string[] {
  const rules = [...withoutComments(tokens).matchAll(/([^{};]+)\{([^{}]*)\}/g)];
  return rules.slice(1).flatMap(([, selector, body]) =>
    declarationsOf(`{${body}`)
      .filter(({ property }) => !/^(color-scheme|--light|--dark)$/.test(property))
      .map(({ property }) => `${TOKENS}: ${property} once more, in ${selector!.trim()}`),
  );
}

function widthViolations(sheets: Sheets): string[] {
  const queries = Object.values(sheets).flatMap((text) => withoutComments(text).match(/@media[^{]*/g) ?? []);
  const used = [...new Set(queries.flatMap((query) => query.match(/\d*\.?\d+(?:em|rem|px)\b/g) ?? []))];
  const named = [...sheets[TOKENS]!.matchAll(/^ \* {3}(\S+) +\w+ /gm)].map((match) => match[1]!);
  return [
    ...(used.length > MOST_WIDTHS ? [`${used.length} widths of the page`] : []),
    ...used.filter((width) => !named.includes(width)).map((width) => `the width ${width} has no name`),
  ];
}

function violations(sheets: Sheets): string[] {
  const all = Object.entries(sheets).flatMap(([file, text]) =>
    declarationsOf(text).map((declaration) => ({ file, ...declaration })),
  );
  const known = new Set(all.map(({ property }) => property));
  const unknown = all.flatMap(({ file, value }) =>
    [...value.matchAll(/var\((--[\w-]+)/g)]
      .filter((match) => !known.has(match[1]!))
      .map((match) => `${file}: ${match[1]} is nowhere`),
  );
  const sizes = tokenNames(sheets[TOKENS]!, 'type').size;
  const shared = [...sheetsOfClasses(sheets)].filter(([, files]) => files.size > 1);
  return [
    ...(sizes > MOST_SIZES ? [`${sizes} sizes of letters`] : []),
    ...all
      .map(({ file, ...declaration }) => declarationViolation(file, declaration))
      .filter((found) => found !== null),
    ...unknown,
    ...darkViolations(sheets[TOKENS]!),
    ...widthViolations(sheets),
    ...shared.map(([name, files]) => `.${name} is styled from ${[...files].join(' and ')}`),
  ];
}

function sheetsOnDisk(): Sheets {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.css'));
  return Object.fromEntries(files.map((file) => [file, readFileSync(root + file, 'utf8')]));
}

describe('the style sheets', () => {
  const onDisk = sheetsOnDisk();

  test('keep to the tokens, to four widths, to one dark palette and to a sheet for each class', () => {
    expect(Object.keys(onDisk).length).toBeGreaterThan(10);
    expect(sheetsOfClasses(onDisk).size).toBeGreaterThan(100);
    expect(violations(onDisk)).toEqual([]);
  });

  test('what is painted has the size of the smallest letters', () => {
    const [mark] = declarationsOf(onDisk[TOKENS]!).filter(({ property }) => property === '--type-mark');
    expect(parseFloat(mark!.value) * 16).toBe(MARK_SIZE);
  });

  test.each([
    ['.a { font-size: 14px; }', 'no size of the scale'],
    ['.a { font-size: 0.875rem; }', 'no size of the scale'],
    ['.a { font: 600 12px var(--sans); }', 'no size of the scale'],
    ['.a { border-radius: 7px; }', 'no radius of the tokens'],
    ['.a { border-bottom-left-radius: 50%; }', 'no radius of the tokens'],
    ['.a { padding: 0 9px; }', 'no space of the scale'],
    ['.a { margin-top: -14px; }', 'no space of the scale'],
    ['.a { margin: auto 0.5rem; }', 'no space of the scale'],
    ['.a { gap: calc(2px + 1em); }', 'no space of the scale'],
    ['.a { color: var(--sky); }', '--sky is nowhere'],
    ['@media (max-width: 50em) { .a { color: inherit; } }', 'the width 50em has no name'],
    ['.panel { color: inherit; }', '.panel is styled from'],
    ['.a > .panel:hover, .b { color: inherit; }', '.panel is styled from'],
    ['.a :is(.b, .panel) { color: inherit; }', '.panel is styled from'],
  ])('%s', (planted, expected) => {
    expect(violations({ ...onDisk, 'attic/attic.css': planted }).join('\n')).toContain(expected);
  });

  test.each([
    ['--ink: #fff;', ":root[data-theme='dark']"],
    ['--run: red;', ":root:not([data-theme='light'])"],
  ])('a colour of the dark palette written again: %s', (planted, selector) => {
    const tokens = onDisk[TOKENS]!.replace(`${selector} {`, `${selector} { ${planted}`);
    expect(violations({ ...onDisk, [TOKENS]: tokens })).toEqual([
      expect.stringContaining(`once more, in ${selector}`),
    ]);
  });

  test('an eighth size and a fifth width, though named', () => {
    const tokens = onDisk[TOKENS]!.replace('--type-mark:', '--type-tiny: 0.5rem;\n --type-mark:').replace(
      ' *   23.75em ',
      ' *   30em     thumb   planted\n *   23.75em ',
    );
    const planted = '@media (min-width: 30em) { .a { color: inherit; } }';
    expect(violations({ ...onDisk, [TOKENS]: tokens, 'attic/attic.css': planted })).toEqual([
      '8 sizes of letters',
      '5 widths of the page',
    ]);
  });

  test('classes that only say where an element stands are not styled there', () => {
    const planted = '.panel > .a:not(.button), .panel:has(.b) .a { color: inherit; }';
    expect(violations({ ...onDisk, 'attic/attic.css': planted })).toEqual([]);
  });
});
