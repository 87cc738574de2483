/**
 * Where the build will stand, if whoever deploys it says so: `LATCH_SITE_URL=https://example.org/latch/ npm run build`.
 * Previews of links take no relative addresses, so without one the page names no picture. `404.html` is served for
 * addresses of any depth; with a site address its link leads back from all of them, otherwise from the first level.
 */
import { readFileSync } from 'node:fs';
import type { HtmlTagDescriptor, Plugin } from 'vite';

/** The picture of the page that `npm run pictures` takes. */
export const SHARE_PICTURE = { file: 'share.png', width: 1200, height: 630 } as const;

const PICTURE_WORDS =
  'A string of a one and many zeros, and the answers of a network that was right on 10,000 random strings: zero by zero they sag from odd towards even, until they are wrong.';

/**
 * The site's address with a slash at its end; null: none is given.
 * @throws when the text is no address of a site.
 */
export function readSiteAddress(text: string | undefined): URL | null {
  if (text === undefined || text.trim() === '') return null;
  const isSite = /^https?:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?$/iu.test(text.trim());
  if (!isSite || !URL.canParse(text))
    throw new Error(
      `LATCH_SITE_URL is "${text}". It must be the address at which the page will stand, such as https://example.org/latch/, without ? and #.`,
    );
  const address = new URL(text);
  if (!address.pathname.endsWith('/')) address.pathname += '/';
  return address;
}

/** Tells the build where it will stand. */
export function siteAddress(address = readSiteAddress(process.env['LATCH_SITE_URL'])): Plugin {
  return {
    name: 'latch:site-address',
    apply: 'build',
    transformIndexHtml: { order: 'post', handler: () => (address ? addressTags(address) : []) },
    generateBundle() {
      const page = readFileSync(new URL('../../404.html', import.meta.url), 'utf8');
      const home = address?.pathname ?? './';
      const source = page.replaceAll('href="./', () => `href="${escaped(home)}`);
      this.emitFile({ type: 'asset', fileName: '404.html', source });
    },
  };
}

function addressTags(address: URL): HtmlTagDescriptor[] {
  const picture = new URL(SHARE_PICTURE.file, address).href;
  const named = (key: 'property' | 'name', name: string, content: string): HtmlTagDescriptor => ({
    tag: 'meta',
    attrs: { [key]: name, content },
    injectTo: 'head',
  });
  return [
    { tag: 'link', attrs: { rel: 'canonical', href: address.href }, injectTo: 'head' },
    named('property', 'og:url', address.href),
    named('property', 'og:image', picture),
    named('property', 'og:image:type', 'image/png'),
    named('property', 'og:image:width', String(SHARE_PICTURE.width)),
    named('property', 'og:image:height', String(SHARE_PICTURE.height)),
    named('property', 'og:image:alt', PICTURE_WORDS),
    named('name', 'twitter:card', 'summary_large_image'),
    named('name', 'twitter:image', picture),
    named('name', 'twitter:image:alt', PICTURE_WORDS),
  ];
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
