import { ADMIN, ask, codeOf, OTHER_ADMIN } from '../sample-people.mjs';
import { answerReset, choose, dialogOf, openSection, showUsers, signIn, signOut } from '../steps.mjs';

/** A third Partner Admin who can sign in: the sample firm has two, and a second approver needs three. */
async function makeThirdAdmin(page) {
  const { rows } = await ask(page, 'users.list', {
    search: '',
    clientId: null,
    filters: { roles: ['partner_ops'], statuses: ['active'], twoFactor: ['set_up'], isOverdue: false },
    sort: { column: 'name', isDescending: false },
    offset: 0,
    limit: 1,
  });
  const { user, phone, version } = await ask(page, 'users.get', { userId: rows[0].id });
  const { firstName, lastName, email } = user;
  const code = await codeOf(page, ADMIN);
  await ask(page, 'users.edit', {
    userId: rows[0].id,
    version,
    firstName,
    lastName,
    email,
    phone,
    role: 'partner_admin',
    access: null,
    code,
  });
  return { name: `${firstName} ${lastName}`, email };
}

/** Fills in a code of one's own, where one is asked for. */
async function proveOneself(within, page, email) {
  const box = within.getByRole('textbox', { name: '6-digit code' });
  if (await box.isVisible()) await box.fill(await codeOf(page, email));
}

export const secondApprover = {
  title: 'A second approver',
  isSample: true,
  scenes: [
    {
      name: 'second-approver-setting',
      shows: 'Settings: a second approver is needed',
      async go({ page, kept }) {
        await signIn(page);
        kept.target = await makeThirdAdmin(page);
        await openSection(page, 'Settings');
        const group = page.getByRole('group', { name: 'Second approver' });
        await group.getByRole('radio', { name: /^Needed/ }).check();
        await group.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      },
    },
    {
      name: 'ask-for-approval',
      shows: 'Resetting a Partner Admin then waits for another one',
      async go({ page, kept }) {
        await proveOneself(page, page, ADMIN);
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Your settings were saved.').waitFor();
        await showUsers(page);
        await choose(page, kept.target.email, 'Reset 2FA');
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
      shows: 'Whom it is about is told, and can cancel it',
      async go({ page, kept }) {
        await dialogOf(page).getByRole('button', { name: 'Done' }).click();
        await signOut(page);
        await signIn(page, kept.target.email);
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
      shows: 'Approving, with a code of one’s own',
      async go({ page }) {
        await page.getByRole('button', { name: 'Approve' }).click();
        await dialogOf(page).getByRole('textbox', { name: 'Note' }).fill('Called back on the number on file');
        await dialogOf(page)
          .getByRole('textbox', { name: '6-digit code' })
          .fill(await codeOf(page, OTHER_ADMIN));
      },
    },
    {
      name: 'approved',
      shows: 'Approved: who asked carries it out',
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
  ],
};
