// What acts remove does not stay in the files around the database.
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openSnapshot } from '../../../main/storage/engine/open-database.ts';
import { removeOldUpgradeCopies } from '../../../main/storage/files/upgrade-copies.ts';
import { getAuthenticator } from '../../../main/storage/tables/authenticators.ts';
import { createFixture, type Fixture, type Person } from '../../support/fixture.ts';
import { openDoor } from '../../support/open-door.ts';
import { DAY } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

interface ResetFirm {
  readonly fixture: Fixture;
  readonly sealed: Uint8Array;
  reset(): Promise<void>;
}

async function prepare(): Promise<ResetFirm> {
  const fixture = createFixture();
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const user = await fixture.addPerson({ role: 'client_ops', clients: [fixture.addClient('Alder')] });
  const sealed = getAuthenticator(fixture.read, user.id)?.sealedSecret;
  if (sealed === undefined) throw new Error('there is no authenticator');
  const door = openDoor(fixture);
  await door.signIn(1, admin);
  return { fixture, sealed, reset: () => resetIn(fixture, door, admin, user) };
}

async function resetIn(
  fixture: Fixture,
  door: ReturnType<typeof openDoor>,
  admin: Person,
  user: Person,
): Promise<void> {
  const done = await door.ask(1, 'users.resetTwoFactor', {
    note: '',
    identityCheck: 'in_person',
    vouchedBy: '',
    userId: user.id,
    version: fixture.user(user).version,
    mode: 'revoke_now',
    reason: 'lost_phone',
    code: fixture.nextCode(admin),
  });
  expect(done.outcome).toBe('done');
}

/** The files of the database that hold these bytes. */
const holdersOf = ({ file }: Fixture, bytes: Uint8Array): string[] =>
  ['', '-wal', '-journal'].filter(
    (part) => existsSync(file + part) && readFileSync(file + part).includes(Buffer.from(bytes)),
  );

async function waitUntil(isTrue: () => boolean, ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms && !isTrue(); waited += 100) await delay(100);
  return isTrue();
}

test('soon after a reset, the sealed secret is in no file of the database', async () => {
  const { fixture, sealed, reset } = await prepare();
  await reset();
  expect(holdersOf(fixture, sealed)).not.toEqual([]);
  expect(await waitUntil(() => holdersOf(fixture, sealed).length === 0, 5000)).toBe(true);
  expect(statSync(`${fixture.file}-wal`).size).toBe(0);
});

test('that holds while commits never pause', async () => {
  const { fixture, sealed, reset } = await prepare();
  await reset();
  const started = performance.now();
  let isClean = false;
  while (!isClean && performance.now() - started < 15_000) {
    fixture.context.storage.transaction((tx) => tx.run('UPDATE clock SET high_water = high_water + 1'));
    await delay(50);
    isClean = holdersOf(fixture, sealed).length === 0;
  }
  expect(isClean).toBe(true);
});

test('a reader of the log delays that, stops no act, and does not prevent it', async () => {
  const { fixture, sealed, reset } = await prepare();
  const snapshot = openSnapshot(fixture.file);
  await reset();
  await delay(1500);
  expect(holdersOf(fixture, sealed)).not.toEqual([]);
  const before = performance.now();
  fixture.context.storage.transaction((tx) => tx.run('UPDATE clock SET high_water = 5'));
  await delay(1500);
  // One more commit and one more attempt: neither has waited for the reader, which would take two seconds.
  expect(performance.now() - before).toBeLessThan(3000);
  snapshot.close();
  expect(await waitUntil(() => holdersOf(fixture, sealed).length === 0, 5000)).toBe(true);
});

test('the copy of an upgrade is removed after 30 days by the latest time that the computer has shown', () => {
  const file = `${makeTempFolder()}/rekey.db`;
  const copyOf = (schema: number): string => `${file}.before-upgrade-from-${schema}`;
  const [old, young, ahead] = [copyOf(1), copyOf(2), copyOf(3)];
  const now = Date.UTC(2026, 10, 29);
  const make = (copy: string, at: number): void => {
    writeFileSync(copy, 'copy');
    utimesSync(copy, at / 1000, at / 1000);
  };
  make(file, now - 400 * DAY);
  make(old, now - 30 * DAY);
  make(young, now - 29 * DAY);
  make(ahead, now + 400 * DAY);
  removeOldUpgradeCopies(file, now);
  expect([file, old, young, ahead].map((one) => existsSync(one))).toEqual([true, false, true, true]);
  // The copy was made while the clock was ahead: its 30 days count from now.
  removeOldUpgradeCopies(file, now + 30 * DAY);
  expect([file, young, ahead].map((one) => existsSync(one))).toEqual([true, false, false]);
});
