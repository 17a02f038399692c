// A separate process that resets one user after another and sets each up again, until kill.test.ts kills it. It runs
// without a bundler, so it imports no test code that needs one.
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { unmanaged } from '../../main/domain/managed.ts';
import type { UserId } from '../../main/domain/user.ts';
import type { Context } from '../../main/services/act/context.ts';
import { newSessionId, sealAuthenticator } from '../../main/services/act/credentials.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { createSecretBox } from '../../main/services/secrets/secret-box.ts';
import type { ResetRequest } from '../../main/services/users/reset-two-factor.ts';
import { resetTwoFactor } from '../../main/services/users/reset-two-factor.ts';
import { replaceAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { acknowledgeNotices } from '../../main/storage/tables/notices.ts';
import { markRecoveryCodesSaved, replaceRecoveryCodes } from '../../main/storage/tables/recovery-codes.ts';
import { getOpenSession, insertSession, markPresence } from '../../main/storage/tables/sessions.ts';
import { removeSetupCode } from '../../main/storage/tables/setup-codes.ts';
import { getUser, markSetUp } from '../../main/storage/tables/users.ts';
import { openSource } from './open-source.ts';
import { clockThat, createCheapHasher } from './seeded.ts';

const [file = '', seed = '', startText = '0', source = ''] = process.argv.slice(2);
let now = Number(startText);
let drawn = 0;
const randomBytes = (count: number): Uint8Array => {
  drawn += 1;
  return new Uint8Array(createHash('sha512').update(`${seed}/${drawn}`).digest().subarray(0, count));
};
const storage = openSource(source);
const context: Context = {
  storage,
  clock: clockThat(() => now),
  random: { bytes: randomBytes },
  secretBox: createSecretBox(new Uint8Array(32), randomBytes),
  passwords: createCheapHasher(),
  appVersion: '0.0.0-test',
  home: { folder: dirname(file), anchorFile: `${file}-anchor`, dataKey: new Uint8Array(32) },
  isSample: false,
  managed: unmanaged('/etc/rekey/policy.json'),
};
const ADMIN = 1 as UserId;
const users = storage.read
  .all('SELECT id FROM users WHERE id > 1 ORDER BY id')
  .map((row) => Number(row['id']) as UserId);
const sessionId = newSessionId(context, ADMIN);
storage.transaction((tx) =>
  insertSession(tx, { id: sessionId, userId: ADMIN, startedAt: now, expiresAt: now + 43_200_000, startedWith: 'code' }),
);

/** What confirming a setup does, without hashing. */
function setUp(userId: UserId): void {
  storage.transaction((tx) => {
    removeSetupCode(tx, userId);
    const id = `${userId}-${seed}-${now}`;
    replaceAuthenticator(tx, userId, {
      id,
      sealedSecret: sealAuthenticator(context, userId, id, randomBytes(20)),
      confirmedAt: now,
      lastStep: 0,
    });
    replaceRecoveryCodes(tx, userId, {
      salt: randomBytes(16),
      hashes: Array.from({ length: 10 }, () => randomBytes(32)),
      createdAt: now,
    });
    markRecoveryCodesSaved(tx, userId, now);
    markSetUp(tx, userId, now);
    acknowledgeNotices(tx, userId, now);
    insertSession(tx, {
      id: `${userId}-${seed}-${now}`,
      userId,
      startedAt: now,
      expiresAt: now + 43_200_000,
      startedWith: 'code',
    });
    const user = getUser(tx, userId);
    recordActivity(context, tx, { action: 'two_factor.set_up', outcome: 'done', actor: user, target: user });
  });
}

process.stdout.write('ready\n');
for (let round = 0; ; round++) {
  const userId = users[round % users.length] as UserId;
  now += 1;
  storage.transaction((tx) => markPresence(tx, sessionId, now));
  const user = getUser(storage.read, userId);
  const admin = getUser(storage.read, ADMIN);
  const session = getOpenSession(storage.read, sessionId);
  if (user === undefined || admin === undefined || session === undefined) throw new Error('someone is missing');
  if (user.twoFactor === 'set_up') {
    const request: ResetRequest = {
      userId,
      version: user.version,
      mode: 'revoke_now',
      reason: 'lost_phone',
      note: '',
      identityCheck: 'in_person',
      vouchedBy: '',
      code: '',
    };
    if (resetTwoFactor(context, { user: admin, session }, request).outcome !== 'done')
      throw new Error('the reset was not carried out');
  } else setUp(userId);
}
