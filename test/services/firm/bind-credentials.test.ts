// A file of the schema before: its credentials name nobody. The first start binds them to their users, once.

import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { CODE_BYTES, toCodeText } from '../../../main/domain/code-text.ts';
import { codeAtStep, stepAt } from '../../../main/domain/two-factor.ts';
import { createFirm } from '../../../main/services/firm/create-firm.ts';
import { createPasswordHasher, PASSWORD_COST } from '../../../main/services/secrets/password-hasher.ts';
import { createSecretBox } from '../../../main/services/secrets/secret-box.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { useRecoveryKit as enterRecoveryKit } from '../../../main/services/sign-in/use-recovery-kit.ts';
import { MIGRATIONS } from '../../../main/storage/engine/migrate.ts';
import type { Workspace } from '../../../main/workspace.ts';
import { PASSWORD, visitAt } from '../../support/fixture.ts';
import { makePlace, note, type Place } from '../../support/place.ts';
import { createCheapHasher, DAY } from '../../support/seeded.ts';

const EMAIL = 'ann@quill.example';
const KIT = 'K1TT-0000-1111-2222-3333-4444-5555-6666';
const CODE = toCodeText(new Uint8Array(CODE_BYTES).fill(7));
const secret = randomBytes(20);

/** The file and the key of an older version with one Partner Admin and one record. It had no anchor before schema 3. */
async function makeOldFirm(schema: 2 | 3 = 3): Promise<Place> {
  const place = makePlace();
  (await place.open()).close();
  const { key } = JSON.parse(readFileSync(keyFileOf(place), 'utf8')) as { key: string };
  const box = createSecretBox(Buffer.from(key, 'base64'), randomBytes);
  rmSync(place.file);
  rmSync(place.anchorFile);
  const db = new BetterSqlite3(place.file);
  db.pragma('journal_mode = WAL');
  db.pragma(`application_id = ${0x524b_4559}`);
  for (const sql of MIGRATIONS.slice(0, schema)) db.exec(sql);
  db.pragma(`user_version = ${schema}`);
  // Codes do not say what they cost, so the firm is opened with the same hasher.
  const hasher = createPasswordHasher(PASSWORD_COST);
  const now = place.clock.now();
  const salt = randomBytes(16);
  db.exec(`INSERT INTO firm (id, name, created_at, is_sample) VALUES (1, 'Quill', 1, 0);
    INSERT INTO activity (seq, at, action, outcome, detail, app_version, hash)
      VALUES (1, 1, 'a.b', 'done', '{}', '1', '${'0'.repeat(64)}');
    INSERT INTO users (id, email, email_key, first_name, last_name, name_key, role, has_all_clients, status, two_factor,
      two_factor_at, created_at) VALUES (3, '${EMAIL}', '${EMAIL}', 'Ann', 'Vance', 'ann vance', 'partner_admin', 1, 'active',
      'set_up', 1, 1)`);
  db.prepare('INSERT INTO passwords VALUES (3, ?, 5)').run(await hasher.hash(PASSWORD));
  db.prepare(
    "INSERT INTO authenticators (id, user_id, sealed_secret, confirmed_at, last_step) VALUES ('a', 3, ?, 5, 8)",
  ).run(box.seal('a', secret));
  db.prepare('INSERT INTO recovery_code_sets VALUES (3, ?, 5, 6)').run(salt);
  db.prepare('INSERT INTO recovery_codes VALUES (3, ?, NULL)').run(await hasher.hashCode(CODE, salt));
  if (schema === 3)
    db.prepare("INSERT INTO recovery_kit VALUES (1, ?, ?, ?, 'Ann Vance', 7)").run(
      salt,
      createHash('sha256').update(salt).update(KIT).digest(),
      now - DAY,
    );
  db.close();
  return place;
}

const keyFileOf = ({ file }: Place): string => file.replace('rekey.db', 'data-key.json');
const schemaOf = ({ file }: Place): unknown => {
  const db = new BetterSqlite3(file, { readonly: true });
  try {
    return db.pragma('user_version', { simple: true });
  } finally {
    db.close();
  }
};

async function opensEverything({ context }: Workspace, schema = 3): Promise<void> {
  const visit = visitAt(await signIn(context, { email: EMAIL, password: PASSWORD }), 'code');
  const next = await verifyCode(context, visit, codeAtStep(secret, stepAt(context.clock.now())));
  expect(next.stage).toBe(schema === 3 ? 'signed_in' : 'recovery_kit');
  const again = visitAt(await signIn(context, { email: EMAIL, password: PASSWORD }), 'code');
  expect((await verifyRecoveryCode(context, again, CODE)).stage).toBe(next.stage);
  if (schema === 3) expect(enterRecoveryKit(context, { email: EMAIL, code: KIT }).stage).toBe('kit_waits');
}

test('an upgraded file lets the same people in with the same codes', async () => {
  const place = await makeOldFirm();
  const workspace = await place.open();
  expect(workspace.context.storage.read.get('SELECT hash FROM passwords')?.['hash']).not.toContain('argon2');
  await opensEverything(workspace);
  workspace.close();
});

test('an upgrade and its binding are one: the file is whole before or after both', async () => {
  for (const schema of [2, 3] as const) {
    const place = await makeOldFirm(schema);
    const before = readFileSync(place.file);
    const key = readFileSync(keyFileOf(place));
    const otherKey = { version: 1, protection: 'file_only', key: randomBytes(32).toString('base64') };
    for (const [content, kind] of [
      [undefined, 'missing'],
      [JSON.stringify(otherKey), 'unreadable'],
    ] as const) {
      rmSync(keyFileOf(place));
      if (content !== undefined) writeFileSync(keyFileOf(place), content);
      // The upgrade has changed every table when this is found.
      await expect(place.open()).rejects.toMatchObject({ name: 'DataKeyProblem', kind });
      expect(schemaOf(place)).toBe(schema);
      expect(readFileSync(place.file).equals(before)).toBe(true);
      expect(readdirSync(dirname(place.file)).filter((name) => name.includes('upgrade'))).toEqual([]);
      writeFileSync(keyFileOf(place), key);
    }
    const workspace = await place.open();
    await opensEverything(workspace, schema);
    workspace.close();
  }
});

test('an upgrade that is killed at its end misses no anchor that never was', async () => {
  for (const schema of [2, 3] as const) {
    const place = await makeOldFirm(schema);
    const now = place.clock.now;
    let isKilled = false;
    place.clock.now = () => {
      // Nobody else sees the new schema before its transaction is over.
      if (!isKilled && schemaOf(place) === 4) {
        isKilled = true;
        throw new Error('killed');
      }
      return now();
    };
    await expect(place.open()).rejects.toThrow('killed');
    expect(schemaOf(place)).toBe(4);
    const workspace = await place.open();
    // Schema 3 had an anchor, and here it is gone.
    expect(workspace.context.storage.read.all("SELECT reason FROM activity WHERE action = 'record.cut'")).toEqual(
      schema === 2 ? [] : [{ reason: 'anchor_missing' }],
    );
    await opensEverything(workspace, schema);
    workspace.close();
  }
});

test('the data key of another firm is refused before anybody has set up 2FA, too', async () => {
  const place = makePlace();
  const workspace = await place.open();
  await createFirm(workspace.context, {
    firmName: 'Quill',
    firstName: 'Ann',
    lastName: 'Vance',
    email: EMAIL,
    password: 'plum-anchor-sixty-reeds',
  });
  workspace.close();
  const other = makePlace();
  (await other.open()).close();
  copyFileSync(keyFileOf(other), keyFileOf(place));
  await expect(place.open()).rejects.toMatchObject({ name: 'DataKeyProblem', kind: 'unreadable' });
});

test('a file that is made to look like one before its upgrade binds nothing again', async () => {
  const planted = await createCheapHasher().hash('planted-by-a-program');
  const disguises = [
    () => undefined,
    (anchorFile: string) => rmSync(anchorFile),
    (anchorFile: string) =>
      writeFileSync(anchorFile, readFileSync(anchorFile, 'utf8').replace('"version":2', '"version":1')),
  ];
  for (const disguise of disguises) {
    const place = await makeOldFirm();
    const first = await place.open();
    note(first, 1);
    first.close();
    place.edit((db) => {
      db.exec('DELETE FROM record_seal');
      db.prepare('UPDATE passwords SET hash = ?').run(planted);
    });
    disguise(place.anchorFile);
    const workspace = await place.open();
    await refusesPlanted(workspace);
  }
});

test('an older file that is put back with other credentials is upgraded and binds nothing again', async () => {
  const place = await makeOldFirm();
  const first = await place.open();
  note(first, 1);
  first.close();
  copyFileSync(`${place.file}.before-upgrade-from-3`, place.file);
  const db = new BetterSqlite3(place.file);
  db.prepare('UPDATE passwords SET hash = ?').run(await createCheapHasher().hash('planted-by-a-program'));
  db.close();
  await refusesPlanted(await place.open());
});

async function refusesPlanted(workspace: Workspace): Promise<void> {
  const attempt = signIn(workspace.context, { email: EMAIL, password: 'planted-by-a-program' });
  await expect(attempt).rejects.toMatchObject({ reason: { code: 'wrong_credentials' } });
  expect(workspace.context.storage.read.all('SELECT kind FROM alerts')).not.toEqual([]);
  workspace.close();
}
