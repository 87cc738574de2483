/**
 * `licenses.md` of the build: every package of which the page or a worker holds a part, with its copyright notices and
 * its licence's text. The scripts themselves are shipped without licence comments, which stood there 2,000 times.
 *
 * Workers are bundles of their own, and Vite's own list (`build.license`) knows the page's bundle alone.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import spdxLicenses from 'spdx-license-list/full.js';
import type { Plugin } from 'vite';

interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression: `Apache-2.0 AND MIT`. */
  readonly license: string;
  readonly notices: readonly string[];
  /** The package's own licence file; null: it has none. */
  readonly text: string | null;
}

/** For the page's bundle, and for each worker's. What both found is written beside the page. */
export function licenses(): { readonly page: Plugin; readonly worker: () => Plugin } {
  const modules = new Set<string>();
  return {
    worker: () => ({
      name: 'latch:worker-licenses',
      generateBundle: (_, bundle) => addModules(bundle, modules),
    }),
    page: {
      name: 'latch:licenses',
      apply: 'build',
      // the workers' bundles are made while the page's modules are read
      generateBundle(_, bundle) {
        addModules(bundle, modules);
        this.emitFile({ type: 'asset', fileName: 'licenses.md', source: listLicenses(modules) });
      },
    },
  };
}

type Bundle = Parameters<Extract<NonNullable<Plugin['generateBundle']>, (...args: never[]) => unknown>>[1];

function addModules(bundle: Bundle, modules: Set<string>): void {
  for (const output of Object.values(bundle)) {
    if (output.type === 'asset') continue;
    for (const id of output.moduleIds)
      if (id.includes('/node_modules/')) modules.add(id.replace(/^\0|\?.*$/gu, ''));
  }
}

/** @throws when a package names no licence, or one whose text is nowhere to be had. */
export function listLicenses(modules: Iterable<string>): string {
  const byFolder = new Map<string, string[]>();
  for (const module of modules) {
    const folder = packageFolder(module);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), module]);
  }
  const packages = [...byFolder]
    .map(([folder, files]) => readPackage(folder, files))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const standard = new Set(packages.flatMap(({ text, license }) => (text === null ? parts(license) : [])));
  return [
    '# Licences',
    'Latch itself is under the MIT licence. The page and its workers hold parts of these packages.',
    ...packages.map(describePackage),
    ...[...standard].toSorted().map((id) => `## The text of ${id}\n\n${standardText(id)}`),
    '',
  ].join('\n\n');
}

function describePackage({ name, version, license, notices, text }: BundledPackage): string {
  const body = text === null ? [...notices, `Its text stands below: ${parts(license).join(', ')}.`] : [text];
  return [`## ${name} ${version} (${license})`, ...body].join('\n\n');
}

/** The folder of the package that a module belongs to: folders inside it may hold a nameless package.json. */
function packageFolder(module: string): string {
  for (let folder = dirname(module); folder !== dirname(folder); folder = dirname(folder))
    if (readManifest(folder)?.name !== undefined) return folder;
  throw new Error(`${module} belongs to no package`);
}

function readManifest(folder: string): { name?: string; version?: string; license?: string } | null {
  const path = join(folder, 'package.json');
  return existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string; license?: string })
    : null;
}

function readPackage(folder: string, modules: readonly string[]): BundledPackage {
  const { name = folder, version = '', license } = readManifest(folder) ?? {};
  if (license === undefined) throw new Error(`${name} names no licence`);
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/iu.test(entry));
  return {
    name,
    version,
    license,
    notices: [...new Set(modules.filter((path) => existsSync(path)).flatMap(readNotices))].toSorted(),
    text: file === undefined ? null : readFileSync(join(folder, file), 'utf8').trim(),
  };
}

/** The copyright lines in a module's first comment. */
function readNotices(path: string): string[] {
  const head = readFileSync(path, 'utf8').slice(0, 1000);
  return (head.match(/Copyright (?:\(c\) )?\d{4}[^\n*]*/giu) ?? []).map((line) => line.trim());
}

const parts = (expression: string): string[] => expression.split(/\s+(?:AND|OR)\s+|[()]/u).filter(Boolean);

function standardText(id: string): string {
  const license = (spdxLicenses as Readonly<Record<string, { licenseText: string } | undefined>>)[id];
  if (license === undefined) throw new Error(`no text of the licence ${id}`);
  return license.licenseText.trim();
}
