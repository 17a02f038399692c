// A program with the file gives one user's sign-in data to another, or writes its own. What it writes opens nothing, and
// the record says so.
import { createHash } from 'node:crypto';
import type BetterSqlite3 from 'better-sqlite3';
import { beforeEach, expect, test } from 'vitest';
import { toKitCode } from '../../../main/domain/recovery-kit.ts';
import { createFixture, type Fixture, type Person } from '../../support/fixture.ts';
import { type OpenDoor, openDoor } from '../../support/open-door.ts';
import { editFile } from '../../support/place.ts';
import { createInstantHasher } from '../../support/seeded.ts';

const WINDOW = 7;
let fixture: Fixture;
let open: OpenDoor;
let admin: Person;
/** Has an account of their own, and a program with the file. */
let mallory: Person;

beforeEach(async () => {
  const passwords = createInstantHasher();
  fixture = createFixture({ passwords });
  admin = await fixture.addPerson({ role: 'partner_admin' });
  mallory = await fixture.addPerson({ role: 'client_ops' });
  open = openDoor(fixture);
});

const edit = (work: (db: BetterSqlite3.Database) => void): void => editFile(fixture.file, work);
const altered = (): unknown[] =>
  fixture.read
    .all("SELECT target_id, detail FROM activity WHERE action = 'credential.altered'")
    .map(({ target_id, detail }) => [target_id, JSON.parse(String(detail))]);
const alerts = (): unknown[] => fixture.read.all("SELECT subject_id FROM alerts WHERE kind = 'record_altered'");

/** Sets the columns of the administrator's row to those of Mallory's. */
const copyRow = (table: string, columns: readonly string[]): void =>
  edit((db) =>
    db
      .prepare(
        `UPDATE ${table} SET ${columns.map((column) => `${column} = m.${column}`).join(', ')}
         FROM (SELECT * FROM ${table} WHERE user_id = :from) m WHERE ${table}.user_id = :to`,
      )
      .run({ from: mallory.id, to: admin.id }),
  );

async function changePassword(person: Person, password: string): Promise<void> {
  await open.signIn(WINDOW, person);
  await open.ask(WINDOW, 'account.changePassword', { currentPassword: person.password, password });
  await open.ask(WINDOW, 'session.signOut', {});
}

test('a password that is copied to another user, with its time, opens nothing', async () => {
  const password = 'mallory-knows-this-one';
  await changePassword(mallory, password);
  copyRow('passwords', ['hash', 'set_at']);
  expect((await open.refusal(WINDOW, 'session.signIn', { email: admin.email, password })).code).toBe(
    'wrong_credentials',
  );
  expect((await open.refusal(WINDOW, 'session.signIn', { email: admin.email, password })).code).toBe(
    'wrong_credentials',
  );
  // Recorded once, and shown.
  expect(altered()).toEqual([[admin.id, { credential: 'password' }]]);
  expect(alerts()).toEqual([{ subject_id: admin.id }]);
});

test('an older password of the same user, put back with a newer time, opens nothing', async () => {
  const old = fixture.read.get('SELECT hash FROM passwords WHERE user_id = :id', { id: admin.id })?.['hash'];
  await changePassword(admin, 'the-one-that-counts-now');
  edit((db) => db.prepare('UPDATE passwords SET hash = :old WHERE user_id = :id').run({ old, id: admin.id }));
  const { code } = await open.refusal(WINDOW, 'session.signIn', { email: admin.email, password: admin.password });
  expect(code).toBe('wrong_credentials');
});

test('an authenticator that is given to another user opens nothing', async () => {
  for (const columns of [['sealed_secret'], ['sealed_secret', 'id']]) {
    edit((db) => {
      if (columns.length === 2)
        db.prepare('UPDATE authenticators SET id = :id WHERE user_id = :user').run({ id: 'spare', user: admin.id });
    });
    const from = fixture.read.get('SELECT id, sealed_secret FROM authenticators WHERE user_id = :id', {
      id: mallory.id,
    });
    edit((db) => {
      if (columns.length === 2) db.prepare('DELETE FROM authenticators WHERE user_id = ?').run(mallory.id);
      db.prepare(
        `UPDATE authenticators SET ${columns.map((column) => `${column} = :${column}`).join(', ')} WHERE user_id = :user`,
      ).run({
        ...from,
        user: admin.id,
      });
    });
    await open.ask(WINDOW, 'session.signIn', { email: admin.email, password: admin.password });
    const code = fixture.nextCode(mallory);
    expect((await open.refusal(WINDOW, 'session.verifyCode', { code })).code).toBe('wrong_code');
    await open.ask(WINDOW, 'session.cancel', {});
  }
  expect(altered()).toEqual([[admin.id, { credential: 'authenticator' }]]);
  expect(alerts()).toEqual([{ subject_id: admin.id }]);
});

test('recovery codes that are copied to another user, or made by hand, open nothing', async () => {
  const attempt = async (recoveryCode: string): Promise<string> => {
    await open.ask(WINDOW, 'session.signIn', { email: admin.email, password: admin.password });
    const { code } = await open.refusal(WINDOW, 'session.useRecoveryCode', { recoveryCode });
    await open.ask(WINDOW, 'session.cancel', {});
    return code;
  };
  const code = mallory.recoveryCodes[0] ?? '';
  copyRow('recovery_code_sets', ['salt']);
  edit((db) => {
    db.prepare('DELETE FROM recovery_codes WHERE user_id = ?').run(admin.id);
    db.prepare('INSERT INTO recovery_codes SELECT ?, hash, NULL FROM recovery_codes WHERE user_id = ?').run(
      admin.id,
      mallory.id,
    );
  });
  expect(await attempt(code)).toBe('wrong_recovery_code');
  const salt = new Uint8Array(16);
  const hash = await fixture.context.passwords.hashCode(code, salt);
  edit((db) => {
    db.prepare('UPDATE recovery_code_sets SET salt = :salt WHERE user_id = :id').run({ salt, id: admin.id });
    db.prepare('INSERT INTO recovery_codes (user_id, hash) VALUES (:id, :hash)').run({ hash, id: admin.id });
  });
  expect(await attempt(code)).toBe('wrong_recovery_code');
});

test('a recovery kit that is made by hand opens nothing', async () => {
  const code = toKitCode(new Uint8Array(20).fill(7));
  const salt = new Uint8Array(16);
  const hash = createHash('sha256').update(salt).update(code).digest();
  edit((db) => db.prepare('UPDATE recovery_kit SET salt = :salt, hash = :hash').run({ salt, hash }));
  const refusal = await open.refusal(WINDOW, 'session.useRecoveryKit', { email: admin.email, code });
  expect(refusal.code).toBe('wrong_recovery_kit');
});

test('an open session that is given to another user ends', async () => {
  await open.signIn(WINDOW, mallory);
  edit((db) => db.prepare('UPDATE sessions SET user_id = ? WHERE user_id = ?').run(admin.id, mallory.id));
  expect(await open.screen(WINDOW)).toBe('sign_in');
});
