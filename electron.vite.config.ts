// Three bundles: main (ES module), preload (CommonJS, as a sandboxed preload script must be) and the renderer.
import { basename, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { buildFacts } from './scripts/build/build-facts.ts';
import { evidencePage } from './scripts/build/evidence-page.ts';
import { packagesInside } from './scripts/build/inside.ts';
import { prerender } from './scripts/build/prerender.ts';
import { userGuide } from './scripts/build/user-guide.ts';

// Names of files are unique. The prerendered page needs the same class names as the application.
const modules = {
  generateScopedName: (name: string, file: string): string => `${basename(file, '.module.css')}_${name}`,
};
const page = (file: string): string => join(import.meta.dirname, 'renderer', file);

const inside = packagesInside(import.meta.dirname);

export default defineConfig({
  main: {
    plugins: [evidencePage(import.meta.dirname), inside.note(), buildFacts(import.meta.dirname)],
    build: {
      externalizeDeps: true, // native packages stay packages; all others are devDependencies and are bundled
      rolldownOptions: {
        input: {
          main: 'main/main.ts',
          'check-worker': 'main/storage/engine/check-worker.ts',
          'connection-worker': 'main/storage/engine/postgres/connection-worker.ts',
          'user-index-worker': 'main/storage/lists/user-index-worker.ts',
          'check-record-worker': 'main/storage/record/check-record-worker.ts',
          'backup-worker': 'main/storage/backup/backup-worker.ts',
          'check-copy-worker': 'main/storage/backup/check-copy-worker.ts',
          'derive-key-worker': 'main/storage/backup/derive-key-worker.ts',
        },
        output: { chunkFileNames: '[name].js' }, // one folder: a worker is found next to the file that starts it
      },
    },
  },
  preload: {
    plugins: [inside.note()],
    build: {
      rolldownOptions: { input: 'preload/preload.ts', output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: page('.'),
    css: { modules },
    plugins: [react(), userGuide(import.meta.dirname), prerender(page('.'), modules), inside.publish()],
    build: {
      rolldownOptions: {
        input: { index: page('index.html'), problem: page('problem.html') },
        // The first page comes in one file: what it shares with later pages would otherwise be a dozen small ones.
        output: { codeSplitting: { groups: [{ name: 'first-page', test: /renderer[\\/]app\.tsx$/ }] } },
      },
      minify: true,
      assetsInlineLimit: 0, // the content security policy allows no data: addresses
    },
  },
});
