/**
 * Page translators put `<font>` elements in the place of text nodes. React keeps hold of a text node only where it has
 * siblings: it then rewrites a node that is no longer shown, or asks its old parent to insert before it, which throws.
 * Text alone in its element is written through the element, whatever stands in it. So: text that changes, or beside which
 * something comes or goes, is alone in its element, or among the words of `Prose`, which gives each piece one. Read as
 * syntax: no drawing need come by for the rule to hold.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseSync } from 'vite';

interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const childrenOf = (node: Syntax): Syntax[] => Object.values(node).flat().filter(isSyntax);
const part = (node: Syntax, name: string): Syntax => node[name] as Syntax;
const parts = (node: Syntax, name: string): Syntax[] => (node[name] as unknown[]).filter(isSyntax);
const isFunction = ({ type }: Syntax): boolean => /^(Arrow)?Function/u.test(type);

/** What a child can turn out to be. `fixed`: always this element; `nodes`: elements or nothing; the others: text. */
type Kind = 'fixed' | 'nodes' | 'written' | 'computed';
const isText = (kind: Kind): boolean => kind === 'written' || kind === 'computed';

interface File {
  readonly name: string;
  readonly source: string;
  /** What the compiler holds to be elements: by their names, since a file is small. */
  readonly elements: ReadonlySet<string>;
}

/** Names declared in the file as `JSX.Element`, a list of them, or a function that gives one. */
function declaredElements(source: string): Set<string> {
  const declared = source.matchAll(/(\w+)(?:\([^()]*\))?: (?:readonly )?JSX\.Element(?:\[\])?(?= [={]|;)/gu);
  return new Set(Array.from(declared, ([, name]) => name!));
}

const nameOf = (element: Syntax): unknown => part(part(element, 'openingElement'), 'name')['name'];
const isHost = (element: Syntax): boolean => /^[a-z]/u.test(String(nameOf(element)));

/** Line breaks and what surrounds them are no text. */
const isBlank = (text: string): boolean => /^\s*$/u.test(text) && (text.includes('\n') || text === '');

function kindOf(node: Syntax, file: File): Kind {
  switch (node.type) {
    case 'JSXText':
    case 'Literal':
      return typeof node['value'] === 'string' || typeof node['value'] === 'number' ? 'written' : 'nodes';
    case 'JSXElement':
      return isHost(node) ? 'fixed' : 'nodes';
    case 'JSXFragment':
      return 'nodes';
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
      return kindOf(part(node, 'expression'), file);
    case 'Identifier':
      return file.elements.has(String(node['name'])) ? 'nodes' : 'computed';
    case 'CallExpression':
      return givesElements(node, file) ? 'nodes' : 'computed';
    default:
      return areNodes(outcomes(node), file) ? 'nodes' : 'computed';
  }
}

/** What an expression that chooses or lists comes down to. */
function outcomes(node: Syntax): Syntax[] {
  if (node.type === 'ConditionalExpression') return [part(node, 'consequent'), part(node, 'alternate')];
  if (node.type === 'LogicalExpression') return [part(node, 'right')];
  return node.type === 'ArrayExpression' ? parts(node, 'elements') : [];
}

const areNodes = (nodes: readonly Syntax[], file: File): boolean =>
  nodes.length > 0 && nodes.every((node) => !isText(kindOf(node, file)));

/** A function of the file that is declared to, or `list.map((item) => <li />)`. */
function givesElements(call: Syntax, file: File): boolean {
  const callee = part(call, 'callee');
  if (callee.type === 'Identifier') return file.elements.has(String(callee['name']));
  const [callback] = parts(call, 'arguments');
  if (!isMapping(call) || !callback || !isFunction(callback)) return false;
  const body = part(callback, 'body');
  return areNodes(body.type === 'BlockStatement' ? returned(body) : [body], file);
}

const isMapping = (call: Syntax): boolean => {
  const callee = part(call, 'callee');
  return (
    callee.type === 'MemberExpression' && /^(flatM|m)ap$/u.test(String(part(callee, 'property')['name']))
  );
};

function returned(node: Syntax): Syntax[] {
  if (node.type === 'ReturnStatement') return isSyntax(node['argument']) ? [node['argument']] : [];
  return isFunction(node) ? [] : childrenOf(node).flatMap(returned);
}

/** `isChoice`: other branches may draw such an element in the same place, and React would rewrite this one's texts. */
function problemOf(element: Syntax, isChoice: boolean, file: File): string | null {
  const shown = parts(element, 'children').filter(
    (child) =>
      !(child.type === 'JSXText' && isBlank(String(child['value']))) &&
      !(child.type === 'JSXExpressionContainer' && part(child, 'expression').type === 'JSXEmptyExpression'),
  );
  const kinds = shown.map((child) => kindOf(child, file));
  if (!kinds.some(isText)) return null;
  if (element.type === 'JSXFragment') return 'text in a fragment';
  if (nameOf(element) === 'Prose') return null;
  if (kinds.length === 1) return isListOfTexts(shown[0]!) ? 'a list of texts' : null;
  if (kinds.includes('computed')) return 'computed text beside others';
  if (kinds.includes('nodes')) return 'text beside what may come and go';
  if (!isHost(element)) return 'text beside elements, given to a component';
  if (kinds.every(isText)) return 'two texts side by side';
  return isChoice ? 'text beside elements, where another such element may be drawn' : null;
}

const isListOfTexts = (child: Syntax): boolean => {
  const node = child.type === 'JSXExpressionContainer' ? part(child, 'expression') : child;
  return node.type === 'ArrayExpression' || (node.type === 'CallExpression' && isMapping(node));
};

function problemsIn(node: Syntax, isChoice: boolean, file: File): string[] {
  const isElement = node.type === 'JSXElement' || node.type === 'JSXFragment';
  const problem = isElement ? problemOf(node, isChoice, file) : null;
  const line = file.source.slice(0, node.start).split('\n').length;
  const isChoiceBelow = isFunction(node)
    ? isSyntax(node['body']) && returned(node['body']).length > 1
    : isChoice || node.type === 'ConditionalExpression';
  return [
    ...(problem === null ? [] : [`${file.name}:${line}: ${problem}`]),
    ...childrenOf(node).flatMap((child) => problemsIn(child, isChoiceBelow, file)),
  ];
}

function problems(name: string, source: string): string[] {
  const { program, errors } = parseSync(name, source);
  expect(errors).toEqual([]);
  const file = { name, source, elements: declaredElements(source) };
  return problemsIn(program as unknown as Syntax, false, file);
}

describe('text on the page', () => {
  test('is alone in its element wherever it may change', () => {
    const root = fileURLToPath(new URL('.', import.meta.url));
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.tsx'),
    );
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => problems(file, readFileSync(root + file, 'utf8')))).toEqual([]);
  });

  test.each<[string, string]>([
    ['<p>{n} of {m}</p>', 'computed text beside others'],
    ['<p>seed {seed}</p>', 'computed text beside others'],
    ["<p>{ok ? '✓' : '✗'} <b>odd</b></p>", 'computed text beside others'],
    ["<p><b>odd</b>{note && 'or so'}</p>", 'computed text beside others'],
    ['<p><b>odd</b>{children}</p>', 'computed text beside others'],
    ['<p><b>odd</b>{names.map((name) => name)}</p>', 'computed text beside others'],
    ['<p><b>odd</b>{words(n)}</p>', 'computed text beside others'],
    ['<button><PlayIcon /> Train</button>', 'text beside what may come and go'],
    ['<p>{isNew ? <b>new</b> : null} weights</p>', 'text beside what may come and go'],
    ["<p>{isNew ? <b>new</b> : null}{' '}</p>", 'text beside what may come and go'],
    ['<p>{list.map((x) => <b key={x} />)} and so on</p>', 'text beside what may come and go'],
    ['<Panel>some <b>words</b></Panel>', 'given to a component'],
    ["<p>one{' '}</p>", 'two texts side by side'],
    ['<>{name}</>', 'text in a fragment'],
    ['<p>{isOdd ? <>odd</> : null}</p>', 'text in a fragment'],
    ['<p>{names.map((name) => name)}</p>', 'a list of texts'],
    ['<p>{[name, sign]}</p>', 'a list of texts'],
    ['isOdd ? <p>it is <b>odd</b></p> : <p>it is <b>even</b></p>', 'another such element'],
  ])('%s', (source, expected) => {
    expect(problems('planted.tsx', `const x = () => ${source};`).join('\n')).toContain(expected);
  });

  test('in a function of two returns, each may be rewritten as the other', () => {
    const source =
      'function Odd() { if (x) return <p>it is <b>odd</b></p>; return <p>it is <b>even</b></p>; }';
    expect(problems('planted.tsx', source)).toHaveLength(2);
  });

  test.each([
    '<p>{`${n} of ${m}`}</p>',
    "<p>{ok ? 'right' : 'wrong'}</p>",
    '<button><PlayIcon /><span>Train</span></button>',
    '<p>Press <b>Train</b> to begin.</p>',
    '<Prose>{n} of <b>{m}</b> seeds</Prose>',
    '<ul>{list.map((x) => <li key={x}>{x}</li>)}</ul>',
    '<p><b>{isNew ? <i /> : null}</b>{/* a comment */}</p>',
  ])('nothing is wrong with %s', (source) => {
    expect(problems('planted.tsx', `const x = () => ${source};`)).toEqual([]);
  });
});
