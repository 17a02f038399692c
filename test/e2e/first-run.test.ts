// The first run in the real application: bad input, and what an abandoned setup leaves behind.
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enterCode, signIn, start } from './application.ts';
import { Phone, readQrCode } from './authenticator.ts';
import { openFirm } from './prepared-firm.ts';

const PASSWORD = 'copper-lantern-nine-rivers';

test('a first run creates the firm, sets up 2FA, keeps the recovery kit and ends in the Global view; the next start asks to sign in', async () => {
  const folder = makeTempFolder();
  const first = await start(folder);
  onTestFinished(first.close);
  const { page } = first;
  await page.getByRole('textbox', { name: 'Firm name' }).fill("Quill & O'Neill 会計");
  await page.getByRole('textbox', { name: 'First name' }).fill('Renée');
  await page.getByRole('textbox', { name: 'Last name' }).fill("D'Arcy");
  await page.getByRole('textbox', { name: 'Email' }).fill('Renee@Quill.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('textbox', { name: 'Where people sign in' }).fill('On the computer at reception');
  await page.getByRole('button', { name: 'Create firm' }).click();

  // An abandoned setup leaves nothing behind: the next sign-in starts again with another secret.
  await page.getByRole('heading', { name: 'Set up two-factor authentication' }).waitFor();
  const abandoned = await readQrCode(page.getByRole('img', { name: 'QR code' }));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await signIn(page, 'renee@quill.example', PASSWORD);
  await page.getByRole('heading', { name: 'Set up two-factor authentication' }).waitFor();
  const uri = await readQrCode(page.getByRole('img', { name: 'QR code' }));
  expect(uri).not.toBe(abandoned);
  await page.getByRole('textbox', { name: '6-digit code' }).fill(Phone.fromOtpauthUri(abandoned).presentCode());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('That code is not right').waitFor();

  const phone = Phone.fromOtpauthUri(uri);
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await phone.nextCode());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('checkbox', { name: 'I have saved these codes' }).check();
  await page.getByRole('list', { name: 'Steps' }).getByText('Recovery kit').waitFor();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('heading', { name: 'The firm’s recovery kit' }).waitFor();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('Print or save the kit first').waitFor();
  await page.getByRole('checkbox', { name: 'The recovery kit is kept safe' }).check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('Global view').waitFor();
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('button', { name: "Actions for Renée D'Arcy" }).click();
  await page.getByRole('menuitem', { name: 'Reset 2FA' }).getByText('You cannot reset your own 2FA').waitFor();
  await page.keyboard.press('Escape');

  // The first steps lead to where each is done. The only Partner Admin enters their own number.
  const steps = page.getByRole('region', { name: 'First steps' });
  const frame = await first.app.browserWindow(page);
  await frame.evaluate((browserWindow) => browserWindow.setContentSize(900, 600));
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(900);
  const tops = await steps
    .getByRole('listitem')
    .evaluateAll((items) => items.map((item) => item.getBoundingClientRect().top));
  expect(new Set(tops).size, 'the steps stand in one line in the smallest window').toBe(1);
  await steps.getByRole('button', { name: 'Second Partner Admin' }).click();
  const inviting = page.getByRole('dialog', { name: 'Invite User' });
  await expect.poll(() => inviting.getByRole('radio', { name: 'Partner Admin' }).isChecked()).toBe(true);
  await inviting.getByRole('button', { name: 'Cancel' }).click();
  await steps.getByRole('button', { name: 'First client' }).click();
  const adding = page.getByRole('dialog', { name: 'Add Client' });
  await adding.getByRole('textbox', { name: 'Name', exact: true }).fill('Alder & Oak');
  await adding.getByLabel('Type').selectOption({ index: 1 });
  await adding.getByRole('button', { name: 'Add Client' }).click();
  await adding.waitFor({ state: 'hidden' });
  await steps.getByRole('button', { name: 'First client' }).waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+1');
  await steps.getByRole('button', { name: 'Partner Admins’ numbers' }).click();
  await page.getByRole('button', { name: 'Change number' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change your number on file' });
  await dialog.getByRole('textbox', { name: 'Phone' }).fill('+44 20 7946 0101');
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await phone.nextCode());
  await dialog.getByRole('button', { name: 'Change number' }).click();
  await page.getByText('Your number on file was changed.').waitFor();
  await page.keyboard.press('Control+1');
  await steps.getByText('Partner Admins’ numbers').waitFor();
  await expect
    .poll(() => steps.getByRole('button').allTextContents())
    .toEqual(['Second Partner Admin', 'People', 'Backup', 'Dismiss']);
  await steps.getByRole('button', { name: 'Dismiss' }).click();
  await steps.waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'Settings' }).click();
  const place = page.getByRole('region', { name: 'Where people sign in' });
  await place.getByText('Where to sign in: On the computer at reception.').waitFor();
  await expect.poll(() => place.getByRole('textbox').inputValue()).toBe('On the computer at reception');
  expect(first.complaints).toEqual([]);
  await first.close();

  const second = await start(folder);
  onTestFinished(second.close);
  await signIn(second.page, 'renee@quill.example', PASSWORD);
  await enterCode(second.page, await phone.nextCode());
  await second.page.getByText('Global view').waitFor();
  await second.page.getByText('1 client').waitFor();
  await expect.poll(() => second.page.getByRole('region', { name: 'First steps' }).count()).toBe(0);
});

test('every field of the first run shows its own error, and the typed text stays', async () => {
  const folder = makeTempFolder();
  const { page, close } = await start(folder);
  onTestFinished(close);
  await page.getByRole('button', { name: 'Create firm' }).click();
  const described = (label: string) =>
    page
      .getByLabel(label)
      .evaluate(
        (field) => document.getElementById(field.getAttribute('aria-describedby')?.split(' ')[0] ?? '')?.textContent,
      );
  await expect.poll(() => described('Firm name')).toBe('Enter the firm name.');
  await expect.poll(() => described('First name')).toBe('Enter a first or a last name.');
  await expect.poll(() => described('Email')).toBe('Enter the email.');
  await page.getByLabel('Firm name').fill('A'.repeat(101));
  await page.getByLabel('First name').fill('Zero\u200Bwidth');
  await page.getByLabel('Email').fill('not an email');
  await page.getByLabel('Password').fill('qwerty123456');
  await page.getByRole('button', { name: 'Create firm' }).click();
  await expect.poll(() => described('Firm name')).toContain('at most 100 characters');
  await expect.poll(() => described('First name')).toContain('cannot be seen');
  await expect.poll(() => described('Email')).toContain('valid email');
  await expect.poll(() => page.getByLabel('Firm name').inputValue()).toBe('A'.repeat(101));
  await page.getByLabel('Firm name').fill('Quill');
  await page.getByLabel('First name').fill('Ann');
  await page.getByLabel('Last name').fill('Lee');
  await page.getByLabel('Email').fill('ann@quill.example');
  await page.getByRole('button', { name: 'Create firm' }).click();
  await expect.poll(() => described('Password')).toContain('attackers try first');
  await close();
  const workspace = await openFirm(folder);
  expect(workspace.context.storage.read.get('SELECT count(*) AS n FROM users')).toEqual({ n: 0 });
  workspace.close();
});

test('Explore with sample data: the panel has everything to sign in with, and leaving the sample removes it', async () => {
  const folder = makeTempFolder();
  const { page, complaints, close } = await start(folder);
  onTestFinished(close);
  await page.getByRole('button', { name: 'Explore with sample data' }).click();
  const panel = page.getByRole('complementary', { name: 'Sample data' });
  await panel.getByText('Margaret Ashworth').waitFor();
  const password = (await panel.locator('code').first().textContent()) ?? '';
  await signIn(page, 'margaret.ashworth@harbourfinch.example', password);
  await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
  const person = panel.getByRole('listitem').filter({ hasText: 'Margaret Ashworth' });
  const code = (await person.locator('code').textContent()) ?? '';
  await enterCode(page, code);
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByText('250 users').waitFor();
  // It says that the code is used, or shows the next one where that is due by now.
  await expect.poll(() => person.textContent()).not.toContain(code);
  await page.getByRole('combobox', { name: 'Navigate by Client' }).fill('Tidewater');
  await page.getByRole('option', { name: /Tidewater Shipping/ }).click();
  await page.getByText('Tidewater Shipping', { exact: true }).first().waitFor();
  await page.getByRole('tab', { name: 'Details' }).waitFor();
  await expect.poll(() => page.getByRole('status').filter({ hasText: 'users' }).textContent()).not.toBe('250 users');
  await page.getByRole('button', { name: 'Return to the Global view' }).click();
  await page.getByText('250 users').waitFor();
  await panel.getByRole('button', { name: 'Leave the sample' }).click();
  await page.getByRole('heading', { name: 'Create your firm' }).waitFor();
  expect(complaints).toEqual([]);
});
