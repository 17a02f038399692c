// A separate process that imports a list of new people, until the test kills it. It runs without a bundler, so it imports no
// test code that needs one.
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { unmanaged } from '../../main/domain/managed.ts';
import type { UserId } from '../../main/domain/user.ts';
import { createPersonReader } from '../../main/ipc/read-import-row.ts';
import type { Context } from '../../main/services/act/context.ts';
import { newSessionId } from '../../main/services/act/credentials.ts';
import type { TableImport } from '../../main/services/act/visit.ts';
import { planPeople } from '../../main/services/import/import-people.ts';
import { readTable } from '../../main/services/import/read-table.ts';
import { runImport } from '../../main/services/import/run-import.ts';
import { createSecretBox } from '../../main/services/secrets/secret-box.ts';
import { getOpenSession, insertSession, markPresence } from '../../main/storage/tables/sessions.ts';
import { getUser } from '../../main/storage/tables/users.ts';
import { inPieces } from './in-pieces.ts';
import { openSource } from './open-source.ts';
import { clockThat, createCheapHasher } from './seeded.ts';

const [file = '', seed = '', startText = '0', source = '', list = '', countText = '0'] = process.argv.slice(2);
const now = Number(startText);
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
const sessionId = newSessionId(context, ADMIN);
storage.transaction((tx) => {
  insertSession(tx, { id: sessionId, userId: ADMIN, startedAt: now, expiresAt: now + 43_200_000, startedWith: 'code' });
  markPresence(tx, sessionId, now);
});
const user = getUser(storage.read, ADMIN);
const session = getOpenSession(storage.read, sessionId);
if (user === undefined || session === undefined) throw new Error('the administrator is missing');
const actor = { user, session };

const lines = Array.from({ length: Number(countText) }, (_, i) => `${list}-${i}@quill.example,Partner Ops\n`);
const table = await readTable(inPieces(Buffer.from(lines.join(''))));
const rows = {
  length: table.length,
  startReading() {
    const read = createPersonReader(['email', 'role']);
    return (index: number) => read(table.at(index));
  },
};
const id = `${list}-${seed}`;
const settings = { update: [], role: null, clientId: null, makeClients: null };
const work: TableImport = {
  kind: 'import',
  of: 'people',
  id,
  preparedAt: now,
  table: { fileName: 'people.csv', rows: table },
  headRow: 0,
  plan: await planPeople(context, actor, rows, settings, id),
  status: 'prepared',
  isCancelled: false,
  codes: [],
};
process.stdout.write('ready\n');
await runImport(context, actor, work, { note: 'The new office', code: '' }, () => undefined);
process.stdout.write('done\n');
// The thread that talks to PostgreSQL would keep the process.
process.exit(0);
