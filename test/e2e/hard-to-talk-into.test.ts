// Resets that are hard to talk somebody into: a person who did not agree freezes the account, a bulk reset answers for
// each person, and a plain reset takes no more clicks than the guide says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import {
  carryOutReset,
  closeResetResult,
  enter,
  openAlerts,
  openResetDialog,
  signIn,
  signOut,
  start,
} from './application.ts';
import { Phone, readQrCode } from './authenticator.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';

const rowOf = (page: Page, name: string) =>
  page.getByRole('grid', { name: 'Users' }).getByRole('row', { name: new RegExp(name) });
const dotsOf = (page: Page, name: string) => page.getByRole('button', { name: `Actions for ${name}` });

test('“This was not me” freezes the account; another Partner Admin is alerted and unfreezes it; a new reset lets the user in', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Daniel: colleague, Tomasz: user } = await prepareFirm(folder);
  const { page, openSecondWindow, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await openResetDialog(page, user.name);
  const notAgreed = await carryOutReset(page, user.name, await admin.phone.nextCode());
  await closeResetResult(page);

  // At the next sign-in the user reads who did it and freezes the account.
  const theirs = await openSecondWindow();
  await signIn(theirs, user.email, PASSWORD);
  await theirs.getByText('Margaret Ashworth reset your 2FA').waitFor();
  await theirs.getByRole('button', { name: 'This was not me' }).click();
  await theirs.getByText('Freeze this account?').waitFor();
  await theirs.getByRole('button', { name: 'Freeze the account' }).click();
  await theirs.getByText('The account is frozen, and every Partner Admin is told.').waitFor();
  await signIn(theirs, user.email, PASSWORD);
  await theirs.getByText('This account is frozen').waitFor();

  // The Partner Admin whose reset it was sees the alert at once and cannot unfreeze the account.
  const alert = 'Tomasz Moreau reported a change to their account. The account is frozen.';
  await page.getByText(alert).waitFor();
  await rowOf(page, user.name).getByText('Frozen', { exact: true }).waitFor();
  await dotsOf(page, user.name).click();
  const unfreeze = page.getByRole('menuitem', { name: /^Unfreeze/ });
  await expect.poll(() => unfreeze.getAttribute('aria-disabled')).toBe('true');
  await expect.poll(() => unfreeze.textContent()).toContain('This user reported your change');
  await page.keyboard.press('Escape');
  await unfreeze.waitFor({ state: 'hidden' });
  await expect.poll(() => dotsOf(page, user.name).evaluate((element) => element === document.activeElement)).toBe(true);
  await signOut(page);

  // A colleague sees the alert on the first screen.
  await enter(page, colleague);
  await (await openAlerts(page)).getByText(alert).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Users' }).click();
  await rowOf(page, user.name).getByText('Frozen', { exact: true }).waitFor();
  await dotsOf(page, user.name).click();
  await expect
    .poll(() => page.getByRole('menuitem', { name: /^Reset 2FA/ }).getAttribute('aria-disabled'))
    .toBe('true');
  await unfreeze.click();
  const dialog = page.getByRole('dialog', { name: `Unfreeze ${user.name}` });
  await dialog.getByRole('radio', { name: 'I called back' }).check();
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await colleague.phone.nextCode());
  await dialog.getByRole('button', { name: 'Unfreeze' }).click();
  // The first reset counts no more: dialog, row and sign-in say the same, and the next reset is one click away.
  await dialog.getByText('It needs a new reset of 2FA').waitFor();
  // The row is behind the dialog, so no role finds it.
  await page.getByText('Needs a new reset', { exact: true }).first().waitFor();
  await signIn(theirs, user.email, PASSWORD);
  await theirs.getByText('Your 2FA needs a new reset').waitFor();
  await dialog.getByRole('button', { name: 'Reset 2FA now' }).click();
  const agreed = await carryOutReset(page, user.name, undefined);
  await closeResetResult(page);
  await signIn(theirs, user.email, PASSWORD);
  await theirs.getByText('Daniel Okafor reset your 2FA').waitFor();
  for (const setupCode of [notAgreed, agreed]) {
    await theirs.getByRole('textbox', { name: 'Setup code' }).fill(setupCode);
    await theirs.getByRole('button', { name: 'Continue' }).click();
    if (setupCode === notAgreed) await theirs.getByText('That setup code is not right').waitFor();
  }
  const phone = Phone.fromOtpauthUri(await readQrCode(theirs.getByRole('img', { name: 'QR code' })));
  await theirs.getByRole('textbox', { name: '6-digit code' }).fill(await phone.nextCode());
  await theirs.getByRole('button', { name: 'Confirm' }).click();
  await theirs.getByRole('checkbox', { name: 'I have saved these codes' }).check();
  await theirs.getByRole('button', { name: 'Finish' }).click();
  // The notice about the unfreezing comes before the session, too.
  await theirs.getByText('unfroze your account').waitFor();
  await theirs.getByRole('button', { name: 'I know about this' }).click();
  await theirs.getByText('Global view').waitFor();
  await rowOf(page, user.name).getByText('Active', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

test('a bulk reset lists who will be reset and who will not, then the result for each, and saves the setup codes once as a file', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Priya, Tomasz, Samuel, Ingrid } = await prepareFirm(folder);
  const { app, page, openSecondWindow, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await page.getByRole('tab', { name: 'Users' }).click();
  for (const { name } of [admin, Priya, Tomasz, Samuel])
    await page.getByRole('checkbox', { name: `Select ${name}` }).click();
  const bar = page.getByRole('region', { name: 'Selection' });
  await bar.getByText('4 selected').waitFor();
  await bar.getByRole('button', { name: 'Reset 2FA' }).click();

  const dialog = page.getByRole('dialog', { name: 'Reset 2FA for several people' });
  await dialog.getByText('3 people will be reset. 1 person will not; the list says why.').waitFor();
  const rowsOf = async (label: string) =>
    (await dialog.getByRole('region', { name: label }).getByRole('listitem').allTextContents())
      .map((text) => text.trim())
      .sort();
  const said = (word: string) =>
    [admin, Priya, Tomasz, Samuel]
      .map(({ name, email }) => `${name}${email}${name === admin.name ? 'Your own account' : word}`)
      .sort();
  await expect.poll(() => rowsOf('Who will be reset')).toEqual(said('Will be reset'));
  // Each missing answer is reported at its field.
  await dialog.getByRole('button', { name: 'Reset 2FA for 3 people' }).click();
  await dialog.getByText('Choose how you checked who is asking.').waitFor();
  await dialog.getByLabel('Reason').selectOption('stolen_phone');
  await dialog.getByRole('radio', { name: 'In person' }).check();
  await dialog.getByRole('textbox', { name: 'Statement' }).fill('The office was broken into; all of them are here');
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await dialog.getByRole('button', { name: 'Reset 2FA for 3 people' }).click();
  await dialog.getByText('2FA was reset for 3 people.').waitFor();
  await expect.poll(() => rowsOf('What became of each')).toEqual(said('Reset'));

  // The codes are not saved yet, so closing asks first.
  await page.keyboard.press('Escape');
  await dialog.getByText('3 setup codes were not saved or passed on.').waitFor();
  await dialog.getByRole('button', { name: 'Keep open' }).click();

  // Each person has a letter, and what is passed on is no longer asked about.
  await dialog.getByRole('button', { name: 'Show the letters' }).click();
  const letters = dialog.getByRole('region', { name: 'Setup codes' });
  await letters.getByText('3 of 3 left to pass on').waitFor();
  // A draft that nobody has sent passes nothing on.
  await app.evaluate(({ shell }) => {
    shell.openExternal = () => Promise.resolve();
  });
  await letters.getByRole('button', { name: `Make a mail draft: ${Priya.name}` }).click();
  await letters.getByText('If no draft opened, copy the letter instead.').waitFor();
  await letters.getByText('3 of 3 left to pass on').waitFor();
  await letters.getByRole('checkbox', { name: new RegExp(Priya.name) }).check();
  await page.keyboard.press('Escape');
  await dialog.getByText('2 setup codes were not saved or passed on.').waitFor();
  await dialog.getByRole('button', { name: 'Keep open' }).click();
  await app.evaluate(
    ({ dialog: system }, filePath) => {
      system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    },
    join(folder, 'letters.txt'),
  );
  await letters.getByRole('button', { name: 'Save all letters as one file' }).click();
  await letters.getByText('All passed on').waitFor();
  const text = readFileSync(join(folder, 'letters.txt'), 'utf8');
  expect(text.match(/^1\. Where to sign in: /gm)).toHaveLength(3);
  for (const { name } of [Priya, Tomasz, Samuel]) expect(text).toContain(`Hello ${name},`);
  const file = join(folder, 'setup-codes.csv');
  await app.evaluate(({ dialog: system }, filePath) => {
    system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await dialog.getByRole('button', { name: 'Save setup codes' }).click();
  await dialog.getByText('The file is now the only place where the setup codes are.').waitFor();
  await expect.poll(() => dialog.getByRole('button', { name: 'Save setup codes' }).count()).toBe(0);
  const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  expect(head).toBe('\uFEFFName,Email,Setup code,Valid until,Number of the record');
  const codes = new Map(lines.map((line) => [line.split(',')[1], line.split(',')[2] ?? '']));
  expect([...codes.keys()].sort()).toEqual([Priya, Tomasz, Samuel].map(({ email }) => email).sort());
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });
  for (const { name } of [Priya, Tomasz, Samuel])
    await rowOf(page, name)
      .getByText(/^Setup required, 2[34] h left$/)
      .waitFor();
  for (const { name } of [admin, Ingrid]) await rowOf(page, name).getByText('Set up', { exact: true }).waitFor();

  // Each person's code works for that person only.
  const theirs = await openSecondWindow();
  await signIn(theirs, Samuel.email, PASSWORD);
  await theirs.getByRole('textbox', { name: 'Setup code' }).fill(codes.get(Priya.email) ?? '');
  await theirs.getByRole('button', { name: 'Continue' }).click();
  await theirs.getByText('That setup code is not right').waitFor();
  await theirs.getByRole('textbox', { name: 'Setup code' }).fill(codes.get(Samuel.email) ?? '');
  await theirs.getByRole('button', { name: 'Continue' }).click();
  await theirs.getByRole('img', { name: 'QR code' }).waitFor();
  expect(complaints).toEqual([]);
});

test('a plain reset takes the six clicks of the guide; the focus moves to the code field without one', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Ingrid: user } = await prepareFirm(folder);
  const { page, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await page.getByRole('tab', { name: 'Users' }).click();
  await dotsOf(page, user.name).waitFor();
  const clicked = await page.evaluateHandle(() => {
    const names: string[] = [];
    document.addEventListener(
      'click',
      ({ isTrusted, target }) => {
        const control = (target as Element).closest('button, [role="menuitem"], select, input');
        const label =
          control instanceof HTMLInputElement || control instanceof HTMLSelectElement ? control.labels?.[0] : control;
        if (isTrusted) names.push(control?.getAttribute('aria-label') ?? label?.textContent?.trim() ?? '');
      },
      true,
    );
    return names;
  });
  const code = await admin.phone.nextCode();
  await dotsOf(page, user.name).click();
  await page.getByRole('menuitem', { name: 'Reset 2FA' }).click();
  const dialog = page.getByRole('dialog', { name: `Reset 2FA for ${user.name}` });
  await dialog.getByLabel('Reason').click();
  // The list is a native popup that a test's mouse cannot reach. A choice by keyboard arrives as a click too.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => dialog.getByLabel('Reason').inputValue()).not.toBe('');
  await dialog.getByRole('radio', { name: 'I called back' }).click();
  await expect
    .poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).labels?.[0]?.textContent))
    .toBe('Your 6-digit code');
  await page.keyboard.type(code);
  await dialog.getByRole('button', { name: 'Reset 2FA' }).click();
  await dialog.getByTestId('setup-code').waitFor();
  const clicks = await clicked.jsonValue();
  expect(clicks).toEqual([
    `Actions for ${user.name}`,
    'Reset 2FA',
    'Reason',
    'Reason',
    expect.stringContaining('I called back'),
    'Reset 2FA',
  ]);
  const guide = readFileSync(join(import.meta.dirname, '../../docs/user-guide.md'), 'utf8');
  const steps = /six clicks of the mouse:\n\n((?:\d\. .*\n)+)/.exec(guide)?.[1]?.trimEnd().split('\n');
  expect(steps).toHaveLength(clicks.length);
  expect(complaints).toEqual([]);
});
