// An evidence pack: the records of a range or of one person, with what somebody without Rekey needs to check them. It goes to
// the person's computer piece by piece, in the order of its files, and is signed at the end. It asks for presence, and it is on
// record before the first piece is read: nobody takes data along in silence.
import { createHash, type Hash } from 'node:crypto';
import { FIRST_PREVIOUS_HASH } from '../../domain/activity-chain.ts';
import { writePrintedNumber } from '../../domain/printed-number.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { type ChainedRecord, getActivity, getHead } from '../../storage/tables/activity.ts';
import { type EvidenceRange, endOfRows, listEvidence, listHashes } from '../../storage/tables/evidence.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { getUserByEmail, nameOf } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { checkClock } from '../act/check-clock.ts';
import { type Context, newId } from '../act/context.ts';
import { toIsoTime } from '../act/iso-time.ts';
import { provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { type FirmKey, firmKeyOf } from './firm-key.ts';
import {
  PACK_FILES,
  type PackFile,
  REPORT,
  readmeText,
  readVerifyPage,
  toRecordLine,
  toSumLine,
} from './pack-files.ts';
import { listPolicies, type Policy } from './policies.ts';

/** Records that one piece looks at: some 400 KB where all of them are in the range. */
export const LOOKED_AT_ONCE = 500;
const HASHES_AT_ONCE = 2000;

export interface EvidenceOrder {
  /** Epoch ms, both inclusive. Null: no end. */
  readonly from: number | null;
  readonly until: number | null;
  /** Of one person. Empty: everybody. */
  readonly email: string;
  /** The actor's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

/** How the records become a file for a spreadsheet. */
export interface Csv {
  readonly heading: string;
  toLines(records: readonly ChainedRecord[]): string;
}

/** The next text of a file. The end of a file is where the next piece names another one. */
export interface EvidencePiece {
  readonly file: PackFile;
  readonly text: string;
  readonly isLast: boolean;
}

export interface Signed {
  readonly sums: string;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** A pack that was begun in a window. It ends with the session. */
export interface Evidence {
  readonly id: string;
  readonly range: EvidenceRange;
  /** The name of the person. Null: everybody. */
  readonly person: string | null;
  readonly policies: readonly Policy[];
  pieces: Generator<EvidencePiece, undefined> | undefined;
  readonly hashes: Map<PackFile, Hash>;
  /** How many records the pack holds, of those that were written so far. */
  records: number;
  /** How many pieces were read, and the last of them: an answer that was lost is given again. */
  read: number;
  latest: EvidencePiece | undefined;
  signed: Signed | undefined;
}

/**
 * @throws Refusal bad_input (email): it is of nobody here. clock_went_back, and as provePresence.
 */
export async function beginEvidence(context: Context, actor: Actor, order: EvidenceOrder, csv: Csv): Promise<Evidence> {
  const { storage } = context;
  const { from, until } = order;
  storage.transaction((tx) => checkClock(context, tx));
  const person = order.email === '' ? undefined : getUserByEmail(storage.read, order.email);
  if (order.email !== '' && person === undefined)
    return refuse({ code: 'bad_input', fields: [{ field: 'email', message: 'Nobody here has this email.' }] });
  const personName = person === undefined ? null : nameOf(person) || person.email;
  provePresence(context, actor, order.code);
  storage.transaction((tx) =>
    recordActivity(context, tx, {
      action: 'evidence.begun',
      outcome: 'done',
      actor: actor.user,
      detail: {
        ...(personName === null ? {} : { person: personName }),
        ...(from === null ? {} : { from: toIsoTime(from) }),
        ...(until === null ? {} : { until: toIsoTime(until) }),
      },
    }),
  );
  storage.settle();
  const { read } = storage;
  const head = getHead(read);
  const range = { from, until, personId: person?.id ?? null, last: head.seq };
  const key = firmKeyOf(context.secretBox);
  const policies = await listPolicies(read, range);
  const facts = {
    format: 1,
    firm: getFirm(read)?.name ?? '',
    madeAt: toIsoTime(context.clock.now()),
    madeBy: nameOf(actor.user),
    madeWith: `Rekey ${context.appVersion}`,
    from: from === null ? null : toIsoTime(from),
    until: until === null ? null : toIsoTime(until),
    person: personName,
    last: head.seq,
    lastHash: head.hash,
    printedNumber: writePrintedNumber(head),
    fingerprint: key.fingerprint,
  };
  const evidence: Evidence = {
    id: newId(context.random),
    range,
    person: personName,
    policies,
    pieces: undefined,
    hashes: new Map(),
    records: 0,
    read: 0,
    latest: undefined,
    signed: undefined,
  };
  evidence.pieces = pieces(read, evidence, facts, key, csv);
  return evidence;
}

function* pieces(
  reader: Reader,
  evidence: Evidence,
  facts: { readonly firm: string },
  key: FirmKey,
  csv: Csv,
): Generator<EvidencePiece, undefined> {
  const { range, policies } = evidence;
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const parts: Readonly<Record<PackFile, () => Iterable<string>>> = {
    'README.txt': () => [readmeText(facts.firm, key.fingerprint)],
    'verify.html': () => [readVerifyPage()],
    'records.jsonl': () =>
      recordParts(reader, range, (records) => {
        evidence.records += records.length;
        return toLines(reader, records);
      }),
    *'records.csv'() {
      yield csv.heading;
      yield* recordParts(reader, range, csv.toLines);
    },
    'chain.txt': () => chainParts(reader, range.last),
    'policy.json': () => [
      json(policies.map(({ since, ...policy }) => ({ since: since === null ? null : toIsoTime(since), ...policy }))),
    ],
    'pack.json': () => [json({ ...facts, records: evidence.records })],
    'firm-key.pem': () => [key.publicKey],
  };
  for (const file of PACK_FILES) {
    for (const text of parts[file]()) yield { file, text, isLast: false };
    yield { file, text: '', isLast: file === PACK_FILES.at(-1) };
  }
}

function* recordParts(
  reader: Reader,
  range: EvidenceRange,
  write: (records: readonly ChainedRecord[]) => string,
): Generator<string> {
  let after = 0;
  for (;;) {
    const end = endOfRows(reader, after, range.last, LOOKED_AT_ONCE);
    if (end === undefined) return;
    yield write(listEvidence(reader, range, after, end));
    after = end;
  }
}

function toLines(reader: Reader, records: readonly ChainedRecord[]): string {
  let before = { seq: 0, hash: FIRST_PREVIOUS_HASH };
  return records
    .map((record) => {
      const previous = record.seq - 1;
      const hash = before.seq === previous ? before.hash : (getActivity(reader, previous)?.hash ?? '');
      before = record;
      return toRecordLine(record, previous === 0 ? FIRST_PREVIOUS_HASH : hash);
    })
    .join('');
}

/** What is no hash is not written: the page says that the line is missing. */
function* chainParts(reader: Reader, last: number): Generator<string> {
  let after = 0;
  for (;;) {
    const end = endOfRows(reader, after, last, HASHES_AT_ONCE);
    if (end === undefined) return;
    yield listHashes(reader, after, end)
      .filter(({ hash }) => /^[0-9a-f]{64}$/.test(hash))
      .map(({ seq, hash }) => `${seq} ${hash}\n`)
      .join('');
    after = end;
  }
}

/**
 * @param piece 1 for the first one. The latest one is given again, and none is left out.
 * @throws Refusal not_found.
 */
export function readPiece(evidence: Evidence, piece: number): EvidencePiece {
  if (piece === evidence.read + 1) {
    const next = evidence.pieces?.next();
    if (next === undefined || next.done === true) return refuse({ code: 'not_found' });
    const { file, text } = next.value;
    const hash = evidence.hashes.get(file) ?? createHash('sha256');
    evidence.hashes.set(file, hash.update(text));
    evidence.latest = next.value;
    evidence.read = piece;
  }
  return piece === evidence.read && evidence.latest !== undefined ? evidence.latest : refuse({ code: 'not_found' });
}

/**
 * Signs the list of hashes, once: a repetition gets the same.
 * @param reportSha256 of the report, which was printed at the person's computer. 64 hexadecimal digits.
 * @throws Refusal not_now: not all of it was read.
 */
export function signEvidence(context: Context, actor: Actor, evidence: Evidence, reportSha256: string): Signed {
  if (evidence.signed !== undefined) return evidence.signed;
  if (evidence.latest?.isLast !== true) return refuse({ code: 'not_now' });
  const sums =
    PACK_FILES.map((file) => toSumLine(file, evidence.hashes.get(file)?.copy().digest('hex') ?? '')).join('') +
    toSumLine(REPORT, reportSha256);
  context.storage.transaction((tx) =>
    recordActivity(context, tx, {
      action: 'evidence.made',
      outcome: 'done',
      actor: actor.user,
      detail: { records: evidence.records },
    }),
  );
  context.storage.settle();
  evidence.signed = { sums, signature: firmKeyOf(context.secretBox).sign(sums) };
  return evidence.signed;
}
