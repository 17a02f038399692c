// The database file altered in every column of a record, and in other ways: what Verify, a paper and the alerts say then.
// docs/attacks.md has the same table.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { beforeEach, expect, test } from 'vitest';
import { chainHash } from '../../main/domain/activity-chain.ts';
import { sha256 } from '../../main/services/act/record-activity.ts';
import { recordWatchOf } from '../../main/services/firm/record-watch.ts';
import { iterateActivity } from '../../main/storage/tables/activity.ts';
import { printedWords } from '../../renderer/words/printed-words.ts';
import { verdictWords } from '../../renderer/words/verify-words.ts';
import { editFile } from '../support/place.ts';
import { type Scene, setScene, WINDOW } from './scenes.ts';

let scene: Scene;

/** The record has 7 entries then, and the fourth is in the middle. */
beforeEach(async () => {
  scene = await setScene();
  const { open, admin, ann, fixture } = scene;
  recordWatchOf(fixture.context);
  await open.signIn(WINDOW, admin);
  for (let i = 0; i < 3; i += 1) {
    await open.signIn(WINDOW + 1, ann);
    await open.ask(WINDOW + 1, 'session.signOut', {});
  }
  expect(fixture.activity()).toHaveLength(7);
});

const set = (sql: string) => (db: BetterSqlite3.Database) => void db.exec(`UPDATE activity SET ${sql} WHERE seq = 4`);

/** Another content of record 4, and a chain from there on that fits, as a program with the file can compute it. */
function recomputeChain(db: BetterSqlite3.Database): void {
  set("reason = 'another'")(db);
  const rows = [...iterateActivity(scene.fixture.read)].map((record) =>
    record.seq === 4 ? { ...record, reason: 'another' } : record,
  );
  let previous = rows[2]?.hash ?? '';
  for (const row of rows.slice(3)) {
    previous = chainHash(sha256, previous, row);
    db.prepare('UPDATE activity SET hash = ? WHERE seq = ?').run(previous, row.seq);
  }
}

function swap(db: BetterSqlite3.Database): void {
  db.exec('UPDATE activity SET seq = -1 WHERE seq = 4');
  db.exec('UPDATE activity SET seq = 4 WHERE seq = 5');
  db.exec('UPDATE activity SET seq = 5 WHERE seq = -1');
}

/** The words of docs/attacks.md, what somebody does to the file, and what Verify and the check of a paper say. */
const CASES: readonly (readonly [string, (db: BetterSqlite3.Database) => void, string, string])[] = [
  [
    '`seq` of a middle record',
    set('seq = 40'),
    'Records 4 to 5 are missing or do not follow from one another.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`at` of a middle record',
    set('at = at + 1'),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`actor_id` of a middle record',
    set('actor_id = 99'),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`actor_name` of a middle record',
    set("actor_name = 'Another'"),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`actor_role` of a middle record',
    set("actor_role = 'partner_ops'"),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`target_id` of a middle record',
    set('target_id = 99'),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`target_name` of a middle record',
    set("target_name = 'Another'"),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`target_role` of a middle record',
    set("target_role = 'partner_ops'"),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`action` of a middle record',
    set("action = 'session.ended'"),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`outcome` of a middle record',
    set("outcome = 'failed'"),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`reason` of a middle record',
    set("reason = 'another'"),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`detail` of a middle record',
    set("detail = '{}'"),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`app_version` of a middle record',
    set("app_version = '9.9.9'"),
    'Record 4 is not as Rekey wrote it.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    '`hash` of a middle record',
    set(`hash = '${'0'.repeat(64)}'`),
    'Records 4 to 5 are not as Rekey wrote them.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    'a row that is no record',
    set("detail = '['"),
    'Record 4 cannot be read.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    'two middle records swapped',
    swap,
    'Records 4 to 6 are not as Rekey wrote them.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    'a middle record removed',
    (db) => void db.exec('DELETE FROM activity WHERE seq = 4'),
    'Records 4 to 5 are missing or do not follow from one another.',
    'Record 7 has the letters that were printed, but record 4 before it is not as Rekey wrote it.',
  ],
  [
    'the last record removed',
    (db) => void db.exec('DELETE FROM activity WHERE seq = 7'),
    'Earlier, the record was cut, replaced or changed. Alerts and the list below say when.',
    'Record 7 differs from what was printed.',
  ],
  [
    'the chain recomputed from a middle record on',
    recomputeChain,
    'Earlier, the record was cut, replaced or changed. Alerts and the list below say when.',
    'Record 7 differs from what was printed.',
  ],
];

const table = readFileSync(join(import.meta.dirname, '../../docs/attacks.md'), 'utf8');

test.each(CASES)('%s is found', async (what, alter, verify, paper) => {
  const { open, fixture } = scene;
  const { printed } = await open.ask(WINDOW, 'activity.getHead', {});
  editFile(fixture.file, alter);
  const { sentences } = verdictWords(await open.ask(WINDOW, 'activity.verify', {}));
  expect(sentences).toContain(verify);
  expect(printedWords(await open.ask(WINDOW, 'activity.checkPrinted', { printed })).sentences[0]).toBe(paper);
  // It is on record, once, and every Partner Admin is told.
  const { alerts } = await open.ask(WINDOW, 'alerts.list', { before: null });
  expect(new Set(alerts.map(({ kind }) => kind))).toEqual(new Set(['record_altered']));
  const altered = fixture.activity().filter(({ action }) => action === 'record.altered');
  expect(alerts.map(({ activitySeq }) => activitySeq).sort()).toEqual(altered.map(({ seq }) => seq).sort());
  expect(table).toContain(`| ${what} | ${verify} | ${paper} |`);
});
