import { ADMIN, OTHER_ADMIN } from '../sample-people.mjs';
import { dialogOf, fillOwnCode, openSection, signIn, signOut, textOf } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** What a scene leaves for later ones. */
const kept = { kit: '' };

/** @type {Chapter} */
export const recoveryKit = {
  title: 'The recovery kit',
  isSample: true,
  scenes: [
    {
      name: 'recovery-kit-settings',
      shows: 'Settings say when it was made',
      async go({ page }) {
        await signIn(page);
        await openSection(page, 'Settings');
        await page.getByRole('heading', { name: 'Recovery kit' }).evaluate((heading) => heading.scrollIntoView());
      },
    },
    {
      name: 'replace-recovery-kit',
      shows: 'Replace',
      async go({ page }) {
        await page.getByRole('button', { name: 'Replace' }).click();
        await dialogOf(page).getByRole('button', { name: 'Make a new kit' }).waitFor();
      },
    },
    {
      name: 'new-recovery-kit',
      shows: 'A new kit, shown once',
      async go({ page }) {
        await fillOwnCode(page);
        await dialogOf(page).getByRole('button', { name: 'Make a new kit' }).click();
        kept.kit = await textOf(page.getByTestId('recovery-kit'));
      },
    },
    {
      name: 'use-recovery-kit',
      shows: 'On the day when no Partner Admin can sign in',
      async go({ page }) {
        await page.getByRole('checkbox', { name: 'The recovery kit is kept safe' }).check();
        await dialogOf(page).getByRole('button', { name: 'Finish' }).click();
        await dialogOf(page).waitFor({ state: 'detached' });
        await signOut(page);
        await page.getByRole('button', { name: 'Use the recovery kit' }).click();
        await page.getByRole('textbox', { name: 'Email of a Partner Admin' }).fill(ADMIN);
        await page.getByRole('textbox', { name: 'Recovery kit' }).fill(kept.kit);
      },
    },
    {
      name: 'recovery-kit-waits',
      shows: 'While a Partner Admin can sign in, it waits',
      async go({ page }) {
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByRole('heading', { name: 'The recovery kit waits' }).waitFor();
      },
    },
    {
      name: 'recovery-kit-in-use',
      shows: 'Every Partner Admin reads that it was used',
      async go({ page }) {
        await page.getByRole('button', { name: 'Back to sign in' }).click();
        await signIn(page, OTHER_ADMIN);
        await page.getByRole('button', { name: 'Stop it' }).waitFor();
      },
    },
    {
      name: 'stop-recovery-kit',
      shows: 'Stop it',
      async go({ page }) {
        await page.getByRole('button', { name: 'Stop it' }).click();
        await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).waitFor();
      },
    },
  ],
};
