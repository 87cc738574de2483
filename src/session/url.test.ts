import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paramCount } from '../lstm/params.ts';
import { CONFIG_KEYS, FIELDS, type RunConfig } from '../training/config.ts';
import { PRESET_NAMES, PRESETS } from '../training/presets.ts';
import { ENGINE_CHOICES } from '../training/protocol.ts';
import { ACTS, DEFAULT_LINK, MAX_LINK_UNITS, type LinkState } from './link-fields.ts';
import { ACT_FIGURES } from './presenting.ts';
import { formatLink, MAX_LINK_LENGTH, parseLink } from './url.ts';
import { MEASURES, X_AXES, type Measure, type XAxisKey } from './chart-data.ts';
import { FIGURE_NAMES, type FigureName } from './figures.ts';
import { formatWeights, parseWeights, shortestFloat32 } from './weights-text.ts';

function anyField(key: keyof RunConfig): fc.Arbitrary<unknown> {
  const spec = FIELDS[key];
  if (spec.kind === 'choice') return fc.constantFrom(...spec.choices);
  return spec.integer
    ? fc.integer({ min: spec.min, max: spec.max })
    : fc.double({ min: spec.min, max: spec.max, noNaN: true }).map((value) => value + 0);
}

const anyConfig = fc.record(
  Object.fromEntries(CONFIG_KEYS.map((key) => [key, anyField(key)])),
) as unknown as fc.Arbitrary<RunConfig>;

const anyFloat32 = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

const anyLink: fc.Arbitrary<LinkState> = anyConfig.chain((config) =>
  fc.record({
    preset: fc.constantFrom(...PRESET_NAMES),
    config: fc.constant(config),
    engine: fc.constantFrom(...ENGINE_CHOICES),
    kernel: fc.option(fc.stringMatching(/^[a-z0-9-]{1,40}$/u)),
    bits: fc.stringMatching(/^[01]{0,60}$/u),
    start: fc.boolean(),
    weights:
      config.hidden <= 2
        ? fc.option(
            fc
              .array(anyFloat32, {
                minLength: paramCount(config.hidden),
                maxLength: paramCount(config.hidden),
              })
              .map((values) => Float32Array.from(values)),
          )
        : fc.constant(null),
    embed: fc.boolean(),
    figures: fc.constant<readonly FigureName[]>([]),
    act: fc.option(fc.integer({ min: 0, max: 7 })),
    presented: fc.constant(null),
    replica: fc.option(fc.integer({ min: 0, max: config.replicas - 1 })),
    cursor: fc.constant(null),
    moment: fc.option(fc.nat()),
    measure: fc.option(fc.constantFrom(...(Object.keys(MEASURES) as Measure[]))),
    axis: fc.constantFrom(...(Object.keys(X_AXES) as XAxisKey[])),
  }),
);

const anySlide = fc
  .nat({ max: ACTS - 1 })
  .chain((act) =>
    fc.record({ act: fc.constant(act), presented: fc.option(fc.nat({ max: ACT_FIGURES[act]! - 1 })) }),
  );

const anyFigures = fc.shuffledSubarray([...FIGURE_NAMES]);

/** With a step of the string looked at that is not its last, figures of an embedded page, and of an act one that is presented. */
const anyLinkWithStep = anyLink.chain((link) =>
  fc
    .tuple(fc.option(fc.integer({ min: 0, max: Math.max(0, link.bits.length - 2) })), anyFigures, anySlide)
    .map(([cursor, figures, slide]): LinkState => ({
      ...link,
      ...(link.act === null ? {} : slide),
      cursor: link.bits.length < 2 ? null : cursor,
      figures: link.embed ? figures : [],
    })),
);

describe('links', () => {
  test('read back what was written', () => {
    fc.assert(
      fc.property(anyLinkWithStep, (state) => {
        expect(parseLink(formatLink(state))).toEqual({ state, problems: [], isLink: true });
      }),
    );
  });

  test('name what differs from the preset and nothing else', () => {
    expect(formatLink(DEFAULT_LINK)).toBe('#v=1&preset=notebook-1');
    const config = { ...PRESETS['openai-fixed'].config, hidden: 4 };
    expect(formatLink({ ...DEFAULT_LINK, preset: 'openai-fixed', config })).toBe(
      '#v=1&preset=openai-fixed&hidden=4',
    );
  });

  test('let a preset set every key, wherever it stands', () => {
    const { state } = parseLink('#v=1&lr=0.5&preset=openai-variable');
    expect(state.config).toEqual({ ...PRESETS['openai-variable'].config, lr: 0.5 });
  });

  test('ignore unknown keys and an empty hash', () => {
    expect(parseLink('')).toEqual({ state: DEFAULT_LINK, problems: [], isLink: false });
    expect(parseLink('#story&utm=1&__proto__=x&constructor=y')).toEqual({
      state: DEFAULT_LINK,
      problems: [],
      isLink: false,
    });
  });

  test.each([
    ['hidden=0', 'Hidden units is a whole number from 1 to 64'],
    ['hidden=65', 'Hidden units'],
    ['hidden=1.5', 'Hidden units'],
    ['hidden=NaN', 'Hidden units'],
    ['hidden=0x10', 'Hidden units'],
    ['lr=1e999', 'Learning rate'],
    ['lr=-1', 'Learning rate'],
    ['lr=', 'Learning rate'],
    ['seed=Infinity', 'Seed'],
    ['lengths=__proto__', 'String length'],
    ['preset=constructor', 'Preset'],
    ['engine=toString', 'Engine'],
    ['kernel=..%2F..%2Fx', 'Kernel'],
    ['bits=10a', 'Bit string'],
    ['start=yes', 'Training at once'],
    ['weights=1,2,3', 'Weights'],
    ['max=%E0%A4%A', 'Maximum length'],
    ['v=2', 'The version'],
    ['act=9', 'Act is a whole number from 0 to 7'],
    ['present=8', 'Presented act is a whole number from 0 to 7'],
    ['shown=9', 'Shown seed is one of 1 to 8'],
    ['shown=0', 'Shown seed'],
    ['shown=1e0', 'Shown seed'],
    ['replicas=1&shown=2', 'Shown seed is 1, the only one'],
    ['step=0', 'Step of the string is a whole number from 1 to 24'],
    ['step=25', 'Step of the string'],
    ['step=-1', 'Step of the string'],
    ['bits=&step=1', 'Step of the string cannot be chosen, as there are no bits'],
    ['moment=-5', 'Timeline is a whole number of updates'],
    ['moment=soon', 'Timeline'],
    ['measure=accuracy', 'Accuracy of is one of: every-bit, last-bit, whole-string'],
    ['axis=hours', 'Axis of the curves is one of: updates, strings, bits, seconds'],
  ])('%s falls back to the default and is named as the page names it', (text, words) => {
    const { state, problems } = parseLink(`#v=1&${text}`.replace('v=1&v=2', 'v=2'));
    const others = text.startsWith('replicas=1')
      ? { config: { ...DEFAULT_LINK.config, replicas: 1 } }
      : text.startsWith('bits=&')
        ? { bits: '' }
        : {};
    expect(state).toEqual({ ...DEFAULT_LINK, ...others });
    expect(problems).toEqual([
      expect.stringMatching(new RegExp(`^${words}.* The default is used instead\\.$`, 'u')),
    ]);
  });

  test.each([
    ['shown=3', { replica: 2 }],
    ['seed=2147483646&shown=1', { replica: 2 }],
    ['bits=1011&step=2', { cursor: 1 }],
    ['bits=1011&step=4', { cursor: null }],
    ['step=2&bits=1011', { cursor: 1 }],
    ['moment=600', { moment: 600 }],
    ['measure=Last%20Bit', { measure: 'lastBitAccuracy' }],
    ['axis=seconds', { axis: 'seconds' }],
    ['embed=1', { embed: true, figures: [] }],
    ['embed=0', { embed: false, figures: [] }],
    ['embed=Plane,%20trace,plane', { embed: true, figures: ['plane', 'trace'] }],
  ])('%s is read', (text, changes) => {
    const { state, problems } = parseLink(`#v=1&${text}`);
    expect(problems).toEqual([]);
    expect(state).toMatchObject(changes);
  });

  test.each([
    ['trace,plan,plane', ['trace', 'plane'], 'Embedding knows no figure "plan", but experiment, curves,'],
    ['all', [], 'Embedding knows no figure "all", but experiment, curves,'],
  ])('of the figures %s those that there are are shown, and the others told', (list, figures, words) => {
    const { state, problems } = parseLink(`#v=1&embed=${list}`);
    expect(state).toMatchObject({ embed: true, figures });
    expect(problems).toEqual([expect.stringContaining(words)]);
    expect(problems[0]).not.toContain('default');
  });

  test('survive anything, without touching a prototype', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webFragments(), fc.string({ unit: 'binary' })), (text) => {
        const { state } = parseLink(`#${text}`);
        expect(Object.keys(state).toSorted()).toEqual(Object.keys(DEFAULT_LINK).toSorted());
      }),
    );
    expect(Object.keys({})).toEqual([]);
  });

  test('are not read beyond a length', () => {
    const { state, problems } = parseLink(`#v=1&hidden=2&x=${'a'.repeat(MAX_LINK_LENGTH)}`);
    expect(state).toEqual(DEFAULT_LINK);
    expect(problems).toHaveLength(1);
  });
});

const asDecimals = (params: Float32Array): string => Array.from(params, shortestFloat32).join(',');

describe('weights as text', () => {
  test('read back bit for bit, at every size that a link has room for, and well within its length', () => {
    for (let hidden = 1; hidden <= MAX_LINK_UNITS; hidden++) {
      const params = Float32Array.from({ length: paramCount(hidden) }, (_, k) =>
        Math.fround(Math.sin(k) / 3),
      );
      const config = { ...DEFAULT_LINK.config, hidden };
      const link = formatLink({ ...DEFAULT_LINK, config, weights: params });
      expect(link.length).toBeLessThan(MAX_LINK_LENGTH / 4);
      expect(parseLink(link)).toMatchObject({ problems: [], state: { weights: params } });
    }
  });

  test('are the bytes of the float32, the least significant first', () => {
    expect(formatWeights(Float32Array.of(1, -2, 0.1))).toBe('AACAPwAAAMDNzMw9');
    expect(parseWeights('AACAPwAAAMDNzMw9', 3)).toEqual({ params: Float32Array.of(1, -2, 0.1) });
    expect(parseWeights('AACAPwAAAMDNzMw9==', 3)).toHaveProperty('params');
    // of the common base64, + and / are - and _ of addresses
    expect(formatWeights(Float32Array.of(0, -1.9999999))).toBe('AAAAAP___78');
    expect(parseWeights('AAAAAP///78=', 2)).toEqual({ params: Float32Array.of(0, -1.9999999) });
  });

  test('are read as decimal numbers too, as links of old have them', () => {
    fc.assert(
      fc.property(fc.array(anyFloat32, { minLength: 20, maxLength: 20 }), (values) => {
        const params = Float32Array.from(values);
        expect(parseWeights(asDecimals(params), 20)).toEqual({ params });
        expect(parseWeights(formatWeights(params), 20)).toEqual({ params });
      }),
      { numRuns: 50 },
    );
  });

  test('that have lost letters or their case are refused, and nothing answers in their place', () => {
    const text = formatWeights(Float32Array.from({ length: 20 }, (_, k) => Math.fround(Math.sin(k))));
    for (const broken of [
      text.slice(1),
      text.slice(0, -1),
      `${text}A`,
      text.toLowerCase(),
      `${text.slice(1)}!`,
      '',
    ])
      expect(parseWeights(broken, 20)).toHaveProperty('problem');
    expect(parseLink(`#v=1&WEIGHTS=${text.toUpperCase()}`).problems.join()).toContain('Weights');
    const infinite = formatWeights(new Float32Array(20).fill(Infinity));
    expect(parseWeights(infinite, 20)).toEqual({ problem: 'number 1 is not a finite number' });
  });

  test('read back to the same float32', () => {
    fc.assert(
      fc.property(anyFloat32, (value) => {
        expect(Math.fround(Number(shortestFloat32(value)))).toBe(value);
      }),
    );
  });

  test('are refused when one is not finite or one is missing', () => {
    expect(parseWeights(formatWeights(new Float32Array(20)), 20)).toHaveProperty('params');
    expect(parseWeights(asDecimals(new Float32Array(20)), 20)).toHaveProperty('params');
    expect(parseWeights('1,2', 3)).toHaveProperty('problem');
    expect(parseWeights('1,2,1e39', 3)).toHaveProperty('problem');
    expect(parseWeights('1,2,NaN', 3)).toHaveProperty('problem');
  });
});
