// Another program edits the activity record in the file, while Rekey is closed and while it runs. Rekey finds it,
// records it once and shows it to every Partner Admin.

import type BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { type ActivityRecord, chainHash } from '../../../main/domain/activity-chain.ts';
import { setPassword } from '../../../main/services/act/credentials.ts';
import { sha256 } from '../../../main/services/act/record-activity.ts';
import { parseRecord } from '../../../main/storage/tables/activity.ts';
import { insertFirm } from '../../../main/storage/tables/firm.ts';
import { insertUser } from '../../../main/storage/tables/users.ts';
import type { Workspace } from '../../../main/workspace.ts';
import { makePlace, note, type Place } from '../../support/place.ts';

const RECORDS = 20;

interface Edit {
  readonly work: (db: BetterSqlite3.Database) => void;
  /** The reasons of the records that name it. */
  readonly closed: string;
  readonly running: string;
  /** Where it differs: an act came before Rekey looked. */
  readonly afterAct?: string;
}

const recordAt = (db: BetterSqlite3.Database, seq: number) => {
  const found = parseRecord(
    db.prepare<[number], string>('SELECT * FROM activity WHERE seq = ?').raw().get(seq) as never,
  );
  if (found === undefined) throw new Error(`there is no record ${seq}`);
  return found;
};

/** Writes the record with a hash that fits the one before. */
function writeFitting(db: BetterSqlite3.Database, record: ActivityRecord): void {
  const { hash: _, ...facts } = record as ActivityRecord & { hash?: string };
  const previous = record.seq === 1 ? '0'.repeat(64) : recordAt(db, record.seq - 1).hash;
  db.prepare(
    `INSERT OR REPLACE INTO activity (seq, at, action, outcome, detail, app_version, hash)
     VALUES (:seq, :at, :action, :outcome, :detail, :appVersion, :hash)`,
  ).run({ ...facts, detail: JSON.stringify(facts.detail), hash: chainHash(sha256, previous, facts) });
}

const EDITS: Readonly<Record<string, Edit>> = {
  'the details of one record': {
    work: (db) => db.exec(`UPDATE activity SET detail = '{"note":"nothing happened"}' WHERE seq = 7`),
    closed: 'record_changed 7-7',
    running: 'record_changed 7-7',
  },
  'every record, the hashes left': {
    work: (db) => db.exec("UPDATE activity SET reason = 'none'"),
    closed: 'record_changed 1-20',
    running: 'record_changed 1-20',
  },
  'every record, with hashes that fit': {
    work(db) {
      for (let seq = 1; seq <= RECORDS; seq++)
        writeFitting(db, { ...recordAt(db, seq), detail: { note: 'nothing happened' } });
    },
    closed: 'differs',
    running: 'record_changed 20-20',
  },
  'two records, swapped': {
    work: (db) =>
      db.exec(
        'UPDATE activity SET seq = -1 WHERE seq = 5; UPDATE activity SET seq = 5 WHERE seq = 9; UPDATE activity SET seq = 9 WHERE seq = -1',
      ),
    closed: 'record_changed 5-6, record_changed 9-10',
    running: 'record_changed 5-6, record_changed 9-10',
  },
  'a forged record at the end, with a hash that fits': {
    work: (db) => writeFitting(db, { ...recordAt(db, RECORDS), seq: RECORDS + 1, action: 'test.forged' }),
    closed: 'record_appended 21-21',
    running: 'record_appended 21-21',
  },
  'a forged record with the largest number of all': {
    work: (db) =>
      db.exec(`INSERT INTO activity SELECT 9223372036854775807, at, actor_id, actor_name, actor_role, target_id, target_name,
        target_role, action, outcome, reason, detail, app_version, hash FROM activity WHERE seq = 3`),
    closed: `record_missing 21-${Number.MAX_SAFE_INTEGER}`,
    running: `record_missing 21-${Number.MAX_SAFE_INTEGER}`,
    afterAct: `record_missing 22-${Number.MAX_SAFE_INTEGER}`,
  },
  'all records but the last, removed': {
    work: (db) => db.exec('DELETE FROM activity WHERE seq < 20'),
    closed: 'record_missing 1-20',
    running: 'record_missing 1-20',
  },
  'ten records, removed': {
    work: (db) => db.exec('DELETE FROM activity WHERE seq BETWEEN 4 AND 13'),
    closed: 'record_missing 4-14',
    running: 'record_missing 4-14',
  },
  'the last records, removed': {
    work: (db) => db.exec('DELETE FROM activity WHERE seq > 15'),
    closed: 'cut',
    running: 'record_cut 16-20',
  },
  'the last records, replaced by as many': {
    work(db) {
      for (let seq = 16; seq <= RECORDS; seq++)
        writeFitting(db, { ...recordAt(db, seq), detail: { note: 'nothing happened' } });
    },
    closed: 'differs',
    running: 'record_changed 20-20',
  },
  'one record that is no record': {
    work: (db) => db.exec("UPDATE activity SET detail = '{' WHERE seq = 3"),
    closed: 'record_unreadable 3-3',
    running: 'record_unreadable 3-3',
  },
  'a forged record at the end, and the seal moved on to it': {
    work(db) {
      writeFitting(db, { ...recordAt(db, RECORDS), seq: RECORDS + 1, action: 'test.forged' });
      db.exec(`UPDATE record_seal SET (seq, hash) = (SELECT seq, hash FROM activity ORDER BY seq DESC LIMIT 1)`);
    },
    closed: 'record_unsealed 21-21',
    running: 'record_unsealed 21-21',
  },
  'the seal': {
    work: (db) => db.exec('DELETE FROM record_seal'),
    closed: 'record_unsealed 20-20',
    running: 'record_unsealed 20-20',
  },
};

const found = ({ context }: Workspace): string =>
  context.storage.read
    .all("SELECT reason, detail FROM activity WHERE action IN ('record.altered', 'record.cut') ORDER BY seq")
    .map(({ reason, detail }) => {
      const { firstRecord, lastRecord } = JSON.parse(String(detail)) as Record<string, number>;
      return firstRecord === undefined ? String(reason) : `${String(reason)} ${firstRecord}-${lastRecord}`;
    })
    .join(', ');

const countAlerts = ({ context }: Workspace): unknown =>
  context.storage.read.get("SELECT count(*) AS n FROM alerts WHERE kind IN ('record_altered', 'record_cut')")?.['n'];

async function verify(workspace: Workspace) {
  return await workspace.recordWatch.verify(() => undefined);
}

async function makeRecord(): Promise<Place> {
  const place = makePlace();
  const workspace = await place.open();
  workspace.context.storage.transaction((tx) => {
    insertFirm(tx, { name: 'Quill', createdAt: 1, isSample: false });
    // Its password says whose data key this is.
    const id = insertUser(tx, {
      email: 'ann@quill.example',
      firstName: 'Ann',
      lastName: 'Vance',
      role: 'partner_admin',
      hasAllClients: true,
      status: 'active',
      invitationExpiresAt: null,
      createdAt: 1,
    });
    setPassword(workspace.context, tx, id, 'a hash', 1);
  });
  note(workspace, RECORDS);
  workspace.close();
  return place;
}

test('what was edited while Rekey was closed is found after the start, recorded once and shown', async () => {
  const seen: Record<string, string> = {};
  for (const [name, { work }] of Object.entries(EDITS)) {
    const place = await makeRecord();
    place.edit(work);
    const workspace = await place.open();
    await verify(workspace);
    seen[name] = found(workspace);
    expect([name, Number(countAlerts(workspace)) > 0]).toEqual([name, true]);
    workspace.close();
    const again = await place.open();
    note(again, 1);
    again.recordWatch.look();
    await verify(again);
    expect([name, found(again)]).toEqual([name, seen[name]]);
    again.close();
  }
  expect(seen).toEqual(foundAs(({ closed }) => closed));
});

test('what is edited while Rekey runs is found when it is idle, and not sealed', async () => {
  expect(await editWhileOpen((workspace) => workspace.recordWatch.look())).toEqual(foundAs(({ running }) => running));
});

test('what is edited while Rekey runs is found by the next act too, and recorded once', async () => {
  const seen = await editWhileOpen((workspace) => {
    note(workspace, 1);
    workspace.recordWatch.look();
  });
  expect(seen).toEqual(foundAs(({ running, afterAct }) => afterAct ?? running));
});

const foundAs = (reasonOf: (edit: Edit) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(EDITS).map(([name, edit]) => [name, reasonOf(edit)]));

async function editWhileOpen(next: (workspace: Workspace) => void): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const [name, { work }] of Object.entries(EDITS)) {
    const place = await makeRecord();
    const workspace = await place.open();
    place.edit(work);
    next(workspace);
    await verify(workspace);
    seen[name] = found(workspace);
    expect([name, Number(countAlerts(workspace)) > 0]).toEqual([name, true]);
    note(workspace, 1);
    workspace.recordWatch.look();
    await verify(workspace);
    expect([name, found(workspace)]).toEqual([name, seen[name]]);
    workspace.close();
  }
  return seen;
}

test('an end that is cut, with an older seal put back, is found while Rekey runs', async () => {
  const place = await makeRecord();
  const workspace = await place.open();
  const seal = workspace.context.storage.read.get('SELECT seq, hash, mac FROM record_seal');
  note(workspace, 4);
  workspace.recordWatch.look();
  place.edit((db) => {
    db.exec('DELETE FROM activity WHERE seq > 20');
    db.prepare('UPDATE record_seal SET seq = :seq, hash = :hash, mac = :mac').run(seal);
  });
  workspace.recordWatch.look();
  expect(found(workspace)).toBe('record_cut 21-24');
  workspace.close();
});

test('a write of another program starts a check, and its finding is told', async () => {
  const place = await makeRecord();
  const workspace = await place.open();
  const told = new Promise<void>((resolve) =>
    workspace.recordWatch.listen({ onFound: resolve, onError: () => undefined }),
  );
  place.edit(EDITS['the details of one record']?.work ?? (() => undefined));
  workspace.recordWatch.look();
  await told;
  expect(found(workspace)).toBe('record_changed 7-7');
  workspace.close();
}, 5000);
