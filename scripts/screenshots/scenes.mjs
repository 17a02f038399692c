// What `npm run pictures` takes pictures of: every screen and every dialog, in the order of docs/screens.md.
// A chapter begins with an application of its own: the sample firm, or what `isSample` and `prepare` say. Its scenes go on from
// each other in one window; each brings it to what is to be seen. To add a screen, add a scene where the window is near it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSync } from 'otplib';

const ADMIN = 'margaret.ashworth@harbourfinch.example';
const OTHER_ADMIN = 'daniel.kowalska@harbourfinch.example';
const PASSWORD = 'plum-anchor-sixty-reeds';
const CLIENT = 'Beacon Street Dental';
const LOST = { name: 'Tomasz Moreau', search: 'tomasz moreau' };

const dialogOf = (page) => page.getByRole('dialog');
const tableOf = (page, label) => page.getByRole('table', { name: label });

async function ask(page, name, input) {
  const answer = await page.evaluate(
    async ([n, i]) => JSON.parse(await window.rekey.request(n, JSON.stringify(i))),
    [name, input],
  );
  if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.failure)}`);
  return answer.value;
}

/** A sample person's code of now; waits for the next one when it was used already. */
async function codeOf(page, email) {
  for (;;) {
    const { people } = await ask(page, 'sample.listPeople', { search: email });
    const person = people.find((each) => each.email === email);
    if (person === undefined || person.code === null) throw new Error(`${email} has no authenticator app`);
    if (!person.isUsed) return person.code;
    await page.waitForTimeout(500);
  }
}

/** The code that the authenticator app would show that is being set up now. */
const pendingCode = async (page) => (await ask(page, 'sample.listPeople', { search: '' })).pendingCode;

async function enterPassword(page, email) {
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function enterCode(page, email) {
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await codeOf(page, email));
  await page.getByRole('button', { name: 'Verify' }).click();
}

async function signIn(page, email = ADMIN) {
  await enterPassword(page, email);
  await enterCode(page, email);
  await page.getByRole('button', { name: /^Account of/ }).waitFor();
}

async function signOut(page) {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

/** Closes a dialog, also one that asks first. */
async function closeDialog(page) {
  await page.keyboard.press('Escape');
  const anyway = dialogOf(page).getByRole('button', { name: /^(Close |Discard)/ });
  await anyway.or(page.locator('body:not(:has([role="dialog"]))')).first().waitFor();
  if (await anyway.isVisible()) await anyway.click();
  await dialogOf(page).waitFor({ state: 'detached' });
}

async function openSection(page, name) {
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
}

async function showClients(page) {
  await openSection(page, 'Client & User Management');
  await page.getByRole('tab', { name: 'Clients' }).click();
  await tableOf(page, 'Clients').getByText('Alder').first().waitFor();
}

async function showUsers(page) {
  await openSection(page, 'Client & User Management');
  await page.getByRole('tab', { name: 'Users' }).click();
  await dotsOf(page).first().waitFor();
}

const dotsOf = (page) => tableOf(page, 'Users').getByRole('button', { name: /^Actions for/ });

async function find(page, text) {
  await page.getByRole('searchbox', { name: 'Search name or email' }).fill(text);
  await page
    .getByRole('status')
    .filter({ hasText: /^1 user$/ })
    .waitFor();
}

/** Leaves one user in the list and opens the dialog of an entry of their menu. */
async function choose(page, text, entry) {
  await find(page, text);
  await dotsOf(page).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${entry}`) }).click();
  await dialogOf(page).getByRole('button', { name: 'Cancel' }).waitFor();
}

const emailOf = async (page, name) => (await ask(page, 'sample.listPeople', { search: name })).people[0].email;

async function contactOf(page, search) {
  const query = { search, statuses: [], types: [], sort: { column: 'name', isDescending: false }, offset: 0, limit: 1 };
  return (await ask(page, 'clients.list', query)).rows[0].pointOfContact;
}

async function enterOneTimeCode(page, link, label, email, code) {
  await page.getByRole('button', { name: link }).click();
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByRole('textbox', { name: label }).fill(code);
}

async function openAccount(page) {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'My account' }).click();
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
}

/** Something to read in the activity: an invitation, a refused and a successful reset. */
async function makeActivity(page) {
  await showUsers(page);
  const access = { scope: 'all', add: [], remove: [], joinsNewClients: false };
  await ask(page, 'users.invite', {
    emails: ['olive.reed@harbourfinch.example'],
    role: 'partner_ops',
    access,
    code: '',
  });
  await choose(page, LOST.search, 'Reset 2FA');
  await answerReset(page);
  await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).fill('000000');
  await dialogOf(page).getByRole('button', { name: 'Reset 2FA' }).click();
  await dialogOf(page).getByText('That code is not right').waitFor();
  await dialogOf(page)
    .getByRole('textbox', { name: '6-digit code' })
    .fill(await codeOf(page, ADMIN));
  await dialogOf(page).getByRole('button', { name: 'Reset 2FA' }).click();
  await page.getByTestId('setup-code').waitFor();
  await closeDialog(page);
}

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

async function answerReset(page) {
  await dialogOf(page).getByLabel('Reason').selectOption('lost_phone');
  await dialogOf(page).getByRole('textbox', { name: 'Note' }).fill('Left in a taxi on Monday');
  await dialogOf(page).getByRole('radio', { name: 'I called back' }).check();
}

export const CHAPTERS = [
  {
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
        shows: 'What is wrong stands beside each field',
        async go({ page }) {
          await page.getByRole('textbox', { name: 'Firm name' }).fill('Harbour & Finch');
          await page.getByRole('textbox', { name: 'Email' }).fill('margaret.ashworth');
          await page.getByLabel('Password', { exact: true }).fill('qwerty123456');
          await page.getByRole('button', { name: 'Create firm' }).click();
          await page.getByText('Enter the first name.').waitFor();
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
          const secret = (
            await page.getByText('Setup key').locator('xpath=following-sibling::code').textContent()
          ).replaceAll(' ', '');
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
  },
  {
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
        shows: 'A refusal tells nothing about who exists',
        async go({ page }) {
          await page.getByRole('textbox', { name: 'Email' }).fill(ADMIN);
          await page.getByLabel('Password', { exact: true }).fill('not the right one');
          await page.getByRole('button', { name: 'Sign in' }).click();
          await page.getByText('do not belong together').waitFor();
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
          await page.getByText('The code is refused, or the phone is gone?').click();
          await page.getByText('Use a recovery code.').waitFor();
        },
      },
      {
        name: 'recovery-code',
        shows: 'A recovery code in its place',
        async go({ page }) {
          await page.getByText('The code is refused, or the phone is gone?').click();
          await page.getByRole('button', { name: 'Use a recovery code' }).click();
          await page.getByRole('textbox', { name: 'Recovery code' }).waitFor();
        },
      },
    ],
  },
  {
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
        shows: 'What will be removed, and what is asked',
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
        shows: 'Answered, and confirmed with a code of one’s own',
        async go({ page }) {
          await closeDialog(page);
          await choose(page, LOST.search, 'Reset 2FA');
          await answerReset(page);
          await dialogOf(page)
            .getByRole('textbox', { name: '6-digit code' })
            .fill(await codeOf(page, ADMIN));
        },
      },
      {
        name: 'setup-code',
        shows: 'The setup code, shown once',
        async go({ page, kept }) {
          await dialogOf(page).getByRole('button', { name: 'Reset 2FA' }).click();
          kept.code = await page.getByTestId('setup-code').textContent();
        },
      },
      {
        name: 'setup-code-asking',
        shows: 'Closing asks until the code was passed on',
        async go({ page }) {
          await page.keyboard.press('Escape');
          await dialogOf(page).getByRole('button', { name: 'Keep open' }).waitFor();
        },
      },
      {
        name: 'setup-required',
        shows: 'The user now has to set up 2FA',
        async go({ page }) {
          await dialogOf(page).getByRole('button', { name: 'Close anyway' }).click();
          await tableOf(page, 'Users')
            .getByText(/^Setup required, /)
            .first()
            .waitFor();
        },
      },
      {
        name: 'enter-setup-code',
        shows: 'The user’s next sign-in',
        async go({ page, kept }) {
          kept.email = await emailOf(page, LOST.name);
          await signOut(page);
          await enterPassword(page, kept.email);
          await page.getByRole('textbox', { name: 'Setup code' }).waitFor();
        },
      },
      {
        name: 'set-up-authenticator',
        shows: 'The user scans the QR code',
        async go({ page, kept }) {
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
    ],
  },
  {
    title: 'Issue a temporary code; “This was not me”',
    isSample: true,
    scenes: [
      {
        name: 'issue-temporary-code',
        shows: 'For somebody whose phone is only at home',
        async go({ page, kept }) {
          await signIn(page);
          await showUsers(page);
          kept.email = await emailOf(page, LOST.name);
          await choose(page, LOST.search, 'Issue a temporary code');
        },
      },
      {
        name: 'temporary-code',
        shows: 'The temporary code, shown once',
        async go({ page, kept }) {
          await dialogOf(page).getByLabel('Reason').selectOption('phone_left_behind');
          await dialogOf(page).getByRole('radio', { name: 'I called back' }).check();
          await dialogOf(page)
            .getByRole('textbox', { name: '6-digit code' })
            .fill(await codeOf(page, ADMIN));
          await dialogOf(page).getByRole('button', { name: 'Issue the code' }).click();
          kept.code = await dialogOf(page).getByTestId('temporary-code').textContent();
        },
      },
      {
        name: 'enter-temporary-code',
        shows: 'The user’s side: the code in place of the app',
        async go({ page, kept }) {
          await closeDialog(page);
          await signOut(page);
          await enterPassword(page, kept.email);
          await page.getByRole('button', { name: 'Use a temporary code' }).click();
          await page.getByRole('textbox', { name: 'Temporary code' }).fill(kept.code);
        },
      },
      {
        name: 'read-notices',
        shows: 'At the next sign-in the user reads what others did to the account',
        async go({ page, kept }) {
          await page.getByRole('button', { name: 'Use the authenticator app' }).click();
          await enterCode(page, kept.email);
          await page.getByRole('button', { name: 'I know about this' }).waitFor();
        },
      },
      {
        name: 'freeze-account',
        shows: '“This was not me” freezes the account',
        async go({ page }) {
          await page.getByRole('button', { name: 'This was not me' }).click();
          await page.getByRole('button', { name: 'Freeze the account' }).waitFor();
        },
      },
      {
        name: 'alerts',
        shows: 'Every Partner Admin is told',
        async go({ page }) {
          await page.getByRole('button', { name: 'Freeze the account' }).click();
          await page.getByRole('heading', { name: 'Sign in' }).waitFor();
          await signIn(page, OTHER_ADMIN);
          await page.getByRole('region', { name: 'Things to look at' }).waitFor();
        },
      },
      {
        name: 'unfreeze-user',
        shows: 'Unfreeze, when it is clear what happened',
        async go({ page }) {
          await showUsers(page);
          await choose(page, LOST.search, 'Unfreeze');
        },
      },
    ],
  },
  {
    title: 'Find people',
    isSample: true,
    scenes: [
      {
        name: 'navigate-by-client',
        shows: 'Navigate by Client',
        async go({ page }) {
          await signIn(page);
          await showUsers(page);
          await page.getByRole('combobox', { name: 'Navigate by Client' }).fill('be');
          await page.getByRole('option').first().waitFor();
        },
      },
      {
        name: 'filter-menu',
        shows: 'A filter',
        async go({ page }) {
          await page.getByRole('combobox', { name: 'Navigate by Client' }).fill('');
          await page.keyboard.press('Escape');
          await page.getByRole('button', { name: 'Filter by Status' }).click();
          await page.getByRole('menuitemcheckbox', { name: 'Locked' }).click();
        },
      },
      {
        name: 'filters-on',
        shows: 'Filters that are on',
        async go({ page }) {
          await page.keyboard.press('Escape');
          await page.getByRole('button', { name: 'Filter by Role' }).click();
          await page.getByRole('menuitemcheckbox', { name: 'Client Ops' }).click();
          await page.keyboard.press('Escape');
        },
      },
      {
        name: 'nobody-found',
        shows: 'Nothing matches',
        async go({ page }) {
          await page.getByRole('searchbox', { name: 'Search name or email' }).fill('zz');
          await page.getByText(/^Nobody/).waitFor();
        },
      },
      {
        name: 'client-filter',
        shows: 'The filter by client',
        async go({ page }) {
          await page.getByRole('searchbox', { name: 'Search name or email' }).fill('');
          await page.getByRole('button', { name: 'Clear filters' }).click();
          await page.getByRole('combobox', { name: 'Filter by Client' }).click();
          await page.getByRole('option').first().waitFor();
        },
      },
      {
        name: 'table-options',
        shows: 'How the table looks',
        async go({ page }) {
          await page.keyboard.press('Escape');
          await page.getByRole('button', { name: 'Table options' }).click();
          await page.getByRole('menuitemcheckbox', { name: 'Compact rows' }).click();
        },
      },
      {
        name: 'selection',
        shows: 'Several people selected',
        async go({ page }) {
          await page.getByRole('menuitemcheckbox', { name: 'Compact rows' }).click();
          await page.keyboard.press('Escape');
          for (const row of [1, 2, 4])
            await page
              .getByRole('checkbox', { name: /^Select / })
              .nth(row)
              .click();
          await page.getByRole('region', { name: 'Selection' }).waitFor();
        },
      },
      {
        name: 'user-details',
        shows: 'Details beside the list',
        async go({ page }) {
          await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Clear' }).click();
          await find(page, LOST.search);
          await tableOf(page, 'Users').getByRole('button', { name: LOST.name, exact: true }).click();
          await page
            .getByRole('complementary', { name: `Details of ${LOST.name}` })
            .getByText('Sign-in methods')
            .waitFor();
        },
      },
    ],
  },
  {
    title: 'Reset several people’s 2FA',
    isSample: true,
    scenes: [
      {
        name: 'bulk-reset',
        shows: 'A dry run says who will be reset, and who not and why',
        async go({ page }) {
          await signIn(page);
          await showUsers(page);
          for (const row of [1, 2, 3, 4])
            await page
              .getByRole('checkbox', { name: /^Select / })
              .nth(row)
              .click();
          await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Reset 2FA' }).click();
          await dialogOf(page).getByLabel('Statement').waitFor();
        },
      },
      {
        name: 'bulk-reset-answered',
        shows: 'Answered, and confirmed with a code of one’s own',
        async go({ page }) {
          await dialogOf(page).getByLabel('Reason').selectOption('new_phone');
          await dialogOf(page).getByRole('radio', { name: 'In person' }).check();
          await dialogOf(page).getByLabel('Statement').fill('New phones for the whole team, handed out in the office');
          await dialogOf(page)
            .getByRole('textbox', { name: '6-digit code' })
            .fill(await codeOf(page, ADMIN));
        },
      },
      {
        name: 'bulk-reset-result',
        shows: 'What became of each, and the setup codes as a file, once',
        async go({ page }) {
          await dialogOf(page)
            .getByRole('button', { name: /^Reset 2FA for/ })
            .click();
          await dialogOf(page).getByRole('button', { name: 'Save setup codes' }).waitFor();
        },
      },
    ],
  },
  {
    title: 'Leave your desk',
    isSample: true,
    scenes: [
      {
        name: 'locked',
        shows: 'A locked window',
        async go({ page }) {
          await signIn(page);
          await page.getByRole('button', { name: /^Account of/ }).click();
          await page.getByRole('menuitem', { name: 'Lock' }).click();
          await page.getByRole('button', { name: 'Unlock' }).waitFor();
        },
      },
    ],
  },
  {
    title: 'Invite people',
    isSample: true,
    scenes: [
      {
        name: 'invite-users',
        shows: 'One email or many, a role, the clients',
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
          await dialogOf(page).getByText('This is not an email.').waitFor();
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
        async go({ page, kept }) {
          await dialogOf(page).getByRole('button', { name: 'Make a new code' }).click();
          kept.code = await dialogOf(page).getByTestId('activation-code').textContent();
        },
      },
      {
        name: 'enter-activation-code',
        shows: 'The invited person’s side: the code from the letter',
        async go({ page, kept }) {
          await closeDialog(page);
          await signOut(page);
          await enterOneTimeCode(
            page,
            'Activate your account',
            'Activation code',
            'ann.vance@beaconstreetdental.example',
            kept.code,
          );
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
  },
  {
    title: 'Change people',
    isSample: true,
    scenes: [
      {
        name: 'edit-user',
        shows: 'Edit',
        async go({ page }) {
          await signIn(page);
          await showUsers(page);
          await choose(page, LOST.search, 'Edit');
        },
      },
      {
        name: 'edit-user-problems',
        shows: 'What is wrong stands beside the field',
        async go({ page }) {
          await dialogOf(page).getByRole('textbox', { name: 'Phone' }).fill('ring the bell');
          await dialogOf(page).getByRole('button', { name: 'Save' }).click();
          await dialogOf(page).getByText('This is not a phone number.').waitFor();
        },
      },
      {
        name: 'reset-password',
        shows: 'Reset password',
        async go({ page, kept }) {
          await closeDialog(page);
          kept.email = await emailOf(page, LOST.name);
          await choose(page, LOST.search, 'Reset password');
        },
      },
      {
        name: 'password-code',
        shows: 'The code for a new password, shown once',
        async go({ page, kept }) {
          await dialogOf(page).getByRole('radio', { name: 'I called back' }).check();
          await dialogOf(page)
            .getByRole('textbox', { name: '6-digit code' })
            .fill(await codeOf(page, ADMIN));
          await dialogOf(page).getByRole('button', { name: 'Reset password' }).click();
          kept.code = await dialogOf(page).getByTestId('one-time-code').textContent();
        },
      },
      {
        name: 'deactivate-user',
        shows: 'Deactivate, with somebody who takes over as point of contact',
        async go({ page, kept }) {
          await closeDialog(page);
          kept.contact = await contactOf(page, CLIENT);
          await choose(page, kept.contact, 'Deactivate');
        },
      },
      {
        name: 'deactivate-replacement',
        shows: 'Who takes over',
        async go({ page }) {
          await dialogOf(page).getByRole('combobox', { name: CLIENT }).click();
          await page.getByRole('option', { name: 'No point of contact for now' }).waitFor();
        },
      },
      {
        name: 'deactivated-user',
        shows: 'The list says so at once',
        async go({ page, kept }) {
          await page.getByRole('option', { name: 'No point of contact for now' }).click();
          await dialogOf(page).getByRole('button', { name: 'Deactivate' }).click();
          await page.getByText(`${kept.contact} was deactivated.`).waitFor();
        },
      },
      {
        name: 'reactivate-user',
        shows: 'Reactivate',
        go: ({ page, kept }) => choose(page, kept.contact, 'Reactivate'),
      },
      {
        name: 'reactivated-user',
        shows: 'Role and access are as before; 2FA is set up anew',
        async go({ page }) {
          await dialogOf(page).getByRole('button', { name: 'Reactivate' }).click();
          await dialogOf(page).getByTestId('setup-code').waitFor();
        },
      },
      {
        name: 'enter-password-code',
        shows: 'The user’s side of a password reset: the code',
        async go({ page, kept }) {
          await closeDialog(page);
          await signOut(page);
          await enterOneTimeCode(page, 'I have a code for a new password', 'One-time code', kept.email, kept.code);
        },
      },
      {
        name: 'choose-password',
        shows: 'The new password',
        async go({ page }) {
          await page.getByRole('button', { name: 'Continue' }).click();
          await page.getByLabel('New password', { exact: true }).waitFor();
        },
      },
    ],
  },
  {
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
          await dialogOf(page).getByText('There is a client with this name already.').waitFor();
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
        shows: 'Give somebody who exists already access to the client',
        async go({ page }) {
          await page.getByRole('button', { name: 'Add User' }).click();
          await dialogOf(page).getByRole('option').first().waitFor();
        },
      },
      {
        name: 'remove-from-client',
        shows: 'Remove somebody from the client',
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
    ],
  },
  {
    title: 'Your own account',
    isSample: true,
    scenes: [
      {
        name: 'user-menu',
        shows: 'Your name at the top right',
        async go({ page }) {
          await signIn(page);
          await page.getByRole('button', { name: /^Account of/ }).click();
          await page.getByRole('menuitem', { name: 'My account' }).waitFor();
        },
      },
      {
        name: 'my-account',
        shows: 'My account',
        async go({ page }) {
          await page.keyboard.press('Escape');
          await openAccount(page);
        },
      },
      {
        name: 'change-password',
        shows: 'Change password',
        async go({ page }) {
          await page.getByRole('button', { name: 'Change password' }).click();
          await dialogOf(page).getByLabel('New password').waitFor();
        },
      },
      {
        name: 'change-authenticator',
        shows: 'Change authenticator: a current code first',
        async go({ page }) {
          await closeDialog(page);
          await page.getByRole('button', { name: 'Change authenticator' }).click();
          await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).waitFor();
        },
      },
      {
        name: 'scan-new-authenticator',
        shows: 'Change authenticator: the new app',
        async go({ page }) {
          await dialogOf(page)
            .getByRole('textbox', { name: '6-digit code' })
            .fill(await codeOf(page, ADMIN));
          await dialogOf(page).getByRole('button', { name: 'Continue' }).click();
          await dialogOf(page).getByRole('img', { name: 'QR code' }).waitFor();
        },
      },
      {
        name: 'new-recovery-codes',
        shows: 'New recovery codes, shown once',
        async go({ page }) {
          await dialogOf(page)
            .getByRole('textbox', { name: '6-digit code' })
            .fill(await pendingCode(page));
          await dialogOf(page).getByRole('button', { name: 'Confirm' }).click();
          await dialogOf(page).getByRole('list', { name: 'Recovery codes' }).waitFor();
        },
      },
      {
        name: 'make-recovery-codes',
        shows: 'Make new recovery codes',
        async go({ page }) {
          await dialogOf(page).getByRole('checkbox', { name: 'I have saved these codes' }).check();
          await dialogOf(page).getByRole('button', { name: 'Finish' }).click();
          await dialogOf(page).waitFor({ state: 'detached' });
          await page.getByRole('button', { name: 'Make new codes' }).click();
          await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).waitFor();
        },
      },
    ],
  },
  {
    title: 'Settings',
    isSample: true,
    scenes: [
      {
        name: 'settings',
        shows: 'Settings',
        async go({ page }) {
          await signIn(page);
          await openSection(page, 'Settings');
          await page.getByRole('textbox', { name: 'Firm name' }).waitFor();
        },
      },
      {
        name: 'settings-policy',
        shows: 'Security policy',
        go: ({ page }) =>
          page.getByRole('heading', { name: 'Security policy' }).evaluate((heading) => heading.scrollIntoView()),
      },
      {
        name: 'settings-secrets',
        shows: 'Where secrets are kept',
        go: ({ page }) =>
          page
            .getByRole('heading', { name: 'Where secrets are kept on this computer' })
            .evaluate((heading) => heading.scrollIntoView()),
      },
      {
        name: 'settings-unsaved',
        shows: 'Saving needs a code of one’s own',
        async go({ page }) {
          await page
            .getByRole('group', { name: 'Setup code after a reset of 2FA' })
            .getByRole('radio', { name: /^Not needed/ })
            .check();
          await page.getByRole('textbox', { name: '6-digit code' }).waitFor();
        },
      },
      {
        name: 'settings-problems',
        shows: 'What is wrong stands beside the field',
        async go({ page }) {
          await page.getByRole('textbox', { name: 'Firm name' }).fill('');
          await page.getByRole('button', { name: 'Save' }).click();
          await page.getByText('Enter the firm name.').waitFor();
        },
      },
      {
        name: 'leave-unsaved',
        shows: 'Leaving the page asks',
        async go({ page }) {
          await page.getByRole('link', { name: 'Activity' }).click();
          await dialogOf(page).getByRole('button', { name: 'Keep editing' }).waitFor();
        },
      },
    ],
  },
  {
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
  },
  {
    title: 'The recovery kit',
    isSample: true,
    scenes: [
      {
        name: 'recovery-kit-settings',
        shows: 'Settings say when it was made',
        async go({ page }) {
          await signIn(page);
          await openSection(page, 'Settings');
          await page.getByRole('heading', { name: 'Recovery kit' }).evaluate((heading) => heading.scrollIntoView());
        },
      },
      {
        name: 'replace-recovery-kit',
        shows: 'Replace',
        async go({ page }) {
          await page.getByRole('button', { name: 'Replace' }).click();
          await dialogOf(page).getByRole('button', { name: 'Make a new kit' }).waitFor();
        },
      },
      {
        name: 'new-recovery-kit',
        shows: 'A new kit, shown once',
        async go({ page, kept }) {
          await dialogOf(page)
            .getByRole('textbox', { name: '6-digit code' })
            .fill(await codeOf(page, ADMIN));
          await dialogOf(page).getByRole('button', { name: 'Make a new kit' }).click();
          kept.kit = await page.getByTestId('recovery-kit').textContent();
        },
      },
      {
        name: 'use-recovery-kit',
        shows: 'On the day when no Partner Admin can sign in',
        async go({ page, kept }) {
          await page.getByRole('checkbox', { name: 'The recovery kit is kept safe' }).check();
          await dialogOf(page).getByRole('button', { name: 'Finish' }).click();
          await dialogOf(page).waitFor({ state: 'detached' });
          await signOut(page);
          await page.getByRole('button', { name: 'Use the recovery kit' }).click();
          await page.getByRole('textbox', { name: 'Email of a Partner Admin' }).fill(ADMIN);
          await page.getByRole('textbox', { name: 'Recovery kit' }).fill(kept.kit);
        },
      },
      {
        name: 'recovery-kit-waits',
        shows: 'Where somebody can still sign in, it waits',
        async go({ page }) {
          await page.getByRole('button', { name: 'Continue' }).click();
          await page.getByRole('heading', { name: 'The recovery kit waits' }).waitFor();
        },
      },
      {
        name: 'recovery-kit-in-use',
        shows: 'Meanwhile every Partner Admin reads that it was used',
        async go({ page }) {
          await page.getByRole('button', { name: 'Back to sign in' }).click();
          await signIn(page, OTHER_ADMIN);
          await page.getByRole('button', { name: 'Stop it' }).waitFor();
        },
      },
      {
        name: 'stop-recovery-kit',
        shows: 'Stop it',
        async go({ page }) {
          await page.getByRole('button', { name: 'Stop it' }).click();
          await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).waitFor();
        },
      },
    ],
  },
  {
    title: 'Activity',
    isSample: true,
    scenes: [
      {
        name: 'activity',
        shows: 'Who did what, to whom, with what outcome',
        async go({ page }) {
          await signIn(page);
          await makeActivity(page);
          await openSection(page, 'Activity');
          await tableOf(page, 'Activity').getByText('2FA reset').first().waitFor();
        },
      },
      {
        name: 'activity-record',
        shows: 'One record',
        async go({ page }) {
          await tableOf(page, 'Activity')
            .getByRole('button', { name: /^2FA reset/ })
            .first()
            .click();
          await tableOf(page, 'Activity').getByText('Number in the record').waitFor();
        },
      },
      {
        name: 'activity-filters',
        shows: 'Filters',
        async go({ page }) {
          await page.getByRole('button', { name: 'Outcome' }).click();
          await page.getByRole('menuitemcheckbox', { name: 'Refused' }).click();
        },
      },
      {
        name: 'activity-nothing',
        shows: 'Nothing matches',
        async go({ page }) {
          await page.keyboard.press('Escape');
          await page.getByRole('searchbox', { name: 'Search who or whom' }).fill('nobody of this name');
          await page.getByText('Nothing matches.').waitFor();
        },
      },
    ],
  },
  {
    title: 'Help',
    isSample: true,
    scenes: [
      {
        name: 'user-guide',
        shows: 'The user guide, behind F1',
        async go({ app, page }) {
          await page.getByRole('heading', { name: 'Sign in' }).waitFor();
          const opened = app.waitForEvent('window');
          await app.evaluate(({ Menu }) => Menu.getApplicationMenu().getMenuItemById('user-guide').click());
          return await opened;
        },
      },
    ],
  },
  {
    title: 'When the data cannot be opened',
    isSample: false,
    prepare(folder) {
      mkdirSync(join(folder, 'firm'), { recursive: true });
      writeFileSync(join(folder, 'firm', 'rekey.db'), 'this was a database once');
    },
    scenes: [
      {
        name: 'data-damaged',
        shows: 'What happened, and what to do',
        go: ({ page }) => page.getByRole('heading', { name: 'What to do' }).waitFor(),
      },
    ],
  },
];
