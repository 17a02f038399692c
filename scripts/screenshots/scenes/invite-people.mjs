import { ADMIN, CLIENT } from '../sample-people.mjs';
import {
  answerSaving,
  choose,
  closeDialog,
  dialogOf,
  dotsOf,
  enterOneTimeCode,
  fillOwnCode,
  find,
  showUsers,
  signIn,
  signOut,
  textOf,
} from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** What a scene leaves for later ones. */
const kept = { code: '' };

/** @type {Chapter} */
export const invitePeople = {
  title: 'Invite people',
  isSample: true,
  scenes: [
    {
      name: 'invite-users',
      shows: 'Rows pasted from a spreadsheet, a role and the clients',
      async go({ page }) {
        await signIn(page);
        await showUsers(page);
        await page.getByRole('button', { name: 'Invite User' }).click();
        await dialogOf(page)
          .getByRole('textbox', { name: 'People' })
          .fill(
            [
              'Name\tEmail\tPhone',
              'Vance, Ann\tann.vance@beaconstreetdental.example\t(020) 7946 0123',
              'Ben Holt\tben.holt@beaconstreetdental.example\t020 7946 0124 ext. 12',
              'Suharto\tsuharto@beaconstreetdental.example\t',
            ].join('\n'),
          );
        await dialogOf(page)
          .getByRole('radio', { name: /^Client Admin/ })
          .check();
        await dialogOf(page).getByRole('option', { name: CLIENT }).click();
        await fillOwnCode(page);
      },
    },
    {
      name: 'invite-users-problems',
      shows: 'What was left out, who already has an account, and letters that look alike',
      async go({ page }) {
        await dialogOf(page)
          .getByRole('textbox', { name: 'People' })
          .fill(
            `Vance, Ann <ann.vance@beaconstreetdental.example>; b\u0435n.holt@beaconstreetdental.example; cleo..marsh@beaconstreetdental.example; ${ADMIN}`,
          );
        await dialogOf(page).getByRole('button', { name: 'Invite 3 people' }).click();
        await dialogOf(page).getByText('already has an account').waitFor();
      },
    },
    {
      name: 'invite-users-asking',
      shows: 'Nothing typed is lost by mistake',
      async go({ page }) {
        await page.keyboard.press('Escape');
        await dialogOf(page).getByRole('button', { name: 'Keep editing' }).waitFor();
      },
    },
    {
      name: 'invited-several',
      shows: 'An activation code for each, shown once',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Keep editing' }).click();
        await dialogOf(page)
          .getByRole('textbox', { name: 'People' })
          .fill(
            'Ann Vance <ann.vance@beaconstreetdental.example>, Ben Holt <ben.holt@beaconstreetdental.example>, Suharto <suharto@beaconstreetdental.example>',
          );
        await fillOwnCode(page);
        await dialogOf(page).getByRole('button', { name: 'Invite 3 people' }).click();
        await page.getByRole('dialog', { name: '3 people invited' }).waitFor();
      },
    },
    {
      name: 'invited-saved',
      shows: 'Their letters are saved as one file',
      async go({ app, page }) {
        await answerSaving(app, 'letters.txt');
        await dialogOf(page).getByRole('button', { name: 'Save all letters as one file' }).click();
        await dialogOf(page)
          .getByText(/^The letters are saved/)
          .waitFor();
      },
    },
    {
      name: 'cancel-invitation',
      shows: 'Cancel invitation frees the email',
      async go({ page }) {
        await closeDialog(page);
        await find(page, 'ben.holt');
        await dotsOf(page).click();
        await page.getByRole('menuitem', { name: 'Cancel invitation' }).click();
        await dialogOf(page).getByRole('button', { name: 'Keep it' }).waitFor();
      },
    },
    {
      name: 'resend-invitation',
      shows: 'Resend invitation',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Keep it' }).click();
        await choose(page, 'ann.vance', 'Resend invitation');
      },
    },
    {
      name: 'activation-code',
      shows: 'A new activation code',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Make a new code' }).click();
        kept.code = await textOf(dialogOf(page).getByTestId('activation-code'));
      },
    },
    {
      name: 'enter-activation-code',
      shows: 'The invited person’s side: the code from the letter',
      async go({ page }) {
        await closeDialog(page);
        await signOut(page);
        await enterOneTimeCode(page, {
          link: 'Activate your account',
          label: 'Activation code',
          email: 'ann.vance@beaconstreetdental.example',
          code: kept.code,
        });
      },
    },
    {
      name: 'activate-account',
      shows: 'A name and a password; then 2FA is set up',
      async go({ page }) {
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByRole('textbox', { name: 'First name' }).fill('Ann');
        await page.getByRole('textbox', { name: 'Last name' }).fill('Vance');
      },
    },
  ],
};
