/**
 * A translator that reads "even with 99.90 %" or a bit string as words writes another answer: what is a number, a string of
 * bits or an answer says `translate="no"`. Read in the source: every output and every table of figures says it.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Whole sentences, in which figures are marked by themselves or stand as words. */
const SENTENCES = [/aria-label="Verdict"/u, /aria-label="All four"/u];
/** Tables whose cells are sentences. */
const TOLD = ['story/lengths-act.tsx'];

/** The opening tags of a name, with their attributes; braces may hold anything. */
function openingTags(source: string, name: string): string[] {
  return Array.from(source.matchAll(new RegExp(`<${name}\\b`, 'gu')), ({ index }) => {
    let depth = 0;
    let end = index;
    for (; depth > 0 || source[end] !== '>'; end++) {
      if (source[end] === '{') depth += 1;
      if (source[end] === '}') depth -= 1;
    }
    return source.slice(index, end + 1);
  });
}

function unmarked(file: string, source: string): string[] {
  const tables = /<table[^>]*translate="no"/u.test(source) || TOLD.includes(file);
  const tags = [...openingTags(source, 'output'), ...(tables ? [] : openingTags(source, 'tbody'))];
  return tags
    .filter((tag) => !/\btranslate=/u.test(tag) && !SENTENCES.some((sentence) => sentence.test(tag)))
    .map((tag) => `${file}: ${tag.replaceAll(/\s+/gu, ' ')}`);
}

test('no translator may read a figure as words', () => {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.tsx$/u.test(file),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => unmarked(file, readFileSync(`${root}${file}`, 'utf8')))).toEqual([]);
});

test('and one that is not marked is found', () => {
  const marked = '<output translate="no" data-n={n > 0 ? n : 1}>{n}</output>';
  expect(unmarked('a.tsx', marked)).toEqual([]);
  expect(unmarked('a.tsx', marked.replace(' translate="no"', ''))).toHaveLength(1);
  expect(unmarked('a.tsx', '<table><tbody><tr /></tbody></table>')).toHaveLength(1);
});
