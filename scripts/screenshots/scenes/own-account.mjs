import { pendingCode } from '../sample-people.mjs';
import { closeDialog, dialogOf, fillOwnCode, signIn } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */
/** @import { Page } from 'playwright-core' */

/** @param {Page} page */
async function openAccount(page) {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'My account' }).click();
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
}

/** @type {Chapter} */
export const ownAccount = {
  title: 'Your own account',
  isSample: true,
  scenes: [
    {
      name: 'user-menu',
      shows: 'Your name at the top right',
      async go({ page }) {
        await signIn(page);
        await page.getByRole('button', { name: /^Account of/ }).click();
        await page.getByRole('menuitem', { name: 'My account' }).waitFor();
      },
    },
    {
      name: 'my-account',
      shows: 'My account',
      async go({ page }) {
        await page.keyboard.press('Escape');
        await openAccount(page);
      },
    },
    {
      name: 'change-password',
      shows: 'Change password',
      async go({ page }) {
        await page.getByRole('button', { name: 'Change password' }).click();
        await dialogOf(page).getByLabel('New password').waitFor();
      },
    },
    {
      name: 'change-authenticator',
      shows: 'Change authenticator: a current code first',
      async go({ page }) {
        await closeDialog(page);
        await page.getByRole('button', { name: 'Change authenticator' }).click();
        await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).waitFor();
      },
    },
    {
      name: 'scan-new-authenticator',
      shows: 'Change authenticator: the new app',
      async go({ page }) {
        await fillOwnCode(page);
        await dialogOf(page).getByRole('button', { name: 'Continue' }).click();
        await dialogOf(page).getByRole('img', { name: 'QR code' }).waitFor();
      },
    },
    {
      name: 'new-recovery-codes',
      shows: 'New recovery codes, shown once',
      async go({ page }) {
        await dialogOf(page)
          .getByRole('textbox', { name: '6-digit code' })
          .fill(await pendingCode(page));
        await dialogOf(page).getByRole('button', { name: 'Confirm' }).click();
        await dialogOf(page).getByRole('list', { name: 'Recovery codes' }).waitFor();
      },
    },
    {
      name: 'make-recovery-codes',
      shows: 'Make new recovery codes',
      async go({ page }) {
        await dialogOf(page).getByRole('checkbox', { name: 'I have saved these codes' }).check();
        await dialogOf(page).getByRole('button', { name: 'Finish' }).click();
        await dialogOf(page).waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Make new codes' }).click();
        await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).waitFor();
      },
    },
  ],
};
