// What the report of an evidence pack shows, read piece by piece.
import type { ActivityRecord, OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';

/** More would be a book. All of them are in records.csv. */
const MOST_HANDLED = 1000;
const MOST_LISTED = 2000;

/** Of these the report has more to say. */
const ABOUT_SECOND_FACTOR: readonly string[] = [
  'two_factor.reset',
  'two_factor.replace_requested',
  'password.reset',
  'temporary_code.issued',
];
/** What a person answers to such an act, as far as the record has it. */
const ANSWERS: readonly string[] = ['account.frozen', 'two_factor.set_up', 'password.chosen', 'session.started'];

export interface Handled {
  readonly act: ActivityRecord;
  /** The first answer of the person after it. Undefined: none in this pack. */
  readonly answer: ActivityRecord | undefined;
}

export interface ReadEvidence {
  /** The first acts on somebody's second factor or password, oldest first. */
  readonly handled: readonly Handled[];
  readonly handledTotal: number;
  /** The first ones of all records. */
  readonly listed: readonly ActivityRecord[];
  readonly total: number;
}

export async function readEvidence(evidenceId: string): Promise<ReadEvidence> {
  const handled: Open[] = [];
  /** Without an answer yet, by their person: a bulk reset has thousands of acts, and a year of sign-ins follows. */
  const open = new Map<number, Open[]>();
  const listed: ActivityRecord[] = [];
  let [total, handledTotal] = [0, 0];
  for (let after: number | null = 0; after !== null; ) {
    const page: OutputOf<'evidence.listRecords'> = await request('evidence.listRecords', { evidenceId, after });
    for (const record of page.records) {
      total += 1;
      if (listed.length < MOST_LISTED) listed.push(record);
      if (record.outcome !== 'done') continue;
      if (ABOUT_SECOND_FACTOR.includes(record.action)) {
        handledTotal += 1;
        if (handled.length === MOST_HANDLED) continue;
        const each: Open = { act: record, answer: undefined };
        handled.push(each);
        if (record.targetId !== null) open.set(record.targetId, [...(open.get(record.targetId) ?? []), each]);
      } else if (ANSWERS.includes(record.action) && record.actorId !== null) {
        for (const each of open.get(record.actorId) ?? []) each.answer = record;
        open.delete(record.actorId);
      }
    }
    after = page.next;
  }
  return { handled, handledTotal, listed, total };
}

interface Open {
  readonly act: ActivityRecord;
  answer: ActivityRecord | undefined;
}

type Settings = OutputOf<'evidence.begin'>['policies'][number]['settings'];

/** As a record of a change has them: "tieDaysFrom" and "tieDaysTo". */
export const changedSettings = (before: Settings, after: Settings): Settings =>
  Object.fromEntries(
    Object.entries(after).flatMap(([name, value]) =>
      value === before[name] ? [] : [[`${name}From`, before[name] ?? null] as const, [`${name}To`, value] as const],
    ),
  );
