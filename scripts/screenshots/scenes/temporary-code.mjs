import { emailOf, LOST, OTHER_ADMIN } from '../sample-people.mjs';
import {
  choose,
  closeDialog,
  dialogOf,
  enterCode,
  enterPassword,
  fillOwnCode,
  openAlerts,
  showUsers,
  signIn,
  signOut,
  textOf,
} from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** What a scene leaves for later ones. */
const kept = { code: '', email: '' };

/** @type {Chapter} */
export const temporaryCode = {
  title: 'Issue a temporary code; “This was not me”',
  isSample: true,
  scenes: [
    {
      name: 'issue-temporary-code',
      shows: 'For a user who left the phone at home',
      async go({ page }) {
        await signIn(page);
        await showUsers(page);
        kept.email = await emailOf(page, LOST.name);
        await choose(page, LOST.search, 'Issue a temporary code');
      },
    },
    {
      name: 'temporary-code',
      shows: 'The temporary code, shown once',
      async go({ page }) {
        await dialogOf(page).getByLabel('Reason').selectOption('phone_left_behind');
        await dialogOf(page).getByRole('radio', { name: 'I called back' }).check();
        await fillOwnCode(page);
        await dialogOf(page).getByRole('button', { name: 'Issue the code' }).click();
        kept.code = await textOf(dialogOf(page).getByTestId('temporary-code'));
      },
    },
    {
      name: 'enter-temporary-code',
      shows: 'The user’s side: the code in place of the app',
      async go({ page }) {
        await closeDialog(page);
        await signOut(page);
        await enterPassword(page, kept.email);
        await page.getByRole('button', { name: 'Use a temporary code' }).click();
        await page.getByRole('textbox', { name: 'Temporary code' }).fill(kept.code);
      },
    },
    {
      name: 'temporary-session',
      shows: 'What needs the authenticator app is not offered in this session',
      async go({ page }) {
        await page.getByRole('button', { name: 'Verify' }).click();
        await page.getByRole('button', { name: /^Account of/ }).click();
        await page.getByRole('menuitem', { name: 'My account' }).click();
        await page.getByRole('button', { name: 'Change password' }).scrollIntoViewIfNeeded();
      },
    },
    {
      name: 'read-notices',
      shows: 'At the next sign-in, the user reads what others did to the account',
      async go({ page }) {
        await signOut(page);
        await enterPassword(page, kept.email);
        await enterCode(page, kept.email);
        await page.getByRole('button', { name: 'I know about this' }).waitFor();
      },
    },
    {
      name: 'freeze-account',
      shows: '“This was not me” freezes the account',
      async go({ page }) {
        await page.getByRole('button', { name: 'This was not me' }).click();
        await page.getByRole('button', { name: 'Freeze the account' }).waitFor();
      },
    },
    {
      name: 'alerts',
      shows: 'Every Partner Admin is told',
      async go({ page }) {
        await page.getByRole('button', { name: 'Freeze the account' }).click();
        await page.getByRole('heading', { name: 'Sign in' }).waitFor();
        await signIn(page, OTHER_ADMIN);
        await openAlerts(page);
      },
    },
    {
      name: 'unfreeze-user',
      shows: 'Unfreeze, once it is clear what happened',
      async go({ page }) {
        await page.keyboard.press('Escape');
        await showUsers(page);
        await choose(page, LOST.search, 'Unfreeze');
      },
    },
    {
      name: 'unfrozen-user',
      shows: 'The next step: a new reset',
      async go({ page }) {
        await dialogOf(page).getByRole('radio', { name: 'In person' }).check();
        await fillOwnCode(page, OTHER_ADMIN);
        await dialogOf(page).getByRole('button', { name: 'Unfreeze' }).click();
        await dialogOf(page).getByRole('button', { name: 'Reset 2FA now' }).waitFor();
      },
    },
  ],
};
