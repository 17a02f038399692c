// Starts the real application in real Electron with its own data folder. The helpers drive it as a person does.
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright-core';
import { PASSWORD, type PreparedPerson } from './prepared-firm.ts';

export interface Running {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Errors and warnings of every window, including violations of the content security policy. */
  readonly complaints: readonly string[];
  openSecondWindow(): Promise<Page>;
  close(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '../..');
const running = new Set<ElectronApplication>();
const given = (process.env['REKEY_ELECTRON_ARGS'] ?? '').split(' ').filter(Boolean);

export const openWindows = (): readonly Page[] => [...running].flatMap((app) => app.windows());

export interface StartOptions {
  /** By default the Electron of the tests, with the project's folder. */
  readonly executable?: string;
  readonly entry?: readonly string[];
  /** Further arguments for the application. */
  readonly moreArgs?: readonly string[];
  readonly env?: Record<string, string>;
  /** Beside the environment of the tests. */
  readonly moreEnv?: Record<string, string>;
  /** Leaves out the switch that root needs. */
  readonly isSandboxed?: boolean;
}

/** @param folder Electron's user data folder. An empty one means a first run. Undefined: `moreArgs` say which. */
export async function start(folder: string | undefined, options: StartOptions = {}): Promise<Running> {
  // The tests run in Electron's Node; the application must not.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const executablePath = options.executable ?? process.env['REKEY_ELECTRON'];
  if (executablePath === undefined) throw new Error('REKEY_ELECTRON is not set: run the tests with npm test');
  const app = await _electron.launch({
    executablePath,
    cwd: ROOT,
    // Playwright disables the sandbox by default. Here the caller decides whether that is needed.
    chromiumSandbox: true,
    args: [
      ...(options.isSandboxed === true ? [] : given),
      '--disable-gpu',
      ...(options.entry ?? [ROOT]),
      ...(folder === undefined ? [] : [`--user-data-dir=${folder}`]),
      ...(options.moreArgs ?? []),
    ],
    env: options.env ?? { ...(env as Record<string, string>), ...options.moreEnv },
  });
  running.add(app);
  app.once('close', () => running.delete(app));
  let closing: Promise<void> | undefined;
  const complaints: string[] = [];
  const listen = (page: Page): void => {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  };
  app.on('window', listen);
  const page = await app.firstWindow();
  listen(page);
  await page.waitForLoadState();
  return {
    app,
    page,
    complaints,
    async openSecondWindow() {
      const opened = app.waitForEvent('window');
      await clickMenuItem(app, 'new-window');
      const second = await opened;
      await second.waitForLoadState();
      return second;
    },
    close() {
      closing ??= app.close();
      return closing;
    },
  };
}

/**
 * Clicks an item of the application menu, as a person does: on a turn of its own. Inside the call of the debugger it
 * would run between two rows of a query, and V8 may collect what the debugger waits for while windows open.
 */
export async function clickMenuItem(app: ElectronApplication, id: string, times = 1): Promise<void> {
  await app.evaluate(
    ({ Menu }, [item, count]) => {
      setImmediate(() => {
        for (let i = 0; i < count; i++) Menu.getApplicationMenu()?.getMenuItemById(item)?.click();
      });
    },
    [id, times] as const,
  );
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
  await page.getByRole('textbox', { name: '6-digit code' }).fill(code);
  await page.getByRole('button', { name: 'Verify' }).click();
}

/** Signs a person of the prepared firm in, from the sign-in page to their first screen. */
export async function enter(page: Page, { email, name, phone }: PreparedPerson): Promise<void> {
  await signIn(page, email, PASSWORD);
  await enterCode(page, await phone.nextCode());
  await page.getByRole('button', { name: `Account of ${name}` }).waitFor();
}

/** Opens what stands behind the button with the number of alerts. */
export async function openAlerts(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: /^[\d,]+ alerts?$/ }).click();
  const panel = page.getByRole('dialog', { name: 'Alerts' });
  await panel.waitFor();
  return panel;
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

/** Steps 1 to 6 of the main job: from the Global view to the open dialog. */
export async function openResetDialog(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Client & User Management' }).click();
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('searchbox', { name: 'Search name or email' }).fill(name);
  await page
    .getByRole('grid', { name: 'Users' })
    .getByRole('button', { name: `Actions for ${name}` })
    .click();
  await page.getByRole('menuitem', { name: 'Reset 2FA' }).click();
  await page
    .getByRole('dialog', { name: `Reset 2FA for ${name}` })
    .getByLabel('Reason')
    .waitFor();
}

/** Fills in the dialog and carries out the reset. The dialog stays open. @returns the setup code. */
export async function carryOutReset(page: Page, name: string, code: string | undefined): Promise<string> {
  const dialog = page.getByRole('dialog', { name: `Reset 2FA for ${name}` });
  await dialog.getByLabel('Reason').selectOption('lost_phone');
  await dialog.getByRole('radio', { name: 'I called back' }).check();
  if (code !== undefined) await dialog.getByRole('textbox', { name: '6-digit code' }).fill(code);
  await dialog.getByRole('button', { name: 'Reset 2FA' }).click();
  const setupCode = await dialog.getByTestId('setup-code').textContent();
  if (setupCode === null) throw new Error('no setup code is shown');
  return setupCode;
}

export async function closeResetResult(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'I have passed on or noted the setup code' }).check();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}
