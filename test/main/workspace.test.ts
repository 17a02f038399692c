// Opening a firm’s folder: database and data key belong together, and only desktops come back to sessions after a restart.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { chainHash, FIRST_PREVIOUS_HASH } from '../../main/domain/activity-chain.ts';
import { sha256 } from '../../main/services/act/record-activity.ts';
import { isSealGood } from '../../main/services/act/record-seal.ts';
import { SIGNED_OUT } from '../../main/services/act/visit.ts';
import { countResets } from '../../main/services/firm/count-resets.ts';
import { fillSampleFirm, listSamplePeople, SAMPLE_PASSWORD } from '../../main/services/firm/sample-firm.ts';
import { readUnprovedEnd } from '../../main/storage/files/anchor.ts';
import type { KeyStore } from '../../main/storage/files/data-key.ts';
import { iterateActivity } from '../../main/storage/tables/activity.ts';
import { insertDesktop } from '../../main/storage/tables/desktops.ts';
import { insertSession, markPresence } from '../../main/storage/tables/sessions.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import { giveMissingStandby } from '../support/missing-standby.ts';
import { makePlace, note } from '../support/place.ts';
import { createTestClock, DAY } from '../support/seeded.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const keyStore: KeyStore = {
  isAvailable: async () => false,
  wrap: () => Promise.reject(new Error('none')),
  unwrap: () => Promise.reject(new Error('none')),
};
const clock = createTestClock();
const open = (folder: string): Promise<Workspace> =>
  openWorkspace(folder, {
    keyStore,
    clock,
    appVersion: '0.0.0-test',
    isSample: true,
    anchorFile: `${folder}-anchor.json`,
  });

async function makeSample(): Promise<string> {
  const folder = join(makeTempFolder(), 'firm');
  const workspace = await open(folder);
  await fillSampleFirm(workspace.context);
  workspace.close();
  return folder;
}

describe('a workspace', () => {
  test('is created where there is none, only this account can read it, and it opens again', async () => {
    const folder = join(makeTempFolder(), 'firm');
    (await open(folder)).close();
    expect(readdirSync(folder).sort()).toEqual(['data-key.json', 'rekey.db']);
    if (process.platform !== 'win32') expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
    const again = await open(folder);
    expect(again.keyProtection).toBe('file_only');
    again.close();
  });
  test('has in its anchor what a missing standby does not have only once it is back', async () => {
    const place = makePlace();
    const workspace = await place.open();
    note(workspace, 2);
    const anchored = (): number => readUnprovedEnd(place.anchorFile)?.seq ?? 0;
    await vi.waitFor(() => expect(anchored()).toBe(2));
    const standby = giveMissingStandby(workspace.context.storage);
    note(workspace, 3);
    workspace.recordWatch.lookAtEnd();
    expect(anchored()).toBe(2);
    standby.become({ isInStep: true });
    workspace.recordWatch.lookAtEnd();
    await vi.waitFor(() => expect(anchored()).toBe(5));
    workspace.close();
  });
  test('keeps no half of a key or an anchor that a killed process was writing', async () => {
    const folder = join(makeTempFolder(), 'firm');
    (await open(folder)).close();
    const halves = [
      `${join(folder, 'data-key.json')}.new`,
      `${folder}-anchor.json.new`,
      `${folder}-anchor.json.next`,
      join(folder, '../last-backup.json.new'),
    ];
    for (const half of halves) writeFileSync(half, '{"version":1,"prot');
    (await open(folder)).close();
    expect(halves.filter((half) => existsSync(half))).toEqual([]);
  });
  test('ends sessions that a killed process left open', async () => {
    const folder = await makeSample();
    const first = await open(folder);
    first.context.storage.transaction((tx) =>
      insertSession(tx, {
        id: 'left open',
        userId: 1 as never,
        startedAt: clock.now(),
        expiresAt: clock.now() + 1000,
        startedWith: 'code',
      }),
    );
    first.close();
    const second = await open(folder);
    expect(second.context.storage.read.all('SELECT ended_at, ended_because FROM sessions')).toEqual([
      { ended_at: clock.now(), ended_because: 'application_closed' },
    ]);
    second.close();
  });
  test.each([
    ['fits its anchor', () => undefined, null],
    [
      'does not, because an older file was put back',
      (folder: string) => writeFileSync(`${folder}-anchor.json`, '{}'),
      'application_closed',
    ],
  ])('keeps a session at a desktop for its window where the record %s', async (_what, between, ended) => {
    const folder = await makeSample();
    const first = await open(folder);
    const session = { id: 'at a desktop', userId: 1 as never, startedAt: clock.now(), startedWith: 'code' } as const;
    first.context.storage.transaction((tx) => {
      tx.run('UPDATE clock SET high_water = :now', { now: clock.now() });
      const validUntil = clock.now() + DAY;
      const desktopId = insertDesktop(tx, { name: 'A', since: 0, validUntil, keyMac: new Uint8Array([1]) });
      insertSession(tx, { ...session, expiresAt: validUntil }, { desktopId, windowMac: new Uint8Array([2]) });
      markPresence(tx, session.id, clock.now());
    });
    first.close();
    between(folder);
    const second = await open(folder);
    const found = second.context.storage.read.get('SELECT ended_because, presence_at, waits_since FROM sessions');
    expect(found).toMatchObject(
      ended === null ? { ended_because: null, presence_at: null, waits_since: clock.now() } : { ended_because: ended },
    );
    second.close();
  });
  test('without its data key is refused, and no new key is created', async () => {
    const folder = await makeSample();
    rmSync(join(folder, 'data-key.json'));
    await expect(open(folder)).rejects.toMatchObject({ name: 'DataKeyProblem', kind: 'missing' });
    expect(existsSync(join(folder, 'data-key.json'))).toBe(false);
  });
  test('with the data key of another firm is refused and stays unchanged', async () => {
    const folder = await makeSample();
    const other = await makeSample();
    copyFileSync(join(other, 'data-key.json'), join(folder, 'data-key.json'));
    const before = readFileSync(join(folder, 'rekey.db'));
    await expect(open(folder)).rejects.toMatchObject({ name: 'DataKeyProblem', kind: 'unreadable' });
    expect(readFileSync(join(folder, 'rekey.db')).equals(before)).toBe(true);
  });
});

describe('the sample firm', () => {
  test('shows its people with passwords and current codes; a real firm never does', async () => {
    const folder = await makeSample();
    const { context, close } = await open(folder);
    const panel = listSamplePeople(context, SIGNED_OUT, '');
    expect(panel.password).toBe(SAMPLE_PASSWORD);
    expect(panel.people).toHaveLength(8);
    expect(panel.people.find((person) => person.role === 'partner_admin')?.code).toMatch(/^[0-9]{6}$/);
    expect(panel.secondsLeft).toBeGreaterThan(0);
    expect(panel.secondsLeft).toBeLessThanOrEqual(30);
    context.storage.transaction((tx) => tx.run('UPDATE firm SET is_sample = 0'));
    expect(() => listSamplePeople(context, SIGNED_OUT, '')).toThrow('not a sample');
    close();
  });
  test('has a record of each reset that its accounts show, and a chain that fits', async () => {
    const { context, close } = await open(await makeSample());
    const { read } = context.storage;
    const recent = read.get('SELECT count(*) AS n FROM users WHERE last_reset_at > :since', {
      since: clock.now() - 30 * DAY,
    });
    const { total } = countResets(read, clock.now());
    const recorded = read.get("SELECT count(*) AS n FROM activity WHERE action = 'two_factor.reset' AND at > :since", {
      since: clock.now() - 30 * DAY,
    });
    expect(recorded).toEqual(recent);
    expect(total).toBeGreaterThan(Number(recent?.['n']));
    let before = { seq: 0, hash: FIRST_PREVIOUS_HASH };
    for (const { hash, ...record } of iterateActivity(read)) {
      expect([record.seq, hash]).toEqual([before.seq + 1, chainHash(sha256, before.hash, record)]);
      before = { seq: record.seq, hash };
    }
    expect(isSealGood(context, read)).toBe(true);
    close();
  });
  test('is filled only once', async () => {
    const folder = await makeSample();
    const { context, close } = await open(folder);
    await fillSampleFirm(context);
    expect(context.storage.read.get('SELECT count(*) AS n FROM users')).toEqual({ n: 250 });
    close();
  });
});
