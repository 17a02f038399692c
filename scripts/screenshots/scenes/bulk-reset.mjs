import { dialogOf, fillOwnCode, showUsers, signIn } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const bulkReset = {
  title: 'Reset several people’s 2FA',
  isSample: true,
  scenes: [
    {
      name: 'bulk-reset',
      shows: 'A dry run says who will be reset, who will not, and why',
      async go({ page }) {
        await signIn(page);
        await showUsers(page);
        for (const row of [1, 2, 3, 4])
          await page
            .getByRole('checkbox', { name: /^Select / })
            .nth(row)
            .click();
        await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Reset 2FA' }).click();
        await dialogOf(page).getByLabel('Statement').waitFor();
      },
    },
    {
      name: 'bulk-reset-answered',
      shows: 'Answered and confirmed with the administrator’s own code',
      async go({ page }) {
        await dialogOf(page).getByLabel('Reason').selectOption('new_phone');
        await dialogOf(page).getByRole('radio', { name: 'In person' }).check();
        await dialogOf(page).getByLabel('Statement').fill('New phones for the whole team, handed out in the office');
        await fillOwnCode(page);
      },
    },
    {
      name: 'bulk-reset-result',
      shows: 'The result for each user, with the setup codes as letters or as a file',
      async go({ page }) {
        await dialogOf(page)
          .getByRole('button', { name: /^Reset 2FA for/ })
          .click();
        await dialogOf(page).getByRole('button', { name: 'Save setup codes' }).waitFor();
      },
    },
    {
      name: 'bulk-reset-letters',
      shows: 'A letter for each person',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Show the letters' }).click();
        await dialogOf(page).getByRole('region', { name: 'Setup codes' }).scrollIntoViewIfNeeded();
      },
    },
  ],
};
