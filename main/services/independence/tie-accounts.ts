// Ties accounts, in the transaction of the record that says what was done. It looks at every record, so no act can
// forget it. Letting in a Partner Admin, or removing one, raises an alert that somebody else has to see.
import type { ActivityRecord } from '../../domain/activity-chain.ts';
import type { AlertKind } from '../../domain/alerts.ts';
import { letsIn, removesAdmin, reopensTies } from '../../domain/independence.ts';
import { isPartnerRole, type Role, type UserId } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getAlertOfRecord, insertAlert } from '../../storage/tables/alerts.ts';
import {
  dropRemoval,
  dropTieAlerts,
  leadsToAdmin,
  listTiesWithoutAlert,
  putRemoval,
  putTie,
  renewTiesOf,
  setTieAlert,
} from '../../storage/tables/ties.ts';
import { getUser } from '../../storage/tables/users.ts';

/** An alert of these kinds says what was done to a person, so one act raises no second alert about the same two. */
const SAY_WHAT_WAS_DONE: readonly AlertKind[] = [
  'made_partner_admin',
  'number_changed',
  'both_halves',
  'reset_then_change',
];

/** @param at the latest time that this computer has shown: setting the clock back shortens no tie. */
export function tieAccounts(tx: Tx, record: ActivityRecord, at: number): void {
  const { action, actorId, targetId, outcome, detail, targetRole } = record;
  if (outcome !== 'done' || actorId === null) return;
  if (detail['secondApproverRequiredTo'] === false) raise(tx, record, 'second_approver_off');
  if (targetId === null) return;
  const [actor, subject] = [actorId as UserId, targetId as UserId];
  if (action === 'user.activated') renewTiesOf(tx, subject, at);
  if (actor === subject) return;
  if (removesAdmin(action, detail, targetRole)) {
    const alertId = raise(tx, record, 'admin_removed');
    putRemoval(tx, { userId: subject, actorId: actor, at, alertId });
  }
  if (reopensTies(action, detail)) reopenTies(tx, record, subject);
  if (letsIn(action, detail)) letIn(tx, record, actor, subject, at);
}

/** After the recovery kit opened an account: the person who was shown its code may have used it. */
export function tieToKitMaker(
  tx: Tx,
  subjectId: UserId,
  makerId: number | null,
  { seq, at }: Pick<ActivityRecord, 'seq' | 'at'>,
): void {
  if (makerId === null || makerId === subjectId) return;
  putTie(tx, { subjectId, actorId: makerId as UserId, at, activitySeq: seq });
  alertOfTies(tx, { seq }, subjectId);
}

/** Others have to look again at the ties of this account that are in force. */
function reopenTies(tx: Tx, record: ActivityRecord, id: UserId): void {
  for (const one of dropTieAlerts(tx, id)) alertOfTies(tx, record, one);
}

function letIn(tx: Tx, record: ActivityRecord, actorId: UserId, subjectId: UserId, at: number): void {
  // Nobody of a client can become one of the firm's own people, and only those ask or approve.
  if (!isPartnerRole(record.targetRole as Role)) return;
  const subject = getUser(tx, subjectId);
  if (subject?.role === 'partner_admin' && subject.status !== 'deactivated') dropRemoval(tx, subjectId);
  putTie(tx, { subjectId, actorId, at, activitySeq: record.seq });
  if (leadsToAdmin(tx, subjectId)) alertOfTies(tx, record, subjectId);
}

/** Also of the ties from before a promotion, which nobody had to look at until now. */
function alertOfTies(tx: Tx, record: Pick<ActivityRecord, 'seq'>, id: UserId): void {
  for (const tie of listTiesWithoutAlert(tx, id)) {
    const said = tie.activitySeq === record.seq ? getAlertOfRecord(tx, tie, SAY_WHAT_WAS_DONE) : undefined;
    setTieAlert(tx, tie, said ?? insertAlert(tx, { ...tie, kind: 'let_in' }));
  }
}

const raise = (tx: Tx, record: ActivityRecord, kind: 'admin_removed' | 'second_approver_off'): number =>
  insertAlert(tx, {
    at: record.at,
    kind,
    actorId: record.actorId,
    actorName: record.actorName,
    subjectId: record.targetId,
    subjectName: record.targetName,
    activitySeq: record.seq,
  });
