// Help > Install an Update from a File, in the real application. The boxes are those of the system, so the test answers them.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeReleaseKey } from '../support/release-key.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { start } from './application.ts';
import { prepareFirm } from './prepared-firm.ts';
import { chooseUpdate, download, makeRekeyWithKey, NAME, OLDER } from './updates.ts';

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

  const temporary = await app.evaluate(({ app: rekey }) => rekey.getPath('temp'));
  const copies = () => readdirSync(temporary).filter((name) => name.startsWith('rekey-update-'));
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
