// An import in the real application: a spreadsheet of twelve rows with the faults that such files have is matched, tried and
// carried out, and a person of it activates the account. What was exported is imported again with nothing to change.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { REQUEST_CHANNEL } from '../../preload/channels.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, signOut, start } from './application.ts';
import { findViolations } from './axe.ts';
import { prepareFirm } from './prepared-firm.ts';

/** As a spreadsheet of western Europe saves it: Windows-1252, semicolons, a cell with a line break. */
const spreadsheet = (ownEmail: string, knownEmail: string): Buffer =>
  Buffer.from(
    [
      'Nachname;E-Mail;First name;Mobile;Role;Client',
      'M\xfcller;zoe@bluewater.example;Zo\xeb;020 7946 0111;client admin;Bluewater Marine',
      'Costa; INES@bluewater.example ;Ines;;Client Ops;Bluewater Marine',
      'Weber;jonas@cedar.example;Jonas;;Client Ops;"Bluewater Marine\nCedar Lane"',
      'Costa;ines@bluewater.example;Ines;;Client Ops;Bluewater Marine',
      'Nair;priya at cedar.example;Priya;;Client Ops;Cedar Lane',
      ';;;;;',
      'Fox;lena@bluewater.example;Lena;4,42E+11;Client Ops;Bluewater Marine',
      'Boyd;max@bluewater.example;Max;;Office manager;Bluewater Marine',
      'Kim;ruth@bluewater.example;Ruth;;Client Ops;',
      `Ashworth;${ownEmail};Maggie;;;`,
      `Moreau-Klein;${knownEmail};Tomasz;;;`,
      'Stone;=cmd|x@bluewater.example;Eve;;Partner Admin;All clients',
    ].join('\r\n'),
    'latin1',
  );

/** The person chooses this file to open, and saves to that one. */
const answerDialogs = (app: ElectronApplication, open: string, save: string): Promise<void> =>
  app.evaluate(
    ({ dialog }, [openPath, savePath]) => {
      Object.assign(dialog, {
        showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [openPath] }),
        showSaveDialog: () => Promise.resolve({ canceled: false, filePath: savePath }),
      });
    },
    [open, save] as const,
  );

test('a spreadsheet with the usual faults is imported, a person of it activates, and an export changes nothing', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Tomasz: known } = await prepareFirm(folder);
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  const files = makeTempFolder();
  const [list, saved] = [join(files, 'people.csv'), join(files, 'saved.csv')];
  writeFileSync(list, spreadsheet(admin.email, known.email));
  await answerDialogs(app, list, saved);
  await page.getByRole('link', { name: 'Client & User Management' }).click();
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('button', { name: 'Import people' }).click();
  const dialog = page.getByRole('dialog');
  await page.getByRole('heading', { name: 'Import people' }).waitFor();
  await dialog.getByRole('button', { name: 'Choose a file' }).click();

  await page.getByRole('heading', { name: 'Match the columns' }).waitFor();
  await dialog.getByText('Müller', { exact: true }).waitFor();
  // A heading in another language is matched by hand.
  const surname = dialog.getByRole('combobox', { name: 'Nachname holds' });
  await expect.poll(() => surname.inputValue()).toBe('');
  await surname.selectOption('Last name');
  await dialog.getByRole('checkbox', { name: 'Name', exact: true }).check();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Dry run' }).click();

  await page.getByRole('heading', { name: 'Dry run' }).waitFor();
  const table = dialog.getByRole('table', { name: 'Dry run' });
  await table.getByRole('columnheader', { name: 'What will happen' }).waitFor();
  await table.getByRole('row', { name: /Moreau-Klein.*Update.*Name/ }).waitFor();
  await table.getByRole('row', { name: /Priya Nair.*Refused.*Enter a valid email address/ }).waitFor();
  await table.getByRole('row', { name: /Lena Fox.*Refused.*is no phone number/ }).waitFor();
  await table.getByRole('row', { name: /Maggie Ashworth.*Refused.*This is your own account/ }).waitFor();
  await table.getByRole('row', { name: /Jonas Weber.*Refused.*There is no client “Cedar Lane”/ }).waitFor();
  await dialog.getByRole('button', { name: 'Make 1 client' }).click();
  await table.getByRole('row', { name: /Jonas Weber.*Invite/ }).waitFor();
  await dialog.getByRole('button', { name: /^Refused \d/ }).click();
  await expect.poll(() => table.getByRole('row', { name: /Jonas Weber/ }).count()).toBe(0);
  await dialog.getByRole('button', { name: 'Save the refused rows' }).click();
  await expect.poll(() => readdirSync(files)).toContain('saved.csv');
  expect(readFileSync(saved, 'utf8')).toContain('There is no role “Office manager”, only');
  await expect.poll(() => findViolations(page)).toEqual([]);

  await dialog.getByRole('button', { name: /^Import 5 people$/ }).click();
  await dialog.getByText('Say briefly what this list is').waitFor();
  await dialog.getByRole('textbox', { name: 'Statement' }).fill('The people of Bluewater');
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await dialog.getByRole('button', { name: /^Import 5 people$/ }).click();
  await dialog.getByText('4 people are invited, 1 person is updated.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save activation codes' }).click();
  await dialog.getByText('The file is now the only place').waitFor();
  expect(statSync(saved).mode & 0o777).toBe(0o600);
  const [, code = ''] = /zoe@bluewater\.example,([0-9A-Z-]{19}),/.exec(readFileSync(saved, 'utf8')) ?? [];
  await dialog.getByRole('button', { name: 'Done' }).click();

  // What Rekey exports of them, it finds unchanged.
  await page.getByRole('button', { name: 'Export' }).click();
  await dialog.getByRole('button', { name: 'Export' }).click();
  await page.getByText(/rows are saved/).waitFor();
  await answerDialogs(app, saved, list);
  await page.getByRole('button', { name: 'Import people' }).click();
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  for (const column of ['Name', 'Number on file', 'Role', 'Clients'])
    await dialog.getByRole('checkbox', { name: column, exact: true }).check();
  await dialog.getByRole('button', { name: 'Dry run' }).click();
  await dialog.getByText(/^Nothing would be changed\. 10 rows are the same already\.$/).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await signOut(page);
  await page.getByRole('button', { name: 'Activate your account' }).click();
  await page.getByRole('textbox', { name: 'Email' }).fill('zoe@bluewater.example');
  await page.getByRole('textbox', { name: 'Activation code' }).fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect.poll(() => page.getByRole('textbox', { name: 'Last name' }).inputValue()).toBe('Müller');
});

test('a list of clients is imported, the window shows them, and what was exported changes nothing', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  const files = makeTempFolder();
  const [list, saved] = [join(files, 'clients.csv'), join(files, 'saved.csv')];
  const rows = ['Company;Legal form;Software', 'Cedar Lane;sole trader;', 'bluewater marine;Trust;', 'Elm;Club;'];
  writeFileSync(list, rows.join('\r\n'));
  await answerDialogs(app, list, saved);
  await page.getByRole('link', { name: 'Client & User Management' }).click();
  await page.getByRole('tab', { name: 'Clients' }).click();
  await page.getByRole('button', { name: 'Import clients' }).click();
  const dialog = page.getByRole('dialog');
  await page.getByRole('heading', { name: 'Import clients' }).waitFor();
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await page.getByRole('heading', { name: 'Match the columns' }).waitFor();
  await dialog.getByRole('checkbox', { name: 'Type', exact: true }).check();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Dry run' }).click();
  await dialog.getByText('1 client will be added, 1 client will be updated.').waitFor();
  const table = dialog.getByRole('table', { name: 'Dry run' });
  await table.getByRole('row', { name: /Cedar Lane.*Add/ }).waitFor();
  await table.getByRole('row', { name: /bluewater marine.*Update.*Type/ }).waitFor();
  await table.getByRole('row', { name: /Elm.*Refused.*There is no type “Club”/ }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('textbox', { name: 'Statement' }).fill('The clients of the new office');
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await dialog.getByRole('button', { name: 'Import 2 clients' }).click();
  await dialog.getByText('1 client is added, 1 client is updated.').waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('row', { name: /Cedar Lane.*Sole trader/ }).waitFor();
  await page.getByRole('row', { name: /Bluewater Marine.*Trust/ }).waitFor();

  await page.getByRole('button', { name: 'Export' }).click();
  await dialog.getByRole('button', { name: 'Export' }).click();
  await page.getByText(/rows are saved/).waitFor();
  await answerDialogs(app, saved, list);
  await page.getByRole('button', { name: 'Import clients' }).click();
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  for (const column of ['Type', 'Accounting software'])
    await dialog.getByRole('checkbox', { name: column, exact: true }).check();
  await dialog.getByRole('button', { name: 'Dry run' }).click();
  await dialog.getByText(/^Nothing would be changed\. 2 rows are the same already\.$/).waitFor();
});

/** The import is carried out, and the window hears only that it was done before. */
const loseAnswers = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ ipcMain }, channel) => {
    type Answer = (event: unknown, name: string, input: string) => Promise<string>;
    const { _invokeHandlers: handlers } = ipcMain as unknown as { readonly _invokeHandlers: Map<string, Answer> };
    const answer = handlers.get(channel);
    handlers.set(channel, async (event, name, input) => {
      const reply = (await answer?.(event, name, input)) ?? '';
      const failure = { code: 'done_before', at: Date.now() };
      return name === 'imports.start' ? JSON.stringify({ ok: false, failure }) : reply;
    });
  }, REQUEST_CHANNEL);

test('an import whose answer was lost offers its codes, and then the next file', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  const files = makeTempFolder();
  const [list, saved] = [join(files, 'people.csv'), join(files, 'saved.csv')];
  writeFileSync(list, 'Email,Role\nzoe@new.example,Partner Ops\nmax@new.example,Partner Ops\n');
  await answerDialogs(app, list, saved);
  await loseAnswers(app);
  await page.getByRole('link', { name: 'Client & User Management' }).click();
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('button', { name: 'Import people' }).click();
  const dialog = page.getByRole('dialog');
  const choose = dialog.getByRole('button', { name: 'Choose a file' });
  await choose.click();
  await dialog.getByRole('button', { name: 'Dry run' }).click();
  await dialog.getByRole('textbox', { name: 'Statement' }).fill('Our own people');
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await dialog.getByRole('button', { name: 'Import 2 people' }).click();

  await dialog.getByText('2 activation codes of your last import are not saved.').waitFor();
  await dialog.getByText(/^This was done at /).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  expect(await dialog.getByRole('button', { name: /^(Import|Back)/ }).count()).toBe(0);
  await dialog.getByRole('button', { name: 'Save activation codes' }).click();
  await choose.waitFor();
  expect(readFileSync(saved, 'utf8')).toMatch(/zoe@new\.example,[0-9A-Z-]{19},[\s\S]*max@new\.example,/);
  await expect.poll(() => choose.evaluate((button) => button === document.activeElement)).toBe(true);

  // The same list again: nothing is left to do, and what was written is not offered for it.
  await choose.click();
  await dialog.getByRole('button', { name: 'Dry run' }).click();
  await dialog.getByText(/^Nothing would be changed/).waitFor();
  expect(await dialog.getByRole('textbox', { name: 'Statement' }).count()).toBe(0);
});
