// Help > Install an Update from a File, in the real application. The boxes are those of the system, so the test answers them.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeReleaseKey } from '../support/release-key.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, type Running, start } from './application.ts';
import { answerDialogs, openAutomaticBackups } from './back-up.ts';
import { openFirm, prepareFirm } from './prepared-firm.ts';
import { chooseUpdate, download, makeRekeyWithKey, NAME, OLDER } from './updates.ts';

/** @returns a function that lists the copies of packages that are there. */
async function watchCopies(app: Running['app']): Promise<() => readonly string[]> {
  const temporary = await app.evaluate(({ app: rekey }) => rekey.getPath('temp'));
  return () => readdirSync(temporary).filter((name) => name.startsWith('rekey-update-'));
}

test('a changed package, another key, an older package and a link are each refused with a sentence; a genuine one is handed on', async () => {
  const { app, page, close } = await start(makeTempFolder(), { entry: [makeRekeyWithKey()] });
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Create your firm' }).waitFor();
  const refusal = async (file: string): Promise<string> => {
    const seen = await chooseUpdate(app, file, 'OK');
    expect([seen.message, seen.opened]).toEqual(['Nothing was installed.', []]);
    return seen.detail;
  };

  const changed = download();
  appendFileSync(join(changed, NAME), '!');
  expect(await refusal(join(changed, NAME))).toMatch(/^This is not the package that was signed/);
  expect(await refusal(join(download(makeReleaseKey()), NAME))).toMatch(/is not signed by the release key of Rekey/);
  expect(await refusal(join(download(), OLDER))).toMatch(/^This is Rekey 0\.1\.0, which is not newer than /);
  const linked = download();
  renameSync(join(linked, NAME), join(linked, 'real'));
  symlinkSync(join(linked, 'real'), join(linked, NAME));
  expect(await refusal(join(linked, NAME))).toBe('This is a link to a file. Choose the file itself.');

  const copies = await watchCopies(app);
  const before = copies();
  const folder = download();
  const cancelled = await chooseUpdate(app, join(folder, NAME), 'Cancel');
  expect(cancelled.message).toBe('Install Rekey 9.0.0?');
  expect(cancelled.detail).toContain('What changes:\n- Everything is better.');
  expect(cancelled.opened).toEqual([]);
  await expect.poll(copies, { message: 'the copy is removed' }).toEqual(before);
  const closed = app.waitForEvent('close');
  const handed = await chooseUpdate(app, join(folder, NAME), 'Install and Close Rekey');
  const [copy = ''] = handed.opened;
  expect(copy).not.toContain(folder);
  expect(readFileSync(copy, 'utf8')).toBe('the new Rekey');
  await closed;
});

test('a Rekey without a release key installs nothing', async () => {
  const { app, page, close } = await start(makeTempFolder());
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Create your firm' }).waitFor();
  const seen = await chooseUpdate(app, join(download(), NAME), 'OK');
  expect(seen.detail).toMatch(/^This Rekey knows no release key/);
  expect(seen.opened).toEqual([]);
});

test('the policy file names a folder: its newest genuine package is offered; without automatic backups the box says so', async () => {
  const folder = download();
  const policy = join(makeTempFolder(), 'rekey');
  mkdirSync(policy, { mode: 0o755 });
  writeFileSync(join(policy, 'policy.json'), JSON.stringify({ updateFolder: folder }), { mode: 0o644 });
  const data = makeTempFolder();
  await prepareFirm(data);
  const { app, page, close } = await start(data, {
    entry: [makeRekeyWithKey()],
    moreEnv: { REKEY_POLICY_FILE: join(policy, 'policy.json') },
  });
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const offered = await chooseUpdate(app, '', 'Cancel');
  expect([offered.message, offered.opened]).toEqual(['Install Rekey 9.0.0?', []]);
  expect(offered.detail).toContain(`It is from ${folder}.`);
  expect(offered.detail).toContain('Automatic backups are off, so Rekey cannot make a backup by itself.');

  appendFileSync(join(folder, NAME), '!');
  const refused = await chooseUpdate(app, '', 'Cancel');
  expect(refused).toMatchObject({ message: 'Nothing was installed.', opened: [] });
  expect(refused.detail).toMatch(/^This is not the package that was signed/);
  renameSync(join(folder, NAME), join(folder, 'away'));
  expect(await chooseUpdate(app, '', 'Cancel')).toMatchObject({ message: 'There is no newer Rekey.' });
  renameSync(folder, `${folder}-away`);
  expect((await chooseUpdate(app, '', 'Cancel')).detail).toContain('The folder of updates cannot be read');
});

test('with automatic backups, the backup is made before the installer gets the package; where it fails, nobody is hurried on', async () => {
  const data = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(data);
  const stick = makeTempFolder();
  const update = join(download(), NAME);
  const { app, page, close, complaints } = await start(data, { entry: [makeRekeyWithKey()] });
  onTestFinished(close);
  await answerDialogs(app, stick);
  await enter(page, admin);
  const { region, dialog } = await openAutomaticBackups(page, await admin.phone.nextCode());
  await dialog.getByRole('button', { name: 'Back up automatically' }).click();
  await region.getByText(`Every day and when Rekey closes, into ${stick}.`).waitFor();
  const copies = await watchCopies(app);
  const before = copies();

  const cancelled = await chooseUpdate(app, update, 'Cancel', { watched: stick });
  expect(cancelled.detail).toContain('Rekey makes a backup first, into the folder of automatic backups.');
  expect(cancelled.opened).toEqual([]);
  const [[name = '', first] = []] = Object.entries(cancelled.watched);
  expect(name).toMatch(/\.rekey-backup\.age$/);

  renameSync(stick, `${stick}-away`);
  const failed = await chooseUpdate(app, update, 'Install and Close Rekey', { next: 'Cancel' });
  expect(failed).toMatchObject({ message: 'The backup could not be made.', opened: [] });
  await expect.poll(copies, { message: 'the copies are removed' }).toEqual(before);
  renameSync(`${stick}-away`, stick);

  const closed = app.waitForEvent('close');
  const handed = await chooseUpdate(app, update, 'Install and Close Rekey', { watched: stick });
  expect(handed.opened).toEqual([expect.stringMatching(new RegExp(`rekey-update-.*${NAME}$`))]);
  expect(Object.keys(handed.watched)).toEqual([name]);
  expect(handed.watched[name] === first).toBe(false);
  await closed;
  expect(complaints).toEqual([]);
  const { context, close: closeFirm } = await openFirm(data);
  const acts = context.storage.read.all(
    "SELECT action FROM activity WHERE action IN ('backup.failed', 'backup.made_by_plan', 'session.ended') ORDER BY seq",
  );
  closeFirm();
  // The end of the session is on record, too, so Rekey makes another backup while it closes.
  expect(acts.map(({ action }) => action)).toEqual([
    'backup.failed',
    'backup.made_by_plan',
    'session.ended',
    'backup.made_by_plan',
  ]);
});
