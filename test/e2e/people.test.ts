// User actions in the real application: inviting, editing, resetting a password, deactivating and reactivating. Each
// test shows the administrator's side and the person's side.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { setPointOfContact } from '../../main/storage/tables/clients.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, enterCode, type Running, signIn, signOut, start } from './application.ts';
import { Phone, readQrCode } from './authenticator.ts';
import { findViolations } from './axe.ts';
import { openFirm, PASSWORD, prepareFirm } from './prepared-firm.ts';

const NEW_PASSWORD = 'marble-orchard-two-kettles';

async function openUsers(page: Page): Promise<Locator> {
  await page.getByRole('link', { name: 'Client & User Management' }).click();
  await page.getByRole('tab', { name: 'Users' }).click();
  return page.getByRole('grid', { name: 'Users' });
}

async function choose(page: Page, person: string, action: string): Promise<Locator> {
  await page
    .getByRole('grid', { name: 'Users' })
    .getByRole('button', { name: `Actions for ${person}` })
    .click();
  await page.getByRole('menuitem', { name: action }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}

/** From the QR code to the signed-in window. */
async function setUpTwoFactor(page: Page): Promise<Phone> {
  await page.getByRole('heading', { name: 'Set up two-factor authentication' }).waitFor();
  const phone = Phone.fromOtpauthUri(await readQrCode(page.getByRole('img', { name: 'QR code' })));
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await phone.nextCode());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('checkbox', { name: 'I have saved these codes' }).check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('button', { name: /^Account of/ }).waitFor();
  return phone;
}

async function enterOneTimeCode(page: Page, link: string, label: string, email: string, code: string): Promise<void> {
  await page.getByRole('button', { name: link }).click();
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByRole('textbox', { name: label }).fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Answers in place of the system's print dialog, which a test cannot drive, and counts the pages. */
async function answerPrinting(running: Running, isPrinted: boolean): Promise<void> {
  await running.app.evaluate(({ BrowserWindow }, answer) => {
    for (const window of BrowserWindow.getAllWindows()) {
      window.webContents.print = (_options, done) => {
        void window.webContents
          .executeJavaScript('document.querySelectorAll("body > [class*=paper] article").length')
          .then((pages) => {
            window.webContents.executeJavaScript(`window.printedPages = ${pages}`);
            done?.(answer, '');
          });
      };
    }
  }, isPrinted);
}

test('two people are invited, each code is shown once, and one person activates the account and is signed in', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const running = await start(folder);
  const { app, page, complaints } = running;
  onTestFinished(running.close);
  await enter(page, admin);
  await openUsers(page);

  await page.getByRole('button', { name: 'Invite User' }).click();
  const dialog = page.getByRole('dialog');
  const emails = dialog.getByRole('textbox', { name: 'People' });
  await emails.fill('Ann Vance <ann@bluewater.example>; not-an-email');
  await dialog.getByText('1 person found. 1 entry is left out, see below.').waitFor();
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
  await dialog.getByText('Choose a role.').waitFor();
  await dialog.getByRole('radio', { name: /^Client Ops/ }).check();

  // After a refusal nobody is invited, and the typed text stays.
  await emails.fill(`Ann Vance <ann@bluewater.example>\n${admin.email}`);
  await dialog.getByRole('option', { name: 'Bluewater Marine' }).click();
  const ownCode = dialog.getByRole('textbox', { name: '6-digit code' });
  await dialog.getByRole('button', { name: 'Invite 2 people' }).click();
  await dialog.getByText('1 person cannot be invited.').waitFor();
  await dialog.getByText('already has an account').waitFor();
  await expect.poll(() => emails.inputValue()).toContain('Ann Vance <ann@bluewater.example>');
  await page.keyboard.press('Escape');
  await dialog.getByText('What you typed would be lost.').waitFor();
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  await dialog.getByRole('button', { name: 'Leave this person out' }).click();
  await dialog.getByText('1 person found. 1 was taken out.').waitFor();
  await emails.fill('Vance, Ann <ann@bluewater.example>, ben@bluewater.example');
  await expect.poll(() => findViolations(page)).toEqual([]);
  // Nobody at an unlocked desktop gets a code: nothing is done without the administrator's own.
  await dialog.getByRole('button', { name: 'Invite 2 people' }).click();
  await dialog.getByText('Enter the 6-digit code from your own authenticator app.').waitFor();
  await ownCode.fill('000000');
  await dialog.getByRole('button', { name: 'Invite 2 people' }).click();
  await dialog.getByText('That code is not right').waitFor();
  await ownCode.fill(await admin.phone.nextCode());
  await dialog.getByRole('button', { name: 'Invite 2 people' }).click();

  await page.getByRole('dialog', { name: '2 people invited' }).waitFor();
  await dialog.getByText('Nothing was sent.').waitFor();
  const rows = dialog.getByRole('listitem');
  await expect.poll(() => rows.count()).toBe(2);
  await expect.poll(() => findViolations(page)).toEqual([]);
  const code = (await rows.filter({ hasText: 'ann@bluewater.example' }).locator('code').textContent()) ?? '';
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);

  // Closing asks until every code was passed on: one is copied, one is ticked. Paper is no proof.
  await page.keyboard.press('Escape');
  await dialog.getByText('2 activation codes were not passed on.').waitFor();
  await dialog.getByRole('button', { name: 'Keep open' }).click();
  await dialog.getByRole('button', { name: 'Copy letter: Ann Vance' }).click();
  await dialog.getByText('1 of 2 left to pass on').waitFor();
  const letter = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(letter).toContain(`this activation code: ${code}`);
  expect(letter).toContain('ann@bluewater.example');
  await answerPrinting(running, false);
  await dialog.getByRole('button', { name: 'Print letter: ben@bluewater.example' }).click();
  await expect.poll(() => page.evaluate(() => (window as { printedPages?: number }).printedPages)).toBe(1);
  await dialog.getByText('1 of 2 left to pass on').waitFor();
  await answerPrinting(running, true);
  await dialog.getByRole('button', { name: 'Print all letters' }).click();
  await dialog.getByText('Sent to the printer: check the pages, then tick them.').waitFor();
  await dialog.getByText('1 of 2 left to pass on').waitFor();
  await dialog.getByRole('checkbox', { name: /Passed on.*ben@bluewater.example/ }).check();
  await dialog.getByText('All passed on').waitFor();
  await expect.poll(() => page.evaluate(() => (window as { printedPages?: number }).printedPages)).toBe(2);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const row = page.getByRole('grid', { name: 'Users' }).getByRole('row').filter({ hasText: 'ann@bluewater.example' });
  await row.getByText('Invited').waitFor();

  // The person's side.
  const own = await running.openSecondWindow();
  await enterOneTimeCode(own, 'Activate your account', 'Activation code', 'ben@bluewater.example', code);
  await own.getByText('is incorrect').waitFor();
  await own.getByRole('textbox', { name: 'Email' }).fill('ann@bluewater.example');
  await own.getByRole('button', { name: 'Continue' }).click();
  // What the administrator knew stands there, to be corrected.
  await expect.poll(() => own.getByRole('textbox', { name: 'First name' }).inputValue()).toBe('Ann');
  await own.getByRole('textbox', { name: 'Last name' }).fill('Vance-Holt');
  await own.getByLabel('Password', { exact: true }).fill('password1234');
  await own.getByRole('button', { name: 'Continue' }).click();
  await own.getByText('attackers try first').waitFor();
  await expect.poll(() => own.getByRole('textbox', { name: 'Last name' }).inputValue()).toBe('Vance-Holt');
  await expect.poll(() => findViolations(own)).toEqual([]);
  await own.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD);
  await own.getByRole('button', { name: 'Continue' }).click();
  await setUpTwoFactor(own);
  await page
    .getByRole('grid', { name: 'Users' })
    .getByRole('row')
    .filter({ hasText: 'Ann Vance-Holt' })
    .getByText('Active')
    .waitFor();

  // A resent invitation: the saved letter has the new code.
  const resend = await choose(page, 'ben@bluewater.example', 'Resend invitation');
  await resend.getByText('You confirmed with your own code within the last five minutes.').waitFor();
  await resend.getByRole('button', { name: 'Make a new code' }).click();
  const newCode = (await resend.getByTestId('activation-code').textContent()) ?? '';
  await app.evaluate(
    ({ dialog: system }, filePath) => {
      system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    },
    join(folder, 'letter.txt'),
  );
  await resend.getByRole('button', { name: 'Save letter' }).click();
  await resend.getByRole('button', { name: 'Saved' }).waitFor();
  expect(readFileSync(join(folder, 'letter.txt'), 'utf8')).toContain(newCode);
  await resend.getByRole('button', { name: 'Done' }).click();
  expect(complaints).toEqual([]);
});

test('what was pasted is shown before anything happens: names, numbers, duplicates, and what is left out', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { page, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await openUsers(page);
  await page.getByRole('button', { name: 'Invite User' }).click();
  const dialog = page.getByRole('dialog');
  const text = dialog.getByRole('textbox', { name: 'People' });
  const found = dialog.getByRole('list', { name: 'People found' }).getByRole('listitem');
  const leftOut = dialog.getByRole('list', { name: 'Left out' }).getByRole('listitem');

  // Rows of a spreadsheet with their headings.
  await text.fill(
    [
      'Last name\tFirst name\tEmail\tPhone\tDepartment',
      'Vance\tAnn\tann@bluewater.example\t(020) 7946\u00A00000\tTax',
      'Brien\tTom\ttom@bluewater.example\ttel:+1555\u2013123\u20134567\t',
    ].join('\n'),
  );
  await expect
    .poll(() => found.allInnerTexts())
    .toEqual(['Ann Vance\nann@bluewater.example\n(020) 7946 0000', 'Tom Brien\ntom@bluewater.example\n+1555-123-4567']);
  await expect
    .poll(() => leftOut.allInnerTexts())
    .toEqual([
      'Last name, First name, Email, Phone, Department\nHeadings of the columns',
      'Tax\nNot needed to invite somebody',
    ]);

  // A list of a mail program, with quotes, a duplicate, a Cyrillic letter and what is no email.
  await text.fill(
    '"ann@bluewater.example",Vance, Ann <ANN@bluewater.example>; "Brien, Tom" <tom@bluewater.example>; ' +
      'Suharto (suharto@bluewater.example); zo\u0435@bluewater.example; a..b@bluewater.example',
  );
  await dialog.getByText('4 people found. 1 entry is left out, see below.').waitFor();
  expect((await found.allInnerTexts()).map((row) => row.split('\n')[0])).toEqual([
    'Ann Vance',
    'Tom Brien',
    'Suharto',
    'zo\u0435@bluewater.example',
  ]);
  await found.filter({ hasText: 'Latin and Cyrillic' }).waitFor();
  await expect.poll(() => leftOut.allInnerTexts()).toEqual(['a..b@bluewater.example\nNot a valid email']);
  await expect.poll(() => findViolations(page)).toEqual([]);

  // A cross takes one out, by the keyboard too, and nobody is lost: they can be put back.
  await dialog.getByRole('button', { name: 'Take out zo\u0435@bluewater.example' }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByText('3 people found.').waitFor();
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toBe('Take out Suharto');
  await dialog.getByRole('button', { name: 'Put back' }).click();
  await dialog.getByText('4 people found.').waitFor();
  await dialog.getByRole('button', { name: 'Take out zo\u0435@bluewater.example' }).click();

  await dialog.getByRole('radio', { name: /^Client Ops/ }).check();
  await dialog.getByRole('option', { name: 'Bluewater Marine' }).click();
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await dialog.getByRole('button', { name: 'Invite 3 people' }).click();
  await page.getByRole('dialog', { name: '3 people invited' }).waitFor();
  const codes = dialog.getByRole('listitem');
  const code = (await codes.filter({ hasText: 'suharto@' }).locator('code').textContent()) ?? '';
  for (const box of await dialog.getByRole('checkbox', { name: /Passed on/ }).all()) await box.check();
  await dialog.getByRole('button', { name: 'Done' }).click();

  // One name is enough, to the session and its letter.
  await signOut(page);
  await enterOneTimeCode(page, 'Activate your account', 'Activation code', 'suharto@bluewater.example', code);
  await page.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  await setUpTwoFactor(page);
  await expect.poll(() => page.getByRole('button', { name: 'Account of Suharto' }).innerText()).toBe('Suharto');
  expect(complaints).toEqual([]);
});

test('an edit that conflicts with another one says what changed, keeps the typed text, and applies to the newest version', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Daniel: colleague, Ingrid: person } = await prepareFirm(folder);
  const { page, openSecondWindow, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await openUsers(page);
  const dialog = await choose(page, person.name, 'Edit');
  const phone = dialog.getByRole('textbox', { name: 'Phone' });
  await phone.fill('ring the bell');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Enter a phone number, such as').waitFor();
  await expect.poll(() => phone.inputValue()).toBe('ring the bell');
  await phone.fill('+44 20 7946 0991');

  const other = await openSecondWindow();
  await enter(other, colleague);
  await openUsers(other);
  const theirs = await choose(other, person.name, 'Edit');
  await theirs.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Client Self Service' });
  await theirs.getByText('ends their sessions').waitFor();
  // A higher role needs the colleague's own code.
  await theirs.getByRole('textbox', { name: '6-digit code' }).fill(await colleague.phone.nextCode());
  await theirs.getByRole('button', { name: 'Save' }).click();
  await theirs.waitFor({ state: 'hidden' });

  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Somebody else has changed this since you opened it.').waitFor();
  await dialog.getByText('Role: Client Self Service, was Client Ops').waitFor();
  await expect.poll(() => phone.inputValue()).toBe('+44 20 7946 0991');
  await expect.poll(() => dialog.getByRole('combobox', { name: 'Role' }).inputValue()).toBe('client_self_service');
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.getByText('Your changes are not saved.').waitFor();
  await page.keyboard.press('Escape');
  // A changed number on file needs the administrator's own code.
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Enter the 6-digit code from your own authenticator app.').waitFor();
  await expect.poll(() => phone.inputValue()).toBe('+44 20 7946 0991');
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText(`${person.name} was changed.`).waitFor();

  // The details show both changes, and closing them returns the focus to the row.
  const row = page.getByRole('row').filter({ hasText: person.name });
  await row.focus();
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: `Details of ${person.name}` });
  await details.getByText('+44 20 7946 0991').waitFor();
  await details.getByText('Client Self Service', { exact: true }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'hidden' });
  await expect.poll(() => row.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  expect(complaints).toEqual([]);
});

test('a password reset ends the old password at once; the one-time code leads to a new one, and 2FA stays as it was', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Tomasz: person } = await prepareFirm(folder);
  const { page, openSecondWindow, complaints, close } = await start(folder);
  onTestFinished(close);
  const own = await openSecondWindow();
  await enter(own, person);
  await enter(page, admin);
  await openUsers(page);
  const dialog = await choose(page, person.name, 'Reset password');
  await dialog.getByText('1 open session ends').waitFor();
  // The focus is on the first question: Enter resets nothing.
  const question = dialog.getByRole('radio', { name: 'I called back' });
  await expect.poll(() => question.evaluate((radio) => radio === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Reset password' }).click();
  await dialog.getByText('Choose how you checked who is asking.').waitFor();
  await dialog.getByRole('radio', { name: 'A colleague vouched' }).check();
  await dialog.getByRole('button', { name: 'Reset password' }).click();
  await dialog.getByText('Enter the name of the colleague who vouched.').waitFor();
  await dialog.getByRole('textbox', { name: 'Name of the colleague' }).fill('Priya Mehta');
  await dialog.getByRole('button', { name: 'Reset password' }).click();
  await dialog.getByText('Enter the 6-digit code from your own').waitFor();
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await dialog.getByRole('button', { name: 'Reset password' }).click();
  const code = (await dialog.getByTestId('one-time-code').textContent()) ?? '';
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.getByText('The one-time code was not passed on.').waitFor();
  await page.keyboard.press('Escape');
  await dialog.getByRole('checkbox', { name: 'I have passed on or noted the one-time code' }).check();
  await dialog.getByRole('button', { name: 'Done' }).click();

  await own.getByText(`${admin.name} reset your password`).waitFor();
  await signIn(own, person.email, PASSWORD);
  await own.getByText('is incorrect').waitFor();
  await enterOneTimeCode(own, 'Forgot your password?', 'One-time code', person.email, code);
  await own.getByText(`${admin.name} reset your password on`).waitFor();
  await expect.poll(() => findViolations(own)).toEqual([]);
  await own.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
  await own.getByRole('button', { name: 'Save password' }).click();
  await enterCode(own, await person.phone.nextCode());
  await own.getByText('Global view').waitFor();
  await signOut(own);
  await enterOneTimeCode(own, 'Forgot your password?', 'One-time code', person.email, code);
  await own.getByText('is incorrect').waitFor();
  expect(complaints).toEqual([]);
});

test('a point of contact is deactivated with a replacement, and reactivated with a setup code', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Tomasz: person, Samuel: successor } = await prepareFirm(folder);
  const workspace = await openFirm(folder);
  workspace.context.storage.transaction((tx) => setPointOfContact(tx, 1 as never, person.id, 0));
  workspace.close();
  const { page, openSecondWindow, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await openUsers(page);
  const deactivate = await choose(page, person.name, 'Deactivate');
  await deactivate.getByRole('button', { name: 'Deactivate' }).click();
  await deactivate.getByText('Choose a person, or no point of contact for now.').waitFor();
  await deactivate.getByRole('combobox', { name: 'Bluewater Marine' }).fill(successor.name);
  await deactivate.getByRole('option', { name: successor.name }).click();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await deactivate.getByRole('button', { name: 'Deactivate' }).click();
  await deactivate.waitFor({ state: 'hidden' });
  await page.getByText(`${person.name} was deactivated.`).waitFor();
  const row = page.getByRole('grid', { name: 'Users' }).getByRole('row').filter({ hasText: person.name });
  await row.getByText('Deactivated').waitFor();
  await page.getByRole('tab', { name: 'Clients' }).click();
  await page.getByRole('grid', { name: 'Clients' }).getByText(successor.name).waitFor();

  const own = await openSecondWindow();
  await signIn(own, person.email, PASSWORD);
  await own.getByText('This account is deactivated.').waitFor();

  await openUsers(page);
  const reactivate = await choose(page, person.name, 'Reactivate');
  await reactivate.getByText('Client Admin, with the clients as before: Bluewater Marine').waitFor();
  await reactivate.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await reactivate.getByRole('button', { name: 'Reactivate' }).click();
  const code = (await reactivate.getByTestId('setup-code').textContent()) ?? '';
  await expect.poll(() => findViolations(page)).toEqual([]);
  await reactivate.getByRole('button', { name: 'Copy code' }).click();
  await reactivate.getByRole('button', { name: 'Done' }).click();
  await row.getByText(/^Setup required/).waitFor();

  await signIn(own, person.email, PASSWORD);
  await own.getByText(`${admin.name} reactivated your account on`).waitFor();
  await own.getByRole('textbox', { name: 'Setup code' }).fill(code);
  await own.getByRole('button', { name: 'Continue' }).click();
  await setUpTwoFactor(own);
  await row.getByText('Set up', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});
