/**
 * Texts that mean ill, or were made by accident: arbitrary ones, valid ones with edits, and JSON of which parts are
 * something else. Small, so that a million of them are read in minutes; how large files are met is `bad-input.e2e.ts`.
 */
import fc from 'fast-check';

/** What makes trouble in texts: for numbers, for JSON, for links, for whoever takes a name for a key. */
const SNIPPETS = [
  '0 -0 1e999 -1e308 5e-324 9007199254740993 0x1 1_000 ٣ ½ NaN null true { } [ ] " , : \\ \\u0000 [[[[',
  '& = # % %2 %25 %E0%A4%A + ; ? &amp; … ... __proto__ constructor toString hasOwnProperty <b> "__proto__":{"a":1},',
  '\u200b \ufeff \ud800 \u202e 🙂 \0 \r\n',
]
  .flatMap((words) => words.split(' '))
  .concat('', ' ');

const anySnippet = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SNIPPETS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);

/** Takes out some characters at a place, and puts others there, some times over. */
const anyEdit = fc.record({
  at: fc.nat(0xffff),
  taken: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(300)),
  put: anySnippet,
  times: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.nat(40) }),
});

type Edit = typeof anyEdit extends fc.Arbitrary<infer T> ? T : never;

function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, { at, taken, put, times }) => {
    const place = at % (before.length + 1);
    return before.slice(0, place) + put.repeat(times) + before.slice(place + taken);
  }, text);
}

const anyEdited = (samples: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...samples), fc.array(anyEdit, { minLength: 1, maxLength: 3 }))
    .map(([text, edits]) => edited(text, edits));

/** What may stand where something else belongs. */
const NUMBERS = [-1, 0, 0.5, 1, 2, 64, 65, 256, 1e9, 1e21, 2 ** 53, 1e308, -1e308, 5e-324, 3.5e38];
const TEXTS = ['', '0', '1', '01', 'latch-run', 'latch-weights', '__proto__'];
const STRANGE: readonly unknown[] = [
  ...NUMBERS,
  ...TEXTS,
  null,
  true,
  [],
  {},
  [[]],
  [null],
  [0, 0],
  { length: 3 },
];

/** A way down into JSON, and what becomes of what lies there. */
const anyChange = fc.record({
  path: fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 6 }),
  deed: fc.constantFrom('replace', 'remove', 'rename', 'repeat'),
  value: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...STRANGE) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  ),
  name: fc.constantFrom('__proto__', 'constructor', 'toString', 'length', '', 'hidden'),
});

type Change = typeof anyChange extends fc.Arbitrary<infer T> ? T : never;

function change(root: unknown, { path, deed, value, name }: Change): void {
  let holder: unknown = root;
  for (const [depth, step] of path.entries()) {
    if (typeof holder !== 'object' || holder === null) return;
    const parts = holder as Record<string, unknown>;
    const keys = Object.keys(parts);
    if (keys.length === 0) return;
    const key = keys[step % keys.length]!;
    const isLast = depth === path.length - 1 || typeof parts[key] !== 'object' || parts[key] === null;
    if (!isLast) holder = parts[key];
    else return act(parts, key, { deed, value, name });
  }
}

function act(parts: Record<string, unknown>, key: string, { deed, value, name }: Omit<Change, 'path'>): void {
  // a copy: the next change may go down into it, and the constants are for all cases
  if (deed === 'replace') parts[key] = structuredClone(value);
  else if (deed === 'repeat' && Array.isArray(parts)) parts.push(parts[Number(key)]);
  else if (deed === 'repeat') parts[key] = [parts[key], parts[key]];
  else {
    const was = parts[key];
    if (Array.isArray(parts)) parts.splice(Number(key), 1);
    else delete parts[key];
    // as JSON.parse makes it: a key like any other
    if (deed === 'rename' && !Array.isArray(parts))
      Object.defineProperty(parts, name, {
        value: was,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
}

const anyChanged = (samples: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...samples), fc.array(anyChange, { minLength: 1, maxLength: 3 }))
    .map(([text, changes]) => {
      const json: unknown = JSON.parse(text);
      for (const one of changes) change(json, one);
      return JSON.stringify(json);
    });

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...SNIPPETS), { maxLength: 12 }).map((snippets) => snippets.join('')),
);

/** Hostile links, made of valid ones. */
export const hostileLinks = (samples: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 4, arbitrary: anyEdited(samples) }, { weight: 1, arbitrary: anyText });

/** Hostile files, made of valid ones in JSON. */
export const hostileFiles = (samples: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 5, arbitrary: anyChanged(samples) },
    { weight: 3, arbitrary: anyEdited(samples) },
    { weight: 1, arbitrary: anyText },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }).map((json) => JSON.stringify(json)) },
  );
