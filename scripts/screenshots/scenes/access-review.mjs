import { dialogOf, openSection, signIn, tableOf } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const accessReview = {
  title: 'Access review',
  isSample: true,
  scenes: [
    {
      name: 'access-review-begin',
      shows: 'No review is open',
      async go({ page }) {
        await signIn(page);
        await openSection(page, 'Overview');
        await page.getByRole('button', { name: /^Next access review/ }).click();
        await page.getByRole('heading', { name: 'Access review' }).waitFor();
      },
    },
    {
      name: 'access-review',
      shows: 'The accounts to review, with one of them',
      async go({ page }) {
        await page.getByRole('button', { name: 'Begin the review' }).click();
        const row = tableOf(page, 'Accounts to review').getByRole('row').nth(2);
        await row.waitFor();
        await row.focus();
        await page.keyboard.press('Enter');
        await page.getByRole('group', { name: 'Facts' }).waitFor();
      },
    },
    {
      name: 'access-review-confirm',
      shows: 'Several accounts are confirmed with one statement',
      async go({ page }) {
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Decided 1' }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: /^Nothing stands out/ }).click();
        await page.getByRole('checkbox', { name: 'Select all' }).check();
        await page.getByRole('button', { name: 'Confirm the selected' }).click();
        await dialogOf(page)
          .getByRole('textbox', { name: 'What did you compare them with?' })
          .fill('The payroll list of 1 November');
      },
    },
    {
      name: 'access-review-end',
      shows: 'A review ends before everybody was decided',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Confirm' }).click();
        await dialogOf(page).waitFor({ state: 'hidden' });
        await page.getByRole('button', { name: 'End the review' }).click();
        await dialogOf(page)
          .getByRole('textbox', { name: 'Why does it end now?' })
          .fill('The rest follows in the new year');
      },
    },
    {
      name: 'access-review-report',
      shows: 'The report of the last review',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'End it' }).click();
        await page.getByRole('heading', { name: 'The last review' }).waitFor();
      },
    },
  ],
};
