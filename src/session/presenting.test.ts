import { describe, expect, test } from 'vitest';
import { formatLink, parseLink } from './url.ts';
import { linkOf } from './link-sync.ts';
import { ACT_FIGURES, presentedSlide, readSlide, slideBeside, slideText, type Slide } from './presenting.ts';
import { bench } from './session-bench.fixture.ts';

const SLIDES: readonly Slide[] = ACT_FIGURES.flatMap((figures, act) =>
  Array.from({ length: figures }, (_, figure) => ({ act, figure })),
);

describe('the figures that fill the screen', () => {
  test('follow one another, through every figure of every act and back, and end at the ends', () => {
    const first = SLIDES[0]!;
    const last = SLIDES.at(-1)!;
    const walk = (from: Slide, by: 1 | -1): Slide[] => {
      const way = [from];
      for (let k = 1; k < SLIDES.length; k++) way.push(slideBeside(way.at(-1)!, by));
      return way;
    };
    expect(walk(first, 1)).toEqual(SLIDES);
    expect(walk(last, -1)).toEqual(SLIDES.toReversed());
    expect(slideBeside(first, -1)).toEqual(first);
    expect(slideBeside(last, 1)).toEqual(last);
  });

  test('are read as they are written, and nothing else is', () => {
    expect(SLIDES.map((slide) => readSlide(slideText(slide)))).toEqual(SLIDES);
    expect(slideText({ act: 3, figure: 1 })).toBe('3.2');
    for (const text of ['', '8', '10', '2.2', '3.0', '3.3', '3.', '.2', '-1', '3,2', '3.2.1', ' 3'])
      expect([text, readSlide(text)]).toEqual([text, null]);
  });
});

describe('links', () => {
  test.each([
    ['act=5', { act: 5, presented: null }],
    ['present=2', { act: 2, presented: 0 }],
    ['present=3.2', { act: 3, presented: 1 }],
    ['present=3.1', { act: 3, presented: 0 }],
    // at the end of a sentence
    ['present=3.2.', { act: 3, presented: 1 }],
    ['act=1&present=4', { act: 4, presented: 0 }],
    ['present=4&act=1', { act: 4, presented: 0 }],
  ])('%s is read', (text, changes) => {
    expect(parseLink(`#v=1&${text}`)).toMatchObject({ problems: [], state: changes });
  });

  test.each(['8', '2.2', '3.0', '-1', 'why', ''])('present=%s presents nothing, and says so', (text) => {
    const { state, problems } = parseLink(`#v=1&act=2&present=${text}`);
    expect(state).toMatchObject({ act: 2, presented: null });
    expect(problems).toEqual([expect.stringMatching(/^Presented act is a whole number from 0 to 7, or as/u)]);
  });
});

describe('the session presents', () => {
  const opened = (link: string) => {
    const b = bench();
    const { state, problems } = parseLink(`#v=1&preset=openai-variable&${link}`);
    expect(problems).toEqual([]);
    b.session.applyLink(state, []);
    return { ...b, link: () => formatLink(linkOf(b.state())), slide: () => presentedSlide(b.state()) };
  };

  test('what a link names, and its address says where one is', () => {
    const b = opened('present=2');
    expect(b.slide()).toEqual({ act: 2, figure: 0 });
    // nobody need touch the page for its figures to be filled
    expect(b.state().hasStirred).toBe(true);
    b.session.presentBeside(1);
    b.session.presentBeside(1);
    expect(b.link()).toBe('#v=1&preset=openai-variable&present=3.2');
    b.session.presentBeside(-1);
    expect(b.link()).toBe('#v=1&preset=openai-variable&present=3');
    b.session.leavePresenting();
    expect(b.link()).toBe('#v=1&preset=openai-variable&act=3');
  });

  test('the act that something on it leads to, and not the laboratory', () => {
    const b = opened('present=0');
    b.session.goToAct(5);
    expect(b.slide()).toEqual({ act: 5, figure: 0 });
    b.session.goToAct(null);
    expect(b.slide()).toBeNull();
    b.session.goToAct(1);
    expect(b.slide()).toBeNull();
    b.session.presentBeside(1);
    expect(b.state().act).toBe(1);
  });

  test('nothing in a frame that shows figures of the laboratory', () => {
    expect(opened('present=2&embed=plane').slide()).toBeNull();
    expect(opened('act=2').slide()).toBeNull();
  });

  test('nothing once the page opens as it does at its bare address', () => {
    const b = opened('present=2');
    b.session.showOpening();
    expect(b.slide()).toBeNull();
  });
});
