import { ADMIN, ask, codeOf, OTHER_ADMIN } from '../sample-people.mjs';
import {
  answerReset,
  choose,
  dialogOf,
  fillOwnCode,
  openAlerts,
  openSection,
  showUsers,
  signIn,
  signOut,
} from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */
/** @import { Locator, Page } from 'playwright-core' */

/**
 * The third Partner Admin of the sample firm who can sign in.
 * @param {Page} page
 * @returns the email
 */
async function findThirdAdmin(page) {
  const { rows } = await ask(page, 'users.list', {
    search: '',
    clientId: null,
    filters: { roles: ['partner_admin'], statuses: ['active'], twoFactor: ['set_up'], attention: [] },
    sort: { column: 'name', isDescending: false },
    offset: 0,
    limit: 10,
  });
  const emails = rows.flatMap(({ details }) => (details === null ? [] : [details.email]));
  const third = emails.find((email) => ![ADMIN, OTHER_ADMIN].includes(email));
  if (third === undefined) throw new Error('the sample firm has no third Partner Admin who can sign in');
  return third;
}

/**
 * Fills in the administrator's own code, if the page or the dialog asks for it.
 * @param {Page | Locator} within
 * @param {Page} page
 * @param {string} email
 */
async function proveOneself(within, page, email) {
  const box = within.getByRole('textbox', { name: '6-digit code' });
  if (await box.isVisible()) await box.fill(await codeOf(page, email));
}

/**
 * Changes the number on file of the Partner Admin who has to set up 2FA: the two accounts count as one person then.
 * @param {Page} page
 */
async function changeNumber(page) {
  const { rows } = await ask(page, 'users.list', {
    search: '',
    clientId: null,
    filters: { roles: ['partner_admin'], statuses: [], twoFactor: ['setup_required'], attention: [] },
    sort: { column: 'name', isDescending: false },
    offset: 0,
    limit: 1,
  });
  const [row] = rows;
  if (row === undefined) throw new Error('no Partner Admin of the sample firm has to set up 2FA');
  const { user, version } = await ask(page, 'users.get', { userId: row.id });
  const { firstName, lastName, email, role } = user;
  const edit = { userId: row.id, version, firstName, lastName, email, role, access: null, code: '' };
  await ask(page, 'users.edit', { ...edit, phone: '+44 20 7946 0999', code: await codeOf(page, ADMIN) });
}

/** What a scene leaves for later ones. */
const kept = { target: '' };

/** @type {Chapter} */
export const secondApprover = {
  title: 'A second approver',
  isSample: true,
  scenes: [
    {
      name: 'second-approver-setting',
      shows: 'Settings: a second approver is needed',
      async go({ page }) {
        await signIn(page);
        kept.target = await findThirdAdmin(page);
        await openSection(page, 'Settings');
        const group = page.getByRole('radiogroup', { name: 'Second approver' });
        await group.getByRole('radio', { name: /^Needed/ }).check();
        await group.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      },
    },
    {
      name: 'ask-for-approval',
      shows: 'Resetting a Partner Admin then waits for another one',
      async go({ page }) {
        await proveOneself(page, page, ADMIN);
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Your settings were saved.').waitFor();
        await showUsers(page);
        await choose(page, kept.target, 'Reset 2FA');
        await dialogOf(page).getByText('This needs a second approver.').waitFor();
      },
    },
    {
      name: 'waits-for-approval',
      shows: 'Nothing has happened yet',
      async go({ page }) {
        await answerReset(page);
        await proveOneself(dialogOf(page), page, ADMIN);
        await dialogOf(page).getByRole('button', { name: 'Ask for approval' }).click();
        await dialogOf(page).getByText('This waits for a second approver.').waitFor();
      },
    },
    {
      name: 'reset-announced',
      shows: 'The user concerned is told and can cancel it',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Done' }).click();
        await signOut(page);
        await signIn(page, kept.target);
        await page.getByRole('button', { name: 'Cancel request' }).waitFor();
      },
    },
    {
      name: 'approvals',
      shows: 'Approvals: what waits for another Partner Admin',
      async go({ page }) {
        await signOut(page);
        await signIn(page, OTHER_ADMIN);
        await page.getByRole('link', { name: /^Approvals/ }).click();
        await page.getByRole('button', { name: 'Approve' }).waitFor();
      },
    },
    {
      name: 'approve',
      shows: 'Approving, with the administrator’s own code',
      async go({ page }) {
        await page.getByRole('button', { name: 'Approve' }).click();
        await dialogOf(page).getByRole('textbox', { name: 'Note' }).fill('Called back on the number on file');
        await fillOwnCode(page, OTHER_ADMIN);
      },
    },
    {
      name: 'approved',
      shows: 'Approved: the requester carries it out',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Approve' }).click();
        await page.getByText(/has approved it/).waitFor();
        await signOut(page);
        await signIn(page);
        await page.getByRole('link', { name: /^Approvals/ }).click();
        await page.getByRole('button', { name: 'Carry out' }).waitFor();
      },
    },
    {
      name: 'carry-out',
      shows: 'Carrying it out: every rule is checked again',
      async go({ page }) {
        await page.getByRole('button', { name: 'Carry out' }).click();
        await dialogOf(page)
          .getByText(/has approved it/)
          .waitFor();
      },
    },
    {
      name: 'second-approver-ties',
      shows: 'Settings: why two accounts count as one person, and what ends it',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Cancel' }).click();
        await changeNumber(page);
        await openSection(page, 'Settings');
        const sentence = page.getByText(/ count as one person\.$/);
        await sentence.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      },
    },
    {
      name: 'vouch',
      shows: 'I know this, for somebody who was let in: what it means, and a code of one’s own',
      async go({ page }) {
        await signOut(page);
        await signIn(page, OTHER_ADMIN);
        await openAlerts(page);
        await page
          .getByRole('button', { name: /^I know this: / })
          .first()
          .click();
        await fillOwnCode(page, OTHER_ADMIN);
      },
    },
  ],
};
