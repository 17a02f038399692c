import { ADMIN } from '../sample-people.mjs';
import { signIn as enter, enterPassword, setClockBack } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const signIn = {
  title: 'Sign in',
  isSample: true,
  scenes: [
    {
      name: 'sign-in',
      shows: 'Email and password',
      go: ({ page }) => page.getByRole('heading', { name: 'Sign in' }).waitFor(),
    },
    {
      name: 'sign-in-refused',
      shows: 'A refusal does not reveal who has an account',
      async go({ page }) {
        await page.getByRole('textbox', { name: 'Email' }).fill(ADMIN);
        await page.getByLabel('Password', { exact: true }).fill('not the right one');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByText('is incorrect').waitFor();
      },
    },
    {
      name: 'sample-panel',
      shows: 'The sample firm: passwords and live codes of invented people',
      async go({ page }) {
        await page.getByRole('button', { name: 'Show the sample data panel' }).click();
        await page.getByRole('complementary', { name: 'Sample data' }).getByText('Margaret Ashworth').waitFor();
      },
    },
    {
      name: 'enter-code',
      shows: 'The code from the authenticator app, and help when it is refused',
      async go({ page }) {
        await page.getByRole('button', { name: 'Hide the sample data panel' }).click();
        await enterPassword(page, ADMIN);
        await page.getByText('Is the code refused, or is your phone gone?').click();
        await page.getByText('Use a recovery code.').waitFor();
      },
    },
    {
      name: 'recovery-code',
      shows: 'A recovery code in its place',
      async go({ page }) {
        await page.getByText('Is the code refused, or is your phone gone?').click();
        await page.getByRole('button', { name: 'Use a recovery code' }).click();
        await page.getByRole('textbox', { name: 'Recovery code' }).waitFor();
      },
    },
    {
      name: 'clock-behind',
      shows: 'A clock that was set back: until when codes are refused, and who can accept it',
      async go({ app, page }) {
        await page.getByRole('button', { name: 'Cancel' }).click();
        await enter(page);
        await setClockBack(app, 5);
        await page.getByRole('button', { name: /^Account of/ }).click();
        await page.getByRole('menuitem', { name: 'Sign out' }).click();
        await enterPassword(page, ADMIN);
        await page.getByText('This computer’s clock').waitFor();
      },
    },
  ],
};
