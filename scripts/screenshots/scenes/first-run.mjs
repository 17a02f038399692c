import { generateSync } from 'otplib';
import { ADMIN, PASSWORD } from '../sample-people.mjs';
import { textOf } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const firstRun = {
  title: 'First run',
  isSample: false,
  scenes: [
    {
      name: 'create-firm',
      shows: 'The first start',
      go: ({ page }) => page.getByRole('heading', { name: 'Create your firm' }).waitFor(),
    },
    {
      name: 'create-firm-problems',
      shows: 'Each field shows its problem',
      async go({ page }) {
        await page.getByRole('textbox', { name: 'Firm name' }).fill('Harbour & Finch');
        await page.getByRole('textbox', { name: 'Email' }).fill('margaret.ashworth');
        await page.getByLabel('Password', { exact: true }).fill('qwerty123456');
        await page.getByRole('button', { name: 'Create firm' }).click();
        await page.getByText('Enter a first or a last name.').waitFor();
      },
    },
    {
      name: 'first-set-up',
      shows: 'The first Partner Admin sets up 2FA',
      async go({ page }) {
        await page.getByRole('textbox', { name: 'First name' }).fill('Margaret');
        await page.getByRole('textbox', { name: 'Last name' }).fill('Ashworth');
        await page.getByRole('textbox', { name: 'Email' }).fill(ADMIN);
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Create firm' }).click();
        await page.getByRole('img', { name: 'QR code' }).waitFor();
      },
    },
    {
      name: 'first-recovery-kit',
      shows: 'The firm’s recovery kit, shown once',
      async go({ page }) {
        const key = await textOf(page.getByText('Setup key').locator('xpath=following-sibling::code'));
        const secret = key.replaceAll(' ', '');
        await page.getByRole('textbox', { name: '6-digit code' }).fill(generateSync({ secret }));
        await page.getByRole('button', { name: 'Confirm' }).click();
        await page.getByRole('checkbox', { name: 'I have saved these codes' }).check();
        await page.getByRole('button', { name: 'Finish' }).click();
        await page.getByTestId('recovery-kit').waitFor();
      },
    },
    {
      name: 'new-firm',
      shows: 'A new firm',
      async go({ page }) {
        await page.getByRole('checkbox', { name: 'The recovery kit is kept safe' }).check();
        await page.getByRole('button', { name: 'Finish' }).click();
        await page.getByText('There are no clients yet.').waitFor();
      },
    },
  ],
};
