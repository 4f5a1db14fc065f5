import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => decodeURIComponent(new URL(path, import.meta.url).pathname);

// `vite build --mode pictures` also builds the page with the made-up application, for pictures and for the bench.
// eslint-disable-next-line no-restricted-syntax -- vite takes its configuration as the default export
export default defineConfig(({ mode }) => ({
  root: here('.'),
  // Routes of torn-off windows (/window/…) load the same files.
  base: mode === 'pictures' ? './' : '/',
  plugins: [react()],
  build: {
    outDir: here(mode === 'pictures' ? '../dist/pictures' : '../dist/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // LGPL: a file of its own, which may be replaced.
      output: { codeSplitting: { groups: [{ name: 'spice-html5', test: /[\\/]@spice-project[\\/]/ }] } },
      input: mode === 'pictures' ? { index: here('./index.html'), dev: here('./dev.html') } : { index: here('./index.html') },
    },
  },
}));
