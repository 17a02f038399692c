import { CLIENT } from '../sample-people.mjs';
import { closeDialog, dialogOf, dotsOf, showClients, signIn, tableOf } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const clients = {
  title: 'Clients',
  isSample: true,
  scenes: [
    {
      name: 'client-menu',
      shows: 'The three dots of a client',
      async go({ page }) {
        await signIn(page);
        await showClients(page);
        await page.getByRole('button', { name: `Actions for ${CLIENT}` }).click();
        await page.getByRole('menuitem', { name: 'Terminate' }).waitFor();
      },
    },
    {
      name: 'add-client',
      shows: 'Add Client',
      async go({ page }) {
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Add Client' }).click();
        await dialogOf(page).getByRole('textbox', { name: 'Name', exact: true }).waitFor();
      },
    },
    {
      name: 'add-client-problems',
      shows: 'A name that is taken',
      async go({ page }) {
        await dialogOf(page).getByRole('textbox', { name: 'Name', exact: true }).fill(CLIENT);
        await dialogOf(page).getByLabel('Type').selectOption('company');
        await dialogOf(page).getByRole('button', { name: 'Add Client' }).click();
        await dialogOf(page).getByText('There is already a client with this name.').waitFor();
      },
    },
    {
      name: 'client-details',
      shows: 'A client’s view: its facts',
      async go({ page }) {
        await closeDialog(page);
        await page.getByRole('button', { name: CLIENT, exact: true }).click();
        await page.getByRole('tab', { name: 'Details' }).click();
        await page.getByRole('button', { name: 'Terminate' }).waitFor();
      },
    },
    {
      name: 'edit-client',
      shows: 'Edit a client, with its point of contact',
      async go({ page }) {
        await page.getByRole('button', { name: 'Edit' }).click();
        await dialogOf(page).getByRole('textbox', { name: 'Name', exact: true }).waitFor();
      },
    },
    {
      name: 'client-users',
      shows: 'A client’s view: its people',
      async go({ page }) {
        await closeDialog(page);
        await page.getByRole('tab', { name: 'Users' }).click();
        await dotsOf(page).first().waitFor();
      },
    },
    {
      name: 'add-user',
      shows: 'Give an existing user access to the client',
      async go({ page }) {
        await page.getByRole('button', { name: 'Add User' }).click();
        await dialogOf(page).getByRole('option').first().waitFor();
      },
    },
    {
      name: 'remove-from-client',
      shows: 'Remove a user from the client',
      async go({ page }) {
        await closeDialog(page);
        await tableOf(page, 'Users')
          .getByRole('row')
          .filter({ hasText: 'Client Admin' })
          .getByRole('button', { name: /^Actions for/ })
          .first()
          .click();
        await page.getByRole('menuitem', { name: 'Remove from this client' }).click();
        await dialogOf(page).getByRole('button', { name: 'Remove' }).waitFor();
      },
    },
    {
      name: 'terminate-client',
      shows: 'Terminate: what it means, in numbers',
      async go({ page }) {
        await closeDialog(page);
        await page.getByRole('tab', { name: 'Details' }).click();
        await page.getByRole('button', { name: 'Terminate' }).click();
        await dialogOf(page).getByLabel('Note').waitFor();
      },
    },
    {
      name: 'terminated-client',
      shows: 'Undo at once, or Restore for 90 days',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Terminate' }).click();
        await page.getByText('This client is terminated.').waitFor();
      },
    },
    {
      name: 'terminated-client-users',
      shows: 'The people of a terminated client',
      async go({ page }) {
        await page.getByRole('tab', { name: 'Users' }).click();
        await page.getByText('Its people keep their accounts').waitFor();
        await tableOf(page, 'Users')
          .getByRole('row')
          .filter({ hasText: 'Client Admin' })
          .getByRole('button')
          .first()
          .click();
        await page
          .getByRole('complementary', { name: /^Details of/ })
          .getByText('Terminated', { exact: true })
          .waitFor();
      },
    },
  ],
};
