import { ADMIN, CLIENT } from '../sample-people.mjs';
import {
  choose,
  closeDialog,
  dialogOf,
  enterOneTimeCode,
  fillOwnCode,
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
      shows: 'One email or many, a role and the clients',
      async go({ page }) {
        await signIn(page);
        await showUsers(page);
        await page.getByRole('button', { name: 'Invite User' }).click();
        await dialogOf(page)
          .getByRole('textbox', { name: 'Emails' })
          .fill(
            'ann.vance@beaconstreetdental.example, ben.holt@beaconstreetdental.example\ncleo.marsh@beaconstreetdental.example',
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
      shows: 'An email that cannot be used',
      async go({ page }) {
        await dialogOf(page)
          .getByRole('textbox', { name: 'Emails' })
          .fill(`ann.vance@beaconstreetdental.example, ben.holt, ${ADMIN}`);
        await dialogOf(page).getByRole('button', { name: 'Invite 3 people' }).click();
        await dialogOf(page).getByText('Enter a valid email address').waitFor();
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
          .getByRole('textbox', { name: 'Emails' })
          .fill(
            'ann.vance@beaconstreetdental.example, ben.holt@beaconstreetdental.example, cleo.marsh@beaconstreetdental.example',
          );
        await fillOwnCode(page);
        await dialogOf(page).getByRole('button', { name: 'Invite 3 people' }).click();
        await page.getByRole('dialog', { name: '3 people invited' }).waitFor();
      },
    },
    {
      name: 'resend-invitation',
      shows: 'Resend invitation',
      async go({ page }) {
        await closeDialog(page);
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
