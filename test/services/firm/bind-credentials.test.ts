// A file of the schema before: its credentials name nobody. The first start binds them to their users, once.

import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { CODE_BYTES, toCodeText } from '../../../main/domain/code-text.ts';
import { codeAtStep, stepAt } from '../../../main/domain/two-factor.ts';
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

/** The file, key and anchor of version 0.3 with one Partner Admin. */
async function makeOldFirm(): Promise<Place> {
  const place = makePlace();
  (await place.open()).close();
  const { key } = JSON.parse(readFileSync(place.file.replace('rekey.db', 'data-key.json'), 'utf8')) as { key: string };
  const box = createSecretBox(Buffer.from(key, 'base64'), randomBytes);
  rmSync(place.file);
  rmSync(place.anchorFile);
  const db = new BetterSqlite3(place.file);
  db.pragma(`application_id = ${0x524b_4559}`);
  for (const sql of MIGRATIONS.slice(0, 3)) db.exec(sql);
  db.pragma('user_version = 3');
  const hasher = createCheapHasher();
  const now = place.clock.now();
  const salt = randomBytes(16);
  db.exec(`INSERT INTO firm (id, name, created_at, is_sample) VALUES (1, 'Quill', 1, 0);
    INSERT INTO users (id, email, email_key, first_name, last_name, name_key, role, has_all_clients, status, two_factor,
      two_factor_at, created_at) VALUES (3, '${EMAIL}', '${EMAIL}', 'Ann', 'Vance', 'ann vance', 'partner_admin', 1, 'active',
      'set_up', 1, 1)`);
  db.prepare('INSERT INTO passwords VALUES (3, ?, 5)').run(await hasher.hash(PASSWORD));
  db.prepare(
    "INSERT INTO authenticators (id, user_id, sealed_secret, confirmed_at, last_step) VALUES ('a', 3, ?, 5, 8)",
  ).run(box.seal('a', secret));
  db.prepare('INSERT INTO recovery_code_sets VALUES (3, ?, 5, 6)').run(salt);
  db.prepare('INSERT INTO recovery_codes VALUES (3, ?, NULL)').run(await hasher.hashCode(CODE, salt));
  db.prepare("INSERT INTO recovery_kit VALUES (1, ?, ?, ?, 'Ann Vance', 7)").run(
    salt,
    createHash('sha256').update(salt).update(KIT).digest(),
    now - DAY,
  );
  db.close();
  return place;
}

async function opensEverything({ context }: Workspace): Promise<void> {
  const visit = visitAt(await signIn(context, { email: EMAIL, password: PASSWORD }), 'code');
  const next = await verifyCode(context, visit, codeAtStep(secret, stepAt(context.clock.now())));
  expect(next.stage).toBe('signed_in');
  const again = visitAt(await signIn(context, { email: EMAIL, password: PASSWORD }), 'code');
  expect((await verifyRecoveryCode(context, again, CODE)).stage).toBe('signed_in');
  expect(enterRecoveryKit(context, { email: EMAIL, code: KIT }).stage).toBe('kit_waits');
}

test('an upgraded file lets the same people in with the same codes', async () => {
  const place = await makeOldFirm();
  const workspace = await place.open();
  expect(workspace.context.storage.read.get('SELECT hash FROM passwords')?.['hash']).not.toContain('argon2');
  await opensEverything(workspace);
  workspace.close();
});

test('a kill between the upgrade and the binding leaves a file that the next start binds', async () => {
  const place = await makeOldFirm();
  const db = new BetterSqlite3(place.file);
  db.pragma('foreign_keys = OFF');
  db.function('search_text', (name: string) => name);
  db.exec(MIGRATIONS[3] ?? '');
  db.pragma('user_version = 4');
  db.close();
  const workspace = await place.open();
  await opensEverything(workspace);
  workspace.close();
  const again = await place.open();
  expect(again.context.storage.read.all("SELECT * FROM activity WHERE action LIKE 'record.%'")).toEqual([]);
  again.close();
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
    const attempt = signIn(workspace.context, { email: EMAIL, password: 'planted-by-a-program' });
    await expect(attempt).rejects.toMatchObject({ reason: { code: 'wrong_credentials' } });
    expect(workspace.context.storage.read.all('SELECT kind FROM alerts')).not.toEqual([]);
    workspace.close();
  }
});
