// The policy file of the firm's IT in the real application: what is fixed is shown as such, and a broken file is said.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, type Running, start } from './application.ts';
import { findViolations } from './axe.ts';
import { prepareFirm } from './prepared-firm.ts';

async function startUnder(policy: string, data = makeTempFolder(), moreArgs: string[] = []): Promise<Running> {
  const folder = join(makeTempFolder(), 'rekey');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'policy.json'), policy, { mode: 0o644 });
  const running = await start(data, { moreArgs, moreEnv: { REKEY_POLICY_FILE: join(folder, 'policy.json') } });
  onTestFinished(running.close);
  return running;
}

test('the first run shows what is fixed: no sample, the words of the letters, and the address of the server', async () => {
  const policy = { noSampleData: true, signInPlace: 'At reception.', serverAddress: 'office.quill.example' };
  const { page, complaints } = await startUnder(JSON.stringify(policy), undefined, ['--demo']);
  await page.getByText('Sample data is switched off. Your IT has set this.').waitFor();
  expect(await page.getByRole('button', { name: 'Explore with sample data' }).count()).toBe(0);
  const place = page.getByRole('textbox', { name: 'Where people sign in' });
  expect([await place.inputValue(), await place.isEditable()]).toEqual(['At reception.', false]);
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Join your firm on another computer' }).click();
  const address = page.getByRole('textbox', { name: 'Address' });
  expect([await address.inputValue(), await address.isEditable()]).toEqual(['office.quill.example:27443', false]);
  expect(complaints).toEqual([]);
});

test('Settings show what is fixed, and it cannot be changed there', async () => {
  const data = makeTempFolder();
  const { Margaret } = await prepareFirm(data, [['Ruth', 'Vane', 'partner_admin']]);
  const backupFolder = makeTempFolder();
  const { page } = await startUnder(
    JSON.stringify({
      idleLockMinutesAtMost: 5,
      secondApproverRequired: true,
      signInPlace: 'At reception.',
      backupFolder,
    }),
    data,
  );
  await enter(page, Margaret);
  await page.getByRole('link', { name: 'Settings' }).click();
  const directions = page.getByRole('textbox', { name: 'Directions' });
  expect([await directions.inputValue(), await directions.isEditable()]).toEqual(['At reception.', false]);
  const approver = page.getByRole('radiogroup', { name: 'Second approver' });
  expect(await approver.getByRole('radio', { name: /^Needed/ }).isChecked()).toBe(true);
  expect(await approver.getByRole('radio', { name: /^Not needed/ }).isDisabled()).toBe(true);
  await approver.getByText('Your IT has set this. It stays on.').waitFor();
  const minutes = page.getByRole('textbox', { name: 'Minutes until the window locks' });
  expect(await minutes.inputValue()).toBe('5');
  await minutes.fill('20');
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await Margaret.phone.nextCode());
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('At most 5 minutes: your IT has set this.').waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'Back up automatically' }).click();
  await page
    .getByRole('dialog')
    .getByText(/They go into .*rekey-test-.*: your IT has set this\./)
    .waitFor();
  expect(await findViolations(page)).toEqual([]);
});

test('a broken file is said before and after signing in, and what is safe counts', async () => {
  const data = makeTempFolder();
  const { Margaret } = await prepareFirm(data);
  const { page } = await startUnder('{"idleLockMinutes": 5}', data);
  const notice = page.getByText(
    /^The policy file of your IT on this computer cannot be used: it has a setting that Rekey/,
  );
  await notice.waitFor();
  expect(await findViolations(page)).toEqual([]);
  await enter(page, Margaret);
  await page.getByRole('link', { name: 'Settings' }).click();
  await notice.waitFor();
  await page.getByText('From 1 to 10: your IT has set the longest time').waitFor();
});
