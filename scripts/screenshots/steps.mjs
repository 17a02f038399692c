// Steps in the application's window that several scenes take.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN, codeOf, PASSWORD } from './sample-people.mjs';

/** @import { ElectronApplication, Locator, Page } from 'playwright-core' */

// A screenshot shows it, so it has one name.
const DOCUMENTS = join(tmpdir(), 'Documents');

/**
 * The system's dialog saves under this name.
 * @param {ElectronApplication} app
 * @param {string} name
 */
export async function answerSaving(app, name) {
  mkdirSync(DOCUMENTS, { recursive: true });
  await app.evaluate(
    ({ dialog }, filePath) => {
      Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) });
    },
    join(DOCUMENTS, name),
  );
}

/** @param {Page} page */
export const dialogOf = (page) => page.getByRole('dialog');

/**
 * @param {Page} page
 * @param {string} label
 */
export const tableOf = (page, label) => page.locator('table').and(page.getByLabel(label, { exact: true }));

/**
 * The text of an element, for a later scene.
 * @param {Locator} element
 */
export const textOf = async (element) => (await element.textContent()) ?? '';

/**
 * @param {Page} page
 * @param {string} email
 */
export async function enterPassword(page, email) {
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/**
 * @param {Page} page
 * @param {string} email
 */
export async function enterCode(page, email) {
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await codeOf(page, email));
  await page.getByRole('button', { name: 'Verify' }).click();
}

/**
 * Fills the signed-in administrator's own code into the dialog.
 * @param {Page} page
 * @param {string} [email]
 */
export async function fillOwnCode(page, email = ADMIN) {
  await dialogOf(page)
    .getByRole('textbox', { name: '6-digit code' })
    .fill(await codeOf(page, email));
}

/**
 * @param {Page} page
 * @param {string} [email]
 */
export async function signIn(page, email = ADMIN) {
  await enterPassword(page, email);
  await enterCode(page, email);
  await page.getByRole('button', { name: /^Account of/ }).waitFor();
}

/** @param {Page} page */
export async function signOut(page) {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

/**
 * Closes a dialog, even one that asks first.
 * @param {Page} page
 */
export async function closeDialog(page) {
  await page.keyboard.press('Escape');
  const anyway = dialogOf(page).getByRole('button', { name: /^(Close |Discard)/ });
  await anyway.or(page.locator('body:not(:has([role="dialog"]))')).first().waitFor();
  if (await anyway.isVisible()) await anyway.click();
  await dialogOf(page).waitFor({ state: 'detached' });
}

/**
 * @param {Page} page
 * @param {string} name
 */
export async function openSection(page, name) {
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
}

/** @param {Page} page */
export async function showClients(page) {
  await openSection(page, 'Client & User Management');
  await page.getByRole('tab', { name: 'Clients' }).click();
  await tableOf(page, 'Clients').getByText('Alder').first().waitFor();
}

/** @param {Page} page */
export async function showUsers(page) {
  await openSection(page, 'Client & User Management');
  await page.getByRole('tab', { name: 'Users' }).click();
  await dotsOf(page).first().waitFor();
}

/**
 * The buttons of the action menus in the user list.
 * @param {Page} page
 */
export const dotsOf = (page) => tableOf(page, 'Users').getByRole('button', { name: /^Actions for/ });

/**
 * Opens what stands behind the button with the number of alerts.
 * @param {Page} page
 */
export async function openAlerts(page) {
  await page.getByRole('button', { name: /^[\d,]+ alerts?$/ }).click();
  await page.getByRole('dialog', { name: 'Alerts' }).waitFor();
}

/**
 * Searches until one user is left in the list.
 * @param {Page} page
 * @param {string} text
 */
export async function find(page, text) {
  await page.getByRole('searchbox', { name: 'Search name or email' }).fill(text);
  await page
    .getByRole('status')
    .filter({ hasText: /^1 user$/ })
    .waitFor();
}

/**
 * Finds one user and opens the dialog of an entry of their action menu.
 * @param {Page} page
 * @param {string} text
 * @param {string} entry
 */
export async function choose(page, text, entry) {
  await find(page, text);
  await dotsOf(page).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${entry}`) }).click();
  await dialogOf(page).getByRole('button', { name: 'Cancel' }).waitFor();
}

/**
 * Fills in the page where a user enters a one-time code.
 * @param {Page} page
 * @param {{ link: string, label: string, email: string, code: string }} facts
 */
export async function enterOneTimeCode(page, { link, label, email, code }) {
  await page.getByRole('button', { name: link }).click();
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByRole('textbox', { name: label }).fill(code);
}

/**
 * Fills in the reason and the identity check of a reset.
 * @param {Page} page
 */
export async function answerReset(page) {
  await dialogOf(page).getByLabel('Reason').selectOption('lost_phone');
  await dialogOf(page).getByRole('textbox', { name: 'Note' }).fill('Left in a taxi on Monday');
  await dialogOf(page).getByRole('radio', { name: 'I called back' }).check();
}

/**
 * Sets the clock that the application reads back.
 * @param {ElectronApplication} app
 * @param {number} hours
 */
export const setClockBack = (app, hours) =>
  app.evaluate((_, back) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() - back * 3_600_000;
  }, hours);
