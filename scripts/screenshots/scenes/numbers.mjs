import { ask } from '../sample-people.mjs';
import {
  choose,
  closeDialog,
  dialogOf,
  dotsOf,
  enterCode,
  enterPassword,
  fillOwnCode,
  find,
  showUsers,
  signIn,
  signOut,
} from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */
/** @import { Page } from 'playwright-core' */

const PROPOSED = '+44 20 7946 0666';

/** A point of contact, and a colleague at the same client. */
const kept = { contact: '', id: 0, name: '', email: '' };

/**
 * @param {Page} page
 * @param {readonly ('client_admin' | 'client_ops')[]} roles
 * @param {number | null} clientId
 */
async function peopleOf(page, roles, clientId) {
  const { rows } = await ask(page, 'users.list', {
    search: '',
    clientId: /** @type {never} */ (clientId),
    filters: { roles: [...roles], statuses: ['active'], twoFactor: ['set_up'], attention: [] },
    sort: { column: 'name', isDescending: false },
    offset: 0,
    limit: 20,
  });
  return rows.flatMap(({ id, firstName, lastName, details }) =>
    details === null ? [] : [{ id, name: `${firstName} ${lastName}`, email: details.email }],
  );
}

/**
 * Two people of one client.
 * @param {Page} page
 */
async function findPeople(page) {
  for (const contact of await peopleOf(page, ['client_admin'], null)) {
    const { access } = await ask(page, 'users.get', { userId: /** @type {never} */ (contact.id) });
    for (const client of access.clients) {
      const people = await peopleOf(page, ['client_admin', 'client_ops'], client.id);
      const colleague = people.find(({ id }) => id !== contact.id);
      if (colleague === undefined) continue;
      Object.assign(kept, colleague, { contact: contact.email });
      return;
    }
  }
  throw new Error('no Client Admin of the sample firm has a colleague with 2FA');
}

/** @type {Chapter} */
export const numbers = {
  title: 'The number to call back',
  isSample: true,
  scenes: [
    {
      name: 'number-proposed',
      shows: 'A client’s people propose a number',
      async go({ page }) {
        await signIn(page);
        await findPeople(page);
        await signOut(page);
        await signIn(page, kept.contact);
        await showUsers(page);
        await choose(page, kept.email, 'Edit');
        await dialogOf(page).getByRole('textbox', { name: 'Phone' }).fill(PROPOSED);
        await dialogOf(page).getByText('This proposes the number.').waitFor();
      },
    },
    {
      name: 'number-details',
      shows: 'The firm sees the proposal in the details',
      async go({ page }) {
        await fillOwnCode(page, kept.contact);
        await dialogOf(page).getByRole('button', { name: 'Save' }).click();
        await dialogOf(page).waitFor({ state: 'detached' });
        await signOut(page);
        await signIn(page);
        await showUsers(page);
        await find(page, kept.email);
        await dotsOf(page).click();
        await page.getByRole('menuitem', { name: 'View details' }).click();
        await page.getByText('Not to be called until it is confirmed.').waitFor();
      },
    },
    {
      name: 'number-confirm',
      shows: 'Confirming it needs a fresh code',
      async go({ page }) {
        await page.getByRole('button', { name: 'Confirm', exact: true }).click();
        await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).waitFor();
      },
    },
    {
      name: 'number-fresh',
      shows: 'A reset soon after: the number before is shown too',
      async go({ page }) {
        await fillOwnCode(page);
        await dialogOf(page).getByRole('button', { name: 'Confirm the number' }).click();
        await dialogOf(page).waitFor({ state: 'detached' });
        await choose(page, kept.email, 'Reset 2FA');
        await dialogOf(page).getByText('Before, it was').waitFor();
      },
    },
    {
      name: 'number-moved',
      shows: 'The number changes while the dialog is open',
      async go({ page }) {
        await dialogOf(page).getByRole('radio', { name: 'I called back' }).check();
        const { user, version } = await ask(page, 'users.get', { userId: /** @type {never} */ (kept.id) });
        const { firstName, lastName, email, role } = user;
        await ask(page, 'users.edit', {
          userId: /** @type {never} */ (kept.id),
          version,
          firstName,
          lastName,
          email,
          phone: '+44 20 7946 0777',
          role,
          access: null,
          code: '',
        });
        await dialogOf(page).getByText('changed while this was open').waitFor();
      },
    },
    {
      name: 'number-notice',
      shows: 'The person reads it at the next sign-in',
      async go({ page }) {
        await closeDialog(page);
        await signOut(page);
        await enterPassword(page, kept.email);
        await enterCode(page, kept.email);
        await page.getByText('Before you go on').waitFor();
      },
    },
  ],
};
