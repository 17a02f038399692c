// What the campaign at the real application interrupts, as a person does it with mouse and keys: the kit on the page of a lost
// key store, "Use this copy again", a restore over the firm in Settings, and a move.
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { ROOT } from '../toolchain/processes.mjs';
import { sandboxArgs } from '../toolchain/system.mjs';
import { codeOf, EMAIL, type Found, KIT_CODE, NAMES, PASSPHRASE, PASSWORD, placesIn } from './application-firm.ts';

export interface Running {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** How the process ended by itself, with the last that it said on its error output. */
  readonly lastWords: () => string;
}

/** A machine that kills one after the other is a busy one. */
const SLOW_MS = 90_000;

/** Starts the built application on the data folder of this run. */
export async function launch(root: string): Promise<Running> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const app = await _electron.launch({
    executablePath: process.execPath,
    cwd: ROOT,
    chromiumSandbox: true,
    args: [...sandboxArgs(), '--disable-gpu', ROOT, `--user-data-dir=${placesIn(root).data}`],
    env: env as Record<string, string>,
    timeout: SLOW_MS,
  });
  const child = app.process();
  let said = '';
  child.stderr?.on('data', (data: Buffer) => {
    said = `${said}${data.toString()}`.slice(-4000);
  });
  const page = await app.firstWindow({ timeout: SLOW_MS }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  page.setDefaultTimeout(SLOW_MS);
  const lastWords = () => `exit code ${child.exitCode}, signal ${child.signalCode}: ${said}`;
  return { app, page, lastWords };
}

/** The system's dialogs answer with this file, those that open one with `chosen`. The debugger may lose its answer while main loads: then it asks again. */
export async function answerDialogs(app: ElectronApplication, file: string, chosen = file): Promise<void> {
  const set = () =>
    app.evaluate(
      ({ dialog }, [filePath, chosenPath]) => {
        Object.assign(dialog, {
          showSaveDialog: () => Promise.resolve({ canceled: false, filePath }),
          showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [chosenPath] }),
        });
      },
      [file, chosen] as const,
    );
  await set().catch(set);
}

/** The headings that a start may lead to. */
export const PAGES = {
  signIn: 'Sign in',
  lost: 'The key to your data cannot be opened',
  moved: 'This firm was moved',
} as const;

export interface Work {
  readonly template: 'whole' | 'lost' | 'moved';
  /** Pages of a disk that are some more than the act takes. */
  readonly pages: number;
  /** Up to the last field before the act. */
  reach(running: Running, root: string): Promise<void>;
  /** From the first press to what the screen says at the end. */
  act(page: Page): Promise<void>;
  /** Where the next start may lead. */
  readonly leadsTo: readonly string[];
  /** Beside what lookAt finds wrong in any firm. */
  check(found: Found): string | undefined;
}

async function signIn(page: Page): Promise<void> {
  await page.getByRole('heading', { name: PAGES.signIn }).waitFor();
  await page.getByRole('textbox', { name: 'Email' }).fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: '6-digit code' }).fill(codeOf());
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('link', { name: 'Settings' }).click();
}

const isOneOf = (found: Found, names: readonly string[]): string | undefined =>
  names.includes(found.name) ? undefined : `the firm is ${found.name}`;

export const WORKS: Readonly<Record<string, Work>> = {
  'kit for a lost key': {
    template: 'lost',
    pages: 40,
    async reach({ page }) {
      await page.getByRole('textbox', { name: 'Recovery kit code' }).fill(KIT_CODE);
    },
    async act(page) {
      await page.getByRole('button', { name: 'Open', exact: true }).click();
      await page.getByRole('heading', { name: PAGES.signIn }).waitFor();
    },
    leadsTo: [PAGES.lost, PAGES.signIn],
    check: (found) => isOneOf(found, [NAMES.since]),
  },
  'use this copy again': {
    template: 'moved',
    pages: 40,
    async reach({ page }) {
      await page.getByRole('button', { name: 'Use this copy again' }).click();
      await page.getByRole('textbox', { name: 'Email' }).fill(EMAIL);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('textbox', { name: '6-digit code' }).fill(codeOf(1));
    },
    async act(page) {
      await page.getByRole('button', { name: 'Use this copy again' }).click();
      await page.getByRole('heading', { name: PAGES.signIn }).waitFor();
    },
    leadsTo: [PAGES.moved, PAGES.signIn],
    check: (found) => isOneOf(found, [NAMES.since]),
  },
  restore: {
    template: 'whole',
    pages: 450,
    async reach({ app, page }, root) {
      await signIn(page);
      await answerDialogs(app, placesIn(root).backup);
      const region = page.getByRole('region', { name: 'Backups' });
      await region.getByRole('button', { name: 'Restore from a backup' }).click();
      const dialog = page.getByRole('dialog', { name: 'Restore from a backup' });
      await dialog.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
    },
    async act(page) {
      const dialog = page.getByRole('dialog', { name: 'Restore from a backup' });
      await dialog.getByRole('button', { name: 'Restore' }).click();
      await dialog.getByRole('textbox', { name: '6-digit code' }).fill(codeOf(1));
      await dialog.getByRole('button', { name: 'Restore this firm' }).click();
      await page.getByRole('heading', { name: PAGES.signIn }).waitFor();
    },
    leadsTo: [PAGES.signIn],
    check: (found) => isOneOf(found, [NAMES.before, NAMES.since]),
  },
  move: {
    template: 'whole',
    pages: 450,
    async reach({ app, page }, root) {
      await signIn(page);
      await answerDialogs(app, placesIn(root).moved);
      await page.getByRole('button', { name: 'Move to another computer' }).click();
      const dialog = page.getByRole('dialog', { name: 'Move to another computer' });
      await dialog.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(PASSPHRASE);
      await dialog.getByRole('textbox', { name: 'Repeat the passphrase' }).fill(PASSPHRASE);
      await dialog.getByRole('textbox', { name: '6-digit code' }).fill(codeOf(1));
    },
    async act(page) {
      const dialog = page.getByRole('dialog', { name: 'Move to another computer' });
      await dialog.getByRole('button', { name: 'Move to another computer' }).click();
      await page.getByRole('heading', { name: PAGES.moved }).waitFor();
    },
    leadsTo: [PAGES.signIn, PAGES.moved],
    check: (found) => isOneOf(found, [NAMES.since]),
  },
};

/** What the page says to the person now: its headings, and what a screen reader announces. */
export async function readPage(page: Page): Promise<readonly string[]> {
  const texts = await page.locator('h1, h2, [role=alert], [role=status]').allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim()).filter((text) => text !== '');
}
