// Four projects: `unit` (everything but windows, in Electron's own Node), `postgres` (what stands on the storage, on
// PostgreSQL), `e2e` (the real application in real Electron) and `packages` (packages that are installed, upgraded and
// removed: npm run test:packages).
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { cheaper } from './test/support/cheap-source.mjs';

/** One file of end-to-end tests at a time has a display: see own-display.ts. */
const displays = (JSON.parse(process.env['REKEY_DISPLAYS'] ?? '[{}]') as readonly object[]).length;

export default defineConfig({
  test: {
    // By default vitest leaves one core idle, which halves the speed on two.
    maxWorkers: '100%',
    projects: [
      {
        // Modules that vitest loads itself; execArgv is for those that a worker thread loads.
        plugins: [{ name: 'cheap-passphrases', enforce: 'pre', transform: (source, file) => cheaper(file, source) }],
        test: {
          name: 'unit',
          include: ['test/{domain,storage,services,ipc,line,main,preload,renderer,rules,scripts}/**/*.test.ts'],
          testTimeout: 60_000,
          execArgv: ['--import', join(import.meta.dirname, 'test/support/cheap-passphrases.mjs')],
        },
      },
      {
        // The same tests of what stands on the storage, with PostgreSQL under it.
        plugins: [{ name: 'cheap-passphrases', enforce: 'pre', transform: (source, file) => cheaper(file, source) }],
        test: {
          name: 'postgres',
          include: ['test/{postgres,services,ipc,line}/**/*.test.ts'],
          exclude: [
            // What a program writes into the file, and files of earlier versions.
            'test/services/act/credentials.test.ts',
            'test/services/firm/{bind-credentials,record-watch}.test.ts',
            'test/ipc/tampering.test.ts',
            // Rules over thousands of firms, each a copy of one file. The statements are those of the other tests.
            'test/services/{hand-out,model}.test.ts',
          ],
          env: { REKEY_TEST_ENGINE: 'postgres' },
          globalSetup: 'test/support/postgres-setup.ts',
          testTimeout: 60_000,
          execArgv: ['--import', join(import.meta.dirname, 'test/support/cheap-passphrases.mjs')],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } }, // as long as Playwright waits; vitest's default is one second
          setupFiles: ['test/e2e/own-display.ts', 'test/e2e/what-windows-said.ts'],
          maxWorkers: displays,
        },
      },
      {
        test: {
          name: 'packages',
          include: ['test/packages/**/*.test.ts'],
          testTimeout: 20 * 60_000,
          hookTimeout: 20 * 60_000,
          expect: { poll: { timeout: 60_000 } },
          fileParallelism: false,
        },
      },
    ],
  },
});
