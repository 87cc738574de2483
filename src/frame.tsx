/** The page as it opens, as markup: the build puts it into index.html, where it stands until React has drawn the page. */
import { renderToStaticMarkup } from 'react-dom/server';
import { createSession } from './session/session.ts';
import { SessionContext } from './session/use-session.ts';
import { App } from './ui/app.tsx';

export function renderFrame(): string {
  const session = createSession();
  session.showOpening();
  const page = renderToStaticMarkup(
    <SessionContext value={session}>
      <App />
    </SessionContext>,
  );
  const inert = page
    // the page's policy allows no style in markup; sizes and places that scripts compute come with them
    .replaceAll(/ style="[^"]*"/gu, '')
    // said by a page that is alive only
    .replace(/ data-status="\w+"/u, '')
    .replaceAll(/<!--.*?-->|<template.*?<\/template>/gu, '');
  return `<div inert>${inert}</div><i class="drawn"></i>${WATCHMAN}`;
}

/** Seen where React has not drawn the page after some seconds; `before-paint.js` sees to it that it says why. */
const WATCHMAN =
  '<p class="watchman" role="alert"><span>The page is not ready yet: its program has not come. The network may be slow.</span> ' +
  '<a href="">Reload the page</a></p>';
