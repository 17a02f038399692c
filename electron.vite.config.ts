// Three bundles: main (ES module), preload (CommonJS, as a sandboxed preload script must be) and the renderer.
import { basename, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { prerender } from './scripts/build/prerender.ts';
import { userGuide } from './scripts/build/user-guide.ts';

// Names of files are unique. The prerendered page needs the same class names as the application.
const modules = {
  generateScopedName: (name: string, file: string): string => `${basename(file, '.module.css')}_${name}`,
};
const page = (file: string): string => join(import.meta.dirname, 'renderer', file);

export default defineConfig({
  main: {
    build: {
      externalizeDeps: true, // the native packages stay packages; everything else is a devDependency and bundled
      rolldownOptions: {
        input: {
          main: 'main/main.ts',
          'check-worker': 'main/storage/engine/check-worker.ts',
          'user-index-worker': 'main/storage/lists/user-index-worker.ts',
        },
        output: { chunkFileNames: '[name].js' }, // side by side: the workers are found next to whoever starts them
      },
    },
  },
  preload: {
    build: {
      rolldownOptions: { input: 'preload/preload.ts', output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: page('.'),
    css: { modules },
    plugins: [react(), userGuide(import.meta.dirname), prerender(page('.'), modules)],
    build: {
      rolldownOptions: { input: { index: page('index.html'), problem: page('problem.html') } },
      minify: true,
      assetsInlineLimit: 0, // no data: addresses: the policy allows none
    },
  },
});
