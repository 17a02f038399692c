import { ask } from '../sample-people.mjs';
import { choose, dialogOf, fillOwnCode, showUsers, signIn } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */
/** @import { Page } from 'playwright-core' */

/**
 * The email of somebody whom wrong passwords have locked.
 * @param {Page} page
 */
async function lockedEmail(page) {
  const { rows } = await ask(page, 'users.list', {
    search: '',
    clientId: null,
    filters: { roles: [], statuses: ['locked'], twoFactor: [], attention: [] },
    sort: { column: 'name', isDescending: false },
    offset: 0,
    limit: 50,
  });
  const email = rows.find(({ actions }) => actions.unlock === 'available')?.details?.email;
  if (email === undefined) throw new Error('the sample firm has nobody to unlock');
  return email;
}

/** @type {Chapter} */
export const unlock = {
  title: 'Unlock an account',
  isSample: true,
  scenes: [
    {
      name: 'unlock-user',
      shows: 'A stranger has locked an account with wrong passwords',
      async go({ page }) {
        await signIn(page);
        await showUsers(page);
        await choose(page, await lockedEmail(page), 'Unlock');
        await dialogOf(page).getByLabel('Reason').selectOption('somebody_else');
        await dialogOf(page).getByRole('radio', { name: 'In person' }).check();
      },
    },
    {
      name: 'unlocked-user',
      shows: 'The password works again',
      async go({ page }) {
        await fillOwnCode(page);
        await dialogOf(page).getByRole('button', { name: 'Unlock' }).click();
        await dialogOf(page).getByRole('button', { name: 'Done' }).waitFor();
      },
    },
  ],
};
