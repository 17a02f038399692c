import { ask, CLIENT, emailOf, LOST } from '../sample-people.mjs';
import {
  choose,
  closeDialog,
  dialogOf,
  enterOneTimeCode,
  fillOwnCode,
  showUsers,
  signIn,
  signOut,
  textOf,
} from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */
/** @import { Page } from 'playwright-core' */

/**
 * The point of contact of a client.
 * @param {Page} page
 * @param {string} search
 */
async function contactOf(page, search) {
  const { rows } = await ask(page, 'clients.list', {
    search,
    statuses: [],
    types: [],
    sort: { column: 'name', isDescending: false },
    offset: 0,
    limit: 1,
  });
  return rows[0]?.pointOfContact ?? '';
}

/** What a scene leaves for later ones. */
const kept = { code: '', contact: '', email: '' };

/** @type {Chapter} */
export const changePeople = {
  title: 'Change people',
  isSample: true,
  scenes: [
    {
      name: 'edit-user',
      shows: 'Edit',
      async go({ page }) {
        await signIn(page);
        await showUsers(page);
        await choose(page, LOST.search, 'Edit');
      },
    },
    {
      name: 'edit-user-problems',
      shows: 'The field shows its problem',
      async go({ page }) {
        await dialogOf(page).getByRole('textbox', { name: 'Phone' }).fill('ring the bell');
        await dialogOf(page).getByRole('button', { name: 'Save' }).click();
        await dialogOf(page).getByText('Enter a phone number, such as').waitFor();
      },
    },
    {
      name: 'reset-password',
      shows: 'Reset password',
      async go({ page }) {
        await closeDialog(page);
        kept.email = await emailOf(page, LOST.name);
        await choose(page, LOST.search, 'Reset password');
      },
    },
    {
      name: 'password-code',
      shows: 'The code for a new password, shown once',
      async go({ page }) {
        await dialogOf(page).getByRole('radio', { name: 'I called back' }).check();
        await fillOwnCode(page);
        await dialogOf(page).getByRole('button', { name: 'Reset password' }).click();
        kept.code = await textOf(dialogOf(page).getByTestId('one-time-code'));
      },
    },
    {
      name: 'deactivate-user',
      shows: 'Deactivate a user who is a point of contact',
      async go({ page }) {
        await closeDialog(page);
        kept.contact = await contactOf(page, CLIENT);
        await choose(page, kept.contact, 'Deactivate');
      },
    },
    {
      name: 'deactivate-replacement',
      shows: 'Who takes over',
      async go({ page }) {
        await dialogOf(page).getByRole('combobox', { name: CLIENT }).click();
        await page.getByRole('option', { name: 'No point of contact for now' }).waitFor();
      },
    },
    {
      name: 'deactivated-user',
      shows: 'The list says so at once',
      async go({ page }) {
        await page.getByRole('option', { name: 'No point of contact for now' }).click();
        await dialogOf(page).getByRole('button', { name: 'Deactivate' }).click();
        await page.getByText(`${kept.contact} was deactivated.`).waitFor();
      },
    },
    {
      name: 'reactivate-user',
      shows: 'Reactivate',
      go: ({ page }) => choose(page, kept.contact, 'Reactivate'),
    },
    {
      name: 'reactivated-user',
      shows: 'Role and access are as before, and 2FA must be set up again',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Reactivate' }).click();
        await dialogOf(page).getByTestId('setup-code').waitFor();
      },
    },
    {
      name: 'enter-password-code',
      shows: 'The user’s side of a password reset: the code',
      async go({ page }) {
        await closeDialog(page);
        await signOut(page);
        await enterOneTimeCode(page, {
          link: 'Forgot your password?',
          label: 'One-time code',
          email: kept.email,
          code: kept.code,
        });
      },
    },
    {
      name: 'choose-password',
      shows: 'The new password',
      async go({ page }) {
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByLabel('New password', { exact: true }).waitFor();
      },
    },
  ],
};
