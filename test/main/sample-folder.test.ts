// The live codes of a real firm never come through the sample: its folder, copied to the sample's, does not open there.
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { setAsideUnlessSample } from '../../main/sample-folder.ts';
import { SIGNED_OUT } from '../../main/services/act/visit.ts';
import { fillSampleFirm, listSamplePeople } from '../../main/services/firm/sample-firm.ts';
import type { KeyStore } from '../../main/storage/files/data-key.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import { createTestClock } from '../support/seeded.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const clock = createTestClock();
const none = (): Promise<never> => Promise.reject(new Error('none'));
const FILE_ONLY: KeyStore = { isAvailable: async () => false, wrap: none, unwrap: none };
/** Like the system's: it opens for this account whatever Rekey asks for. */
const WRAPPING: KeyStore = {
  isAvailable: async () => true,
  wrap: async (text) => Buffer.from(`wrapped ${text}`),
  unwrap: async (wrapped) => Buffer.from(wrapped).toString().replace('wrapped ', ''),
};

const openAs = (folder: string, isSample: boolean, keyStore: KeyStore): Promise<Workspace> =>
  openWorkspace(folder, { keyStore, clock, appVersion: 'test', isSample, anchorFile: join(folder, 'anchor.json') });

/** A real firm with living authenticators, whose database says that it is a sample. */
async function makeFirm(root: string, keyStore: KeyStore): Promise<string> {
  const folder = join(root, 'firm');
  const workspace = await openAs(folder, false, keyStore);
  await fillSampleFirm(workspace.context);
  workspace.close();
  return folder;
}

test('a real firm copied to the sample folder does not open there, whatever its key file says', async () => {
  for (const keyStore of [FILE_ONLY, WRAPPING]) {
    const root = makeTempFolder();
    const firm = await makeFirm(root, keyStore);
    const sample = join(root, 'sample');
    cpSync(firm, sample, { recursive: true });
    const unreadable = { name: 'DataKeyProblem', kind: 'unreadable' };
    await expect(openAs(sample, true, keyStore)).rejects.toMatchObject(unreadable);
    // The attacker says that the key is a sample's. Its content, wrapped or not, leads to another key.
    const keyFile = join(sample, 'data-key.json');
    writeFileSync(keyFile, JSON.stringify({ ...JSON.parse(readFileSync(keyFile, 'utf8')), protection: 'sample' }));
    await expect(openAs(sample, true, keyStore)).rejects.toMatchObject(unreadable);
  }
});

test('a real database beside the key of a sample shows no code', async () => {
  const root = makeTempFolder();
  const firm = await makeFirm(root, FILE_ONLY);
  const sample = join(root, 'sample');
  const own = await openAs(sample, true, FILE_ONLY);
  await fillSampleFirm(own.context);
  own.close();
  // One row that opens under the sample's key gets past the check at the start.
  const mine = new BetterSqlite3(join(sample, 'rekey.db'));
  const first = mine
    .prepare('SELECT id, sealed_secret AS sealed FROM authenticators ORDER BY user_id LIMIT 1')
    .get() as {
    id: string;
    sealed: Buffer;
  };
  mine.close();
  copyFileSync(join(firm, 'rekey.db'), join(sample, 'rekey.db'));
  rmSync(join(sample, 'anchor.json'));
  const theirs = new BetterSqlite3(join(sample, 'rekey.db'));
  theirs
    .prepare(
      'UPDATE authenticators SET id = ?, sealed_secret = ? WHERE user_id = (SELECT min(user_id) FROM authenticators)',
    )
    .run(first.id, first.sealed);
  theirs.close();
  const opened = await openAs(sample, true, FILE_ONLY);
  const { people } = listSamplePeople(opened.context, SIGNED_OUT, '');
  // The one that was planted is the sample's own.
  expect(people.length).toBeGreaterThan(1);
  expect(people.filter(({ code }) => code !== null)).toHaveLength(1);
  opened.close();
});

test('a sample does not open as a firm', async () => {
  const root = makeTempFolder();
  const sample = join(root, 'sample');
  const own = await openAs(sample, true, FILE_ONLY);
  await fillSampleFirm(own.context);
  own.close();
  await expect(openAs(sample, false, FILE_ONLY)).rejects.toMatchObject({ name: 'DataKeyProblem', kind: 'unreadable' });
});

test('the key of a sample is never wrapped', async () => {
  const sample = join(makeTempFolder(), 'sample');
  const opened = await openAs(sample, true, WRAPPING);
  opened.close();
  expect(JSON.parse(readFileSync(join(sample, 'data-key.json'), 'utf8'))).toMatchObject({ protection: 'sample' });
});

test('what is in the sample folder and is no sample is moved aside, and a new sample is made', async () => {
  const root = makeTempFolder();
  const firm = await makeFirm(root, FILE_ONLY);
  const sample = join(root, 'sample');
  cpSync(firm, sample, { recursive: true });
  setAsideUnlessSample(sample);
  expect(readdirSync(root).sort()).toEqual(['firm', 'sample-set-aside-1']);
  const fresh = await openAs(sample, true, FILE_ONLY);
  await fillSampleFirm(fresh.context);
  fresh.close();
  setAsideUnlessSample(sample);
  expect(existsSync(join(sample, 'rekey.db'))).toBe(true);
  rmSync(join(sample, 'rekey.db')); // leaving the sample was killed in the middle
  setAsideUnlessSample(sample);
  expect(readdirSync(root).sort()).toEqual(['firm', 'sample-set-aside-1', 'sample-set-aside-2']);
  setAsideUnlessSample(sample);
});
