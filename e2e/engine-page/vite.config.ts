import { defineConfig } from 'vite';

/** The engines' test page, built beside the real one and never published. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: { target: 'es2022', outDir: '../../dist-engine', emptyOutDir: true, chunkSizeWarningLimit: 2000 },
  worker: { format: 'es' },
});
