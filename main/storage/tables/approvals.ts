// Requests that wait for a second Partner Admin. At most one request of a kind is open for a person. Every change of
// state names the state that it starts from, so of two changes at once exactly one succeeds.
import type { ApprovalKind, StoredApprovalState } from '../../domain/second-approver.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Row, SqlValue, Tx } from '../engine/database.ts';
import { integer, integerOrNull, text, textOrNull } from '../engine/rows.ts';

/** The details of the act that was asked for; never a secret. */
export type ApprovalRequest = Readonly<Record<string, string | number | boolean>>;

export interface Approval {
  readonly id: number;
  readonly kind: ApprovalKind;
  /** Null where the request is about the firm, not about a person. */
  readonly targetId: UserId | null;
  readonly requesterId: UserId;
  readonly requesterName: string;
  /** Times in epoch ms. */
  readonly requestedAt: number;
  readonly expiresAt: number;
  readonly request: ApprovalRequest;
  readonly state: StoredApprovalState;
  /** Who approved, declined or cancelled; null while nobody has, and where an event cancelled the request. */
  readonly deciderId: UserId | null;
  readonly deciderName: string | null;
  readonly decidedAt: number | null;
}

const toApproval = (row: Row): Approval => ({
  id: integer(row, 'id'),
  kind: text(row, 'kind') as ApprovalKind,
  targetId: integerOrNull(row, 'target_id') as UserId | null,
  requesterId: integer(row, 'requester_id') as UserId,
  requesterName: text(row, 'requester_name'),
  requestedAt: integer(row, 'requested_at'),
  expiresAt: integer(row, 'expires_at'),
  request: JSON.parse(text(row, 'request')) as ApprovalRequest,
  state: text(row, 'state') as StoredApprovalState,
  deciderId: integerOrNull(row, 'decider_id') as UserId | null,
  deciderName: textOrNull(row, 'decider_name'),
  decidedAt: integerOrNull(row, 'decided_at'),
});

const OPEN = "state IN ('pending', 'approved')";

export function getApproval(reader: Reader, id: number): Approval | undefined {
  const row = reader.get('SELECT * FROM approvals WHERE id = :id', { id });
  return row === undefined ? undefined : toApproval(row);
}

/** The open request, expired or not. */
export function getOpenApproval(reader: Reader, kind: ApprovalKind, targetId: UserId | null): Approval | undefined {
  const row = reader.get(
    `SELECT * FROM approvals WHERE kind = :kind AND coalesce(target_id, 0) = coalesce(:targetId, 0) AND ${OPEN}`,
    { kind, targetId },
  );
  return row === undefined ? undefined : toApproval(row);
}

/** Newest first. */
export const listOpenApprovals = (reader: Reader): readonly Approval[] =>
  reader.all(`SELECT * FROM approvals WHERE ${OPEN} ORDER BY id DESC`).map(toApproval);

export const listOpenApprovalsOn = (reader: Reader, targetId: UserId): readonly Approval[] =>
  reader
    .all(`SELECT * FROM approvals WHERE target_id = :targetId AND ${OPEN} ORDER BY id DESC`, { targetId })
    .map(toApproval);

/** Newest first. */
export const listSettledApprovals = (reader: Reader, limit: number): readonly Approval[] =>
  reader.all(`SELECT * FROM approvals WHERE NOT (${OPEN}) ORDER BY id DESC LIMIT :limit`, { limit }).map(toApproval);

export function insertApproval(
  tx: Tx,
  approval: Pick<
    Approval,
    'kind' | 'targetId' | 'requesterId' | 'requesterName' | 'requestedAt' | 'expiresAt' | 'request'
  >,
): number {
  return tx.insert(
    `INSERT INTO approvals (kind, target_id, requester_id, requester_name, requested_at, expires_at, request)
     VALUES (:kind, :targetId, :requesterId, :requesterName, :requestedAt, :expiresAt, :request)`,
    { ...approval, request: JSON.stringify(approval.request) },
  );
}

/** Makes room for new requests. */
export function closeExpiredApprovals(tx: Tx, now: number): void {
  tx.run(`UPDATE approvals SET state = 'cancelled', decided_at = expires_at WHERE ${OPEN} AND expires_at <= :now`, {
    now,
  });
}

export interface Settlement {
  readonly state: 'approved' | 'declined' | 'cancelled' | 'carried_out';
  readonly deciderId: UserId | null;
  readonly deciderName: string | null;
  readonly at: number;
  /** The decider's note; empty where there is none. */
  readonly note: string;
}

/** @param seen the request as it was read. @returns false, and changes nothing, where somebody has settled it since. */
export function settleApproval(tx: Tx, seen: Approval, settlement: Settlement): boolean {
  const { note, ...to } = settlement;
  const params: Record<string, SqlValue> = { id: seen.id, from: seen.state, note, ...to };
  return (
    tx.run(
      `UPDATE approvals SET state = :state, decider_id = :deciderId, decider_name = :deciderName, decided_at = :at,
         request = CASE :note WHEN '' THEN request ELSE json_set(request, '$.decisionNote', :note) END
       WHERE id = :id AND state = :from`,
      params,
    ).changes === 1
  );
}

/** Keeps the approver's name. @returns false where the request was cancelled or carried out already. */
export function markCarriedOut(tx: Tx, id: number): boolean {
  return (
    tx.run("UPDATE approvals SET state = 'carried_out' WHERE id = :id AND state = 'approved'", { id }).changes === 1
  );
}

/** The approvals of this person no longer count: the requests wait for another approver. */
export function dropApprovalsBy(tx: Tx, deciderId: UserId): void {
  tx.run(
    `UPDATE approvals SET state = 'pending', decider_id = NULL, decider_name = NULL, decided_at = NULL,
       request = json_remove(request, '$.decisionNote')
     WHERE decider_id = :deciderId AND state = 'approved'`,
    { deciderId },
  );
}

/** After a clock that was ahead: a request from the future keeps its duration, counted from now. */
export function shortenApprovals(tx: Tx, now: number): void {
  tx.run(
    `UPDATE approvals SET expires_at = :now + expires_at - requested_at, requested_at = :now WHERE ${OPEN}
       AND requested_at > :now`,
    { now },
  );
}
