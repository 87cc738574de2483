import react from '@vitejs/plugin-react';
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { runnerImport, type Plugin } from 'vite';
import { fileURLToPath } from 'node:url';
import { LongestFirst } from './e2e/driver/order.ts';
import { PATIENCE_MS } from './e2e/driver/patience.ts';
import { DECIDING_ALONE, isCore, TOLD_LONG } from './e2e/driver/tiers.ts';
import { licenses } from './e2e/scripts/licenses.ts';
import { offlineBuild } from './e2e/scripts/offline-build.ts';
import { siteAddress } from './e2e/scripts/site-address.ts';

const contentSecurityPolicy = [
  "default-src 'none'",
  // the CPU engine's vectors are WebAssembly
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Puts the policy first in <head>, in builds only: hot reloading needs inline scripts. */
function securityPolicy(): Plugin {
  return {
    name: 'latch:security-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
          injectTo: 'head-prepend',
        },
      ],
    },
  };
}

/** Node draws markup only. */
const noStyles: Plugin = {
  name: 'latch:no-styles',
  enforce: 'pre',
  resolveId: (source) => (source.endsWith('.css') ? '\0no-styles' : null),
  load: (id) => (id === '\0no-styles' ? '' : null),
};

/** Draws the page as it opens into index.html, in builds only: what is painted first needs no script. */
function firstFrame(): Plugin {
  const entry = fileURLToPath(new URL('src/frame.tsx', import.meta.url));
  return {
    name: 'latch:first-frame',
    apply: 'build',
    transformIndexHtml: {
      order: 'pre',
      async handler(html) {
        const { module } = await runnerImport<{ renderFrame: () => string }>(entry, {
          configFile: false,
          plugins: [react(), noStyles],
        });
        return html.replace(/(?<=<div id="app">)<!--.*?-->/u, () => module.renderFrame());
      },
    },
  };
}

/** Stories mostly wait, so three files run side by side even on two cores. None of them measures; those are long ones. */
const FILES_SIDE_BY_SIDE = 3;

/**
 * Stories in browsers. Those of `long` measure, so that each has the machine for itself; `whole` is the gate's again, with
 * all that the gate leaves out.
 */
function browserTests(tier: 'e2e' | 'long' | 'whole'): TestProjectInlineConfiguration {
  return {
    test: {
      name: tier,
      include: [`e2e/**/*.${tier === 'long' ? 'long' : 'e2e'}.ts`],
      exclude: [
        ...configDefaults.exclude,
        ...(isCore ? DECIDING_ALONE : []),
        ...(tier === 'e2e' ? TOLD_LONG : []),
      ],
      env: { whole: { LATCH_WHOLE: '1' }, e2e: { LATCH_GATE: '1' }, long: {} }[tier],
      environment: 'node',
      globalSetup: 'e2e/driver/build-first.ts',
      maxWorkers: tier === 'long' ? 1 : FILES_SIDE_BY_SIDE,
      // stories of several files share a browser; what measures has its own
      isolate: tier === 'long',
      // a browser's own process can crash under software GL; a story that fails twice is ours
      retry: 1,
      expect: { poll: { timeout: PATIENCE_MS } },
      // a story that hangs; what it waits for has its own limits
      testTimeout: (tier === 'long' ? 30 : 10) * 60_000,
      hookTimeout: 5 * 60_000,
      sequence: { groupOrder: ['e2e', 'long', 'whole'].indexOf(tier) },
    },
  };
}

/**
 * What the bundler writes to make a module's exports an object reads inherited names too, and fails where an extension has
 * put one on `Object.prototype`.
 */
const ownExports: Plugin = {
  name: 'latch:own-exports',
  apply: 'build',
  renderChunk: (code) =>
    code.replace(
      /\bfor \(var (\w+) in (\w+)\)(?= \{\s*__defProp\(target, \1,)/gu,
      'for (var $1 of Object.keys($2))',
    ),
};

const licenseList = licenses();
/** A build without it ends what earlier ones have kept: `LATCH_OFFLINE=off npm run build`. */
const isKept = process.env.LATCH_OFFLINE !== 'off';
/** Licence comments stand in licenses.md instead, once each. */
const comments = { legal: false };

export default defineConfig({
  // relative, so that the same files work under any sub-path
  base: './',
  plugins: [
    react(),
    firstFrame(),
    ownExports,
    siteAddress(),
    securityPolicy(),
    licenseList.page,
    offlineBuild(contentSecurityPolicy, isKept),
  ],
  build: {
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        comments,
        // what the first view needs is one file: pieces that later parts share would compress apart
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
      },
    },
  },
  worker: {
    format: 'es',
    plugins: () => [licenseList.worker(), ownExports],
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/worker-[name]-[hash].js',
        chunkFileNames: 'assets/worker-part-[name]-[hash].js',
        comments,
      },
    },
  },
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}', 'e2e/bench/*.test.ts', 'e2e/*.test.ts'],
          // the longest takes a second or two on an idle machine; a busy one must not fail it
          testTimeout: 120_000,
          // stories that go on beside them leave a core now and then, and when they have ended there are two
          maxWorkers: 2,
          // what a file needs of the page's parts is read once for all of them: a third of the time of these tests
          isolate: false,
        },
      },
      browserTests('e2e'),
      browserTests('long'),
      browserTests('whole'),
    ],
  },
});
