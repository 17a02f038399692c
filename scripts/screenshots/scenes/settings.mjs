import { dialogOf, openSection, signIn } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const settings = {
  title: 'Settings',
  isSample: true,
  scenes: [
    {
      name: 'settings',
      shows: 'Settings',
      async go({ page }) {
        await signIn(page);
        await openSection(page, 'Settings');
        await page.getByRole('textbox', { name: 'Firm name' }).waitFor();
      },
    },
    {
      name: 'settings-place',
      shows: 'Where people sign in, as letters say it',
      async go({ page }) {
        const place = page.getByRole('region', { name: 'Where people sign in' });
        await place
          .getByRole('textbox', { name: 'Directions' })
          .fill('On the computer at reception, 2nd floor. Ask Judith Hale to open it.');
        await place.evaluate((region) => region.scrollIntoView());
      },
    },
    {
      name: 'settings-policy',
      shows: 'Security policy',
      go: ({ page }) =>
        page.getByRole('heading', { name: 'Security policy' }).evaluate((heading) => heading.scrollIntoView()),
    },
    {
      name: 'settings-secrets',
      shows: 'Where secrets are kept',
      async go({ page }) {
        const region = page.getByRole('region', { name: 'Where secrets are kept on this computer' });
        await region.getByRole('button', { name: 'Check now' }).click();
        await region.getByText('the key was read from the disk').waitFor();
        await region.evaluate((section) => section.scrollIntoView());
      },
    },
    {
      name: 'settings-unsaved',
      shows: 'Saving needs the administrator’s own code',
      async go({ page }) {
        await page
          .getByRole('radiogroup', { name: 'Setup code after a reset of 2FA' })
          .getByRole('radio', { name: /^Not needed/ })
          .check();
        await page.getByRole('textbox', { name: '6-digit code' }).waitFor();
      },
    },
    {
      name: 'settings-problems',
      shows: 'The field shows its problem',
      async go({ page }) {
        await page.getByRole('textbox', { name: 'Firm name' }).fill('');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Enter the firm name.').waitFor();
      },
    },
    {
      name: 'leave-unsaved',
      shows: 'Leaving the page asks',
      async go({ page }) {
        await page.getByRole('link', { name: 'Activity' }).click();
        await dialogOf(page).getByRole('button', { name: 'Keep editing' }).waitFor();
      },
    },
  ],
};
