// Four kinds of tests: `unit` (everything but windows, in Electron's own Node), `postgres` (what stands on the storage, on
// PostgreSQL), `e2e` (the real application in real Electron) and `packages` (packages that are installed, upgraded and
// removed: npm run test:packages). Files of `unit`, `postgres` and `e2e` share the modules that they import, so a worker loads
// them once. Files that cannot share them are in `unit-alone` and `postgres-alone`.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { cheaper } from './test/support/cheap-source.mjs';

/** One file of end-to-end tests at a time has a display: see own-display.ts. */
const displays = (JSON.parse(process.env['REKEY_DISPLAYS'] ?? '[{}]') as readonly object[]).length;

/** Modules that vitest loads itself; execArgv is for those that a worker thread loads. */
const cheapPassphrases = {
  plugins: [
    {
      name: 'cheap-passphrases',
      enforce: 'pre' as const,
      transform: (source: string, file: string) => cheaper(file, source),
    },
  ],
  execArgv: ['--import', join(import.meta.dirname, 'test/support/cheap-passphrases.mjs')],
};
const EACH_FILE = 'test/support/each-file.ts';
const unit = { testTimeout: 60_000, hookTimeout: 60_000, execArgv: cheapPassphrases.execArgv, setupFiles: [EACH_FILE] };
const postgres = {
  ...unit,
  testTimeout: 180_000, // each statement is a way to the server and back
  hookTimeout: 180_000,
  env: { REKEY_TEST_ENGINE: 'postgres' },
  globalSetup: 'test/support/postgres-setup.ts',
  setupFiles: [EACH_FILE, 'test/support/each-file-on-postgres.ts'],
};
/** They replace modules that other files have loaded before. */
const REPLACING = [
  'test/storage/files/{network-folder,write-file-whole}.test.ts',
  'test/storage/backup/derived-key.test.ts',
];

export default defineConfig({
  test: {
    // By default vitest leaves one core idle, which halves the speed on two.
    maxWorkers: '100%',
    projects: [
      {
        plugins: cheapPassphrases.plugins,
        test: {
          ...unit,
          name: 'unit',
          include: ['test/{domain,storage,services,ipc,line,rules,scripts}/**/*.test.ts'],
          exclude: REPLACING,
          isolate: false,
        },
      },
      {
        // Modules of main and of the renderer keep what a process or a page has once.
        plugins: cheapPassphrases.plugins,
        test: { ...unit, name: 'unit-alone', include: ['test/{main,preload,renderer}/**/*.test.ts', ...REPLACING] },
      },
      {
        // The same tests of what stands on the storage, with PostgreSQL under it.
        plugins: cheapPassphrases.plugins,
        test: {
          ...postgres,
          name: 'postgres',
          include: ['test/{services,ipc,line}/**/*.test.ts'],
          exclude: [
            // What a program writes into the file, and files of earlier versions.
            'test/services/act/credentials.test.ts',
            'test/services/firm/{bind-credentials,record-watch}.test.ts',
            'test/ipc/tampering.test.ts',
            // Rules over thousands of firms, each a copy of one file. The statements are those of the other tests.
            'test/services/{hand-out,model}.test.ts',
          ],
          isolate: false,
        },
      },
      {
        plugins: cheapPassphrases.plugins,
        test: { ...postgres, name: 'postgres-alone', include: ['test/postgres/**/*.test.ts'] },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } }, // as long as Playwright waits; vitest's default is one second
          setupFiles: [EACH_FILE, 'test/e2e/own-display.ts', 'test/e2e/what-windows-said.ts'],
          isolate: false,
          maxWorkers: displays,
        },
      },
      {
        test: {
          name: 'packages',
          include: ['test/packages/**/*.test.ts'],
          setupFiles: [EACH_FILE],
          testTimeout: 20 * 60_000,
          hookTimeout: 20 * 60_000,
          expect: { poll: { timeout: 60_000 } },
          fileParallelism: false,
        },
      },
    ],
  },
});
