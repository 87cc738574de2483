import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Prose } from './prose.tsx';

test('gives each piece of text an element, and elements none', () => {
  const none: string | null = null;
  expect(
    renderToStaticMarkup(
      <Prose>
        {3} of <b>{5}</b>
        {none}, {'or so'} <i />
      </Prose>,
    ),
  ).toBe('<span>3 of </span><b>5</b><span>, or so </span><i></i>');
});

test('text alone is one piece', () => {
  expect(renderToStaticMarkup(<Prose>2 seeds</Prose>)).toBe('<span>2 seeds</span>');
});
