// Measures how fast the activity record is checked, beside plain SHA-256 over the same bytes.
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { canonicalText, FIRST_PREVIOUS_HASH } from '../../main/domain/activity-chain.ts';
import { openDatabase } from '../../main/storage/engine/open-database.ts';
import { checkRecord } from '../../main/storage/record/check-record.ts';
import { insertActivities } from '../../main/storage/tables/activity.ts';
import { makeTemporaryFolder } from './folder.mjs';
import type { Measurement } from './statistics.mjs';

const RECORDS = 200_000;
const ROUNDS = 5;
const DETAILS = [
  {
    mode: 'revoke_now',
    identityCheck: 'call_back',
    authenticatorsRemoved: 1,
    recoveryCodesRemoved: 10,
    sessionsEnded: 1,
  },
  { with: 'code' },
  {},
];

export function measureRecord(): Omit<Measurement, 'users'> {
  const work = makeTemporaryFolder();
  const file = join(work.path, 'record.db');
  const texts = makeRecord(file);
  const values: number[] = [];
  const reference: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    values.push(timed(() => check(file)));
    reference.push(timed(() => texts.map((text) => hash('sha256', text, 'hex'))));
  }
  work.remove();
  return {
    name: `verifying ${RECORDS.toLocaleString('en')} records, to SHA-256 over the same bytes`,
    unit: 'ms',
    values,
    reference,
    gate: 7,
    aim: 5,
  };
}

/** @returns the texts whose hashes are the chain. */
function makeRecord(file: string): readonly string[] {
  const texts: string[] = [];
  const storage = openDatabase(file);
  storage.transaction((tx) => {
    let previous = FIRST_PREVIOUS_HASH;
    for (let seq = 1; seq <= RECORDS; seq++) {
      const record = {
        seq,
        at: 1_780_000_000_000 + seq * 1000,
        actorId: 1,
        actorName: 'Margaret Ashworth',
        actorRole: 'partner_admin',
        targetId: seq % 5000,
        targetName: 'Tomasz Moreau',
        targetRole: 'client_ops',
        action: 'two_factor.reset',
        outcome: 'done',
        reason: 'lost_phone',
        detail: DETAILS[seq % DETAILS.length] ?? {},
        appVersion: '0.4.0',
      } as const;
      const text = `${previous}\n${canonicalText(record)}`;
      previous = hash('sha256', text, 'hex');
      texts.push(text);
      insertActivities(tx, [{ ...record, hash: previous }]);
    }
  });
  storage.close();
  return texts;
}

function check(file: string): void {
  const pieces = checkRecord(file);
  for (;;) {
    const piece = pieces.next();
    if (piece.done !== true) continue;
    if (piece.value.records !== RECORDS || piece.value.breaks.length > 0) throw new Error('the record does not fit');
    return;
  }
}

function timed(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
