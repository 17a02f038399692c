import { emailOf, LOST, pendingCode } from '../sample-people.mjs';
import {
  answerReset,
  answerSaving,
  choose,
  closeDialog,
  dialogOf,
  enterPassword,
  fillOwnCode,
  showClients,
  showUsers,
  signIn,
  signOut,
  tableOf,
  textOf,
} from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** What a scene leaves for later ones. */
const kept = { code: '', email: '' };

/** @type {Chapter} */
export const resetTwoFactor = {
  title: 'Reset someone’s 2FA',
  isSample: true,
  scenes: [
    {
      name: 'clients',
      shows: 'The Global view',
      async go({ page }) {
        await signIn(page);
        await showClients(page);
      },
    },
    { name: 'users', shows: 'The Users tab', go: ({ page }) => showUsers(page) },
    {
      name: 'find-user',
      shows: 'A part of the name or the email is enough',
      async go({ page }) {
        await page.getByRole('searchbox', { name: 'Search name or email' }).fill('moreau');
        await page
          .getByRole('status')
          .filter({ hasText: /^\d user/ })
          .waitFor();
      },
    },
    {
      name: 'action-menu',
      shows: 'The three dots',
      async go({ page }) {
        await page.getByRole('button', { name: `Actions for ${LOST.name}` }).click();
        await page.getByRole('menuitem', { name: 'Reset 2FA' }).hover();
      },
    },
    {
      name: 'reset-2fa',
      shows: 'What the reset removes, and what it asks',
      async go({ page }) {
        await page.getByRole('menuitem', { name: 'Reset 2FA' }).click();
        await dialogOf(page).getByLabel('Reason').waitFor();
      },
    },
    {
      name: 'reset-2fa-replace',
      shows: 'Changing phone: the old one works until the new one is set up',
      go: ({ page }) =>
        dialogOf(page)
          .getByRole('radio', { name: /^Changing phone/ })
          .check(),
    },
    {
      name: 'reset-2fa-problems',
      shows: 'An answer is missing',
      async go({ page }) {
        await dialogOf(page)
          .getByRole('radio', { name: /^Lost or stolen/ })
          .check();
        await dialogOf(page).getByRole('button', { name: 'Reset 2FA' }).click();
        await dialogOf(page).getByText('Choose why the reset is needed.').waitFor();
      },
    },
    {
      name: 'reset-2fa-answered',
      shows: 'Answered and confirmed with the administrator’s own code',
      async go({ page }) {
        await closeDialog(page);
        await choose(page, LOST.search, 'Reset 2FA');
        await answerReset(page);
        await fillOwnCode(page);
      },
    },
    {
      name: 'setup-code',
      shows: 'The setup code, shown once',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Reset 2FA' }).click();
        kept.code = await textOf(page.getByTestId('setup-code'));
      },
    },
    {
      name: 'no-printer',
      shows: 'A computer without a printer saves a PDF',
      async go({ app, page }) {
        await app.evaluate(({ BrowserWindow }) => {
          for (const { webContents } of BrowserWindow.getAllWindows())
            webContents.print = (_options, done) => done?.(false, 'No printers available on the network');
        });
        await dialogOf(page).getByRole('button', { name: 'Print letter' }).click();
        await dialogOf(page).getByRole('button', { name: 'Save as PDF' }).waitFor();
      },
    },
    {
      name: 'setup-code-asking',
      shows: 'Closing asks first until the code was passed on',
      async go({ page }) {
        await page.keyboard.press('Escape');
        await dialogOf(page).getByRole('button', { name: 'Keep open' }).waitFor();
      },
    },
    {
      name: 'letter-saved',
      shows: 'The letter is saved',
      async go({ app, page }) {
        await dialogOf(page).getByRole('button', { name: 'Keep open' }).click();
        await answerSaving(app, 'letter.txt');
        await dialogOf(page).getByRole('button', { name: 'Save letter' }).click();
        await dialogOf(page)
          .getByText(/^Saved: /)
          .waitFor();
      },
    },
    {
      name: 'setup-required',
      shows: 'The user now has to set up 2FA',
      async go({ page }) {
        await closeDialog(page);
        await tableOf(page, 'Users')
          .getByText(/^Setup required, /)
          .first()
          .waitFor();
      },
    },
    {
      name: 'enter-setup-code',
      shows: 'The user’s next sign-in',
      async go({ page }) {
        kept.email = await emailOf(page, LOST.name);
        await signOut(page);
        await enterPassword(page, kept.email);
        await page.getByRole('textbox', { name: 'Setup code' }).waitFor();
      },
    },
    {
      name: 'set-up-authenticator',
      shows: 'The user scans the QR code',
      async go({ page }) {
        await page.getByRole('textbox', { name: 'Setup code' }).fill(kept.code);
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByRole('img', { name: 'QR code' }).waitFor();
      },
    },
    {
      name: 'save-recovery-codes',
      shows: 'The user saves recovery codes',
      async go({ page }) {
        await page.getByRole('textbox', { name: '6-digit code' }).fill(await pendingCode(page));
        await page.getByRole('button', { name: 'Confirm' }).click();
        await page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
      },
    },
    {
      name: 'recovery-codes-saved',
      shows: 'The recovery codes are saved as a file',
      async go({ app, page }) {
        await answerSaving(app, 'recovery-codes.txt');
        await page.getByRole('button', { name: 'Save as file' }).click();
        await page.getByText(/^Saved: /).waitFor();
      },
    },
  ],
};
